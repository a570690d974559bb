using System.Diagnostics.Metrics;
using System.Net;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace FoodDelivery.BuildingBlocks.Http;

/// <summary>
/// Guards the calls to one dependency. From outside in: concurrency limit, total time, retry, circuit breaker, time per attempt.
/// Retries only what may be repeated: GET, HEAD, and requests with an Idempotency-Key.
/// </summary>
internal sealed class ResilienceHandler : DelegatingHandler
{
    private const int ConcurrentCalls = 100;
    private static readonly ResiliencePropertyKey<bool> Repeatable = new("repeatable");

    private static readonly Meter Meter = new("FoodDelivery.Http");
    private static readonly Counter<long> Repeated = Meter.CreateCounter<long>("calls_repeated", null, "Calls to another service that were sent again.");
    private static readonly Counter<long> Suspended = Meter.CreateCounter<long>("calls_suspended", null, "Times that the calls to another service were given up for 5 s, because too many failed.");

    private readonly string dependency;
    private readonly ConcurrencyLimiter limiter = new(new ConcurrencyLimiterOptions { PermitLimit = ConcurrentCalls, QueueLimit = 0 });
    private readonly ResiliencePipeline<HttpResponseMessage> pipeline;

    public ResilienceHandler(string dependency, CallBudget budget, TimeProvider clock, ILogger log)
    {
        this.dependency = dependency;
        var tag = new KeyValuePair<string, object?>("dependency", dependency);
        pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock }
            .AddTimeout(budget.Total)
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = 2,
                Delay = TimeSpan.FromMilliseconds(100),
                MaxDelay = TimeSpan.FromSeconds(1),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = arguments => ValueTask.FromResult(
                    arguments.Context.Properties.GetValue(Repeatable, false) && IsTransient(arguments.Outcome) && arguments.Outcome.Exception is not BrokenCircuitException),
                OnRetry = _ =>
                {
                    Repeated.Add(1, tag);
                    return default;
                },
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
            {
                FailureRatio = 0.5,
                SamplingDuration = TimeSpan.FromSeconds(10),
                MinimumThroughput = 20,
                BreakDuration = TimeSpan.FromSeconds(5),
                ShouldHandle = arguments => ValueTask.FromResult(IsTransient(arguments.Outcome)),
                OnOpened = _ =>
                {
                    Suspended.Add(1, tag);
                    log.LogWarning("Calls to {Dependency} are suspended for 5 s: too many failed", dependency);
                    return default;
                },
            })
            .AddTimeout(budget.Attempt)
            .Build();
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var permit = limiter.AttemptAcquire();
        if (!permit.IsAcquired) throw new DependencyUnavailableException(dependency);

        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(Repeatable, request.Method == HttpMethod.Get || request.Method == HttpMethod.Head || request.Headers.Contains("Idempotency-Key"));
        try
        {
            var response = await pipeline.ExecuteAsync(async attempt => await AttemptAsync(request, attempt.CancellationToken), context);
            if (IsOutage(response.StatusCode))
            {
                response.Dispose();
                throw new DependencyUnavailableException(dependency);
            }
            return response;
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutRejectedException or BrokenCircuitException)
        {
            throw new DependencyUnavailableException(dependency, e);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    // With the body: whoever reads it later has no time limit, and would see a plain exception where it breaks off.
    private async Task<HttpResponseMessage> AttemptAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var response = await base.SendAsync(request, ct);
        try
        {
            await response.Content.LoadIntoBufferAsync(ct);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) limiter.Dispose();
        base.Dispose(disposing);
    }

    private static bool IsTransient(Outcome<HttpResponseMessage> outcome) =>
        outcome.Exception is HttpRequestException or TimeoutRejectedException ||
        outcome.Result is { } response && (IsOutage(response.StatusCode) || response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests);

    private static bool IsOutage(HttpStatusCode status) =>
        status is HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
}
