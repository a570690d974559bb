using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Timeout;

namespace FoodDelivery.BuildingBlocks.Http;

/// <summary>
/// Guards the calls to one dependency. From outside in: concurrency limit, total time, retry, circuit breaker, time per attempt.
/// Retries only what may be repeated: GET, HEAD, and requests with an Idempotency-Key.
/// </summary>
internal static class Resilience
{
    private const int ConcurrentCalls = 100;

    private static readonly Meter Meter = new("FoodDelivery.Http");
    private static readonly Counter<long> Repeated =
        Meter.CreateCounter<long>("calls_repeated", null, "Calls to another service that were sent again.");
    private static readonly Counter<long> Suspended = Meter.CreateCounter<long>(
        "calls_suspended", null, "Times that the calls to another service were given up for 5 s, because too many failed.");

    public static IHttpClientBuilder AddResilience(this IHttpClientBuilder client, string dependency, CallBudget budget)
    {
        client.AddHttpMessageHandler(() => new Outages(dependency));
        client.AddResilienceHandler("calls", (pipeline, context) => Configure(pipeline, dependency, budget, context.ServiceProvider));
        return client.AddHttpMessageHandler(() => new WholeAnswers());
    }

    private static void Configure(
        ResiliencePipelineBuilder<HttpResponseMessage> pipeline, string dependency, CallBudget budget, IServiceProvider services)
    {
        var tag = new KeyValuePair<string, object?>("dependency", dependency);
        var log = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Resilience));
        pipeline.TimeProvider = TimeProvider.System; // what is waited for on the line is real, whatever clock the business has
        pipeline
            .AddConcurrencyLimiter(ConcurrentCalls)
            .AddTimeout(budget.Total)
            .AddRetry(new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = 2,
                Delay = TimeSpan.FromMilliseconds(100),
                MaxDelay = TimeSpan.FromSeconds(1),
                // A service that asks for a second would take it from the caller's budget.
                ShouldRetryAfterHeader = false,
                ShouldHandle = arguments => ValueTask.FromResult(
                    IsRepeatable(arguments.Context.GetRequestMessage()!)
                    && HttpClientResiliencePredicates.IsTransient(arguments.Outcome)),
                OnRetry = _ =>
                {
                    Repeated.Add(1, tag);
                    return default;
                },
            })
            .AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions
            {
                FailureRatio = 0.5,
                SamplingDuration = TimeSpan.FromSeconds(10),
                MinimumThroughput = 20,
                BreakDuration = TimeSpan.FromSeconds(5),
                ShouldHandle = arguments => ValueTask.FromResult(IsAway(arguments.Outcome)),
                OnOpened = _ =>
                {
                    Suspended.Add(1, tag);
                    log.LogWarning("Calls to {Dependency} are suspended for 5 s: too many failed", dependency);
                    return default;
                },
            })
            .AddTimeout(budget.Attempt);
    }

    /// <summary>
    /// Whether the dependency itself is away. A 500 is an answer, about what this one request asked for, and 429 is about its caller: were
    /// they counted, whoever asks for something broken would take the dependency from everybody else.
    /// </summary>
    private static bool IsAway(Outcome<HttpResponseMessage> outcome) => outcome.Result is { } response
        ? response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.BadGateway
            or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
        : outcome.Exception is HttpRequestException or TimeoutRejectedException;

    private static bool IsRepeatable(HttpRequestMessage request) =>
        request.Method == HttpMethod.Get || request.Method == HttpMethod.Head || request.Headers.Contains("Idempotency-Key");

    /// <summary>However a dependency is away, its callers see one exception.</summary>
    private sealed class Outages(string dependency) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                var response = await base.SendAsync(request, cancellationToken);
                if (!IsOutage(response.StatusCode)) return response;
                response.Dispose();
                throw new DependencyUnavailableException(dependency);
            }
            catch (Exception e)
                when (e is HttpRequestException or TimeoutRejectedException or BrokenCircuitException or RateLimiterRejectedException)
            {
                throw new DependencyUnavailableException(dependency, e);
            }
        }

        private static bool IsOutage(HttpStatusCode status) =>
            status is HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
    }

    /// <summary>
    /// An answer counts when its body is here: whoever reads it later has no time limit, and would
    /// see a plain exception where it breaks off.
    /// </summary>
    private sealed class WholeAnswers : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            try
            {
                await response.Content.LoadIntoBufferAsync(cancellationToken);
                return response;
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }
    }
}
