using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using FoodDelivery.BuildingBlocks.Hosting;

namespace FoodDelivery.TestKit;

/// <summary>Stands for the other services a service calls. A call that the test did not declare fails the test.</summary>
public sealed class StubServices
{
    private readonly ConcurrentDictionary<string, Func<HttpRequestMessage, string, HttpResponseMessage>> routes = new();

    /// <summary>Every call that was made: method, path with query, body.</summary>
    public ConcurrentQueue<(string Method, string PathAndQuery, string Body, string? IdempotencyKey)> Calls { get; } = new();

    /// <summary>Answers a method and path, for example <c>POST /internal/v1/price-check</c>; a path ending in * matches by prefix.</summary>
    public void On(string methodAndPath, Func<HttpRequestMessage, string, HttpResponseMessage> answer) => routes[methodAndPath] = answer;

    /// <inheritdoc cref="On(string, Func{HttpRequestMessage, string, HttpResponseMessage})" />
    public void On(string methodAndPath, object body, HttpStatusCode status = HttpStatusCode.OK) => On(methodAndPath, (_, _) => Json(body, status));

    public static HttpResponseMessage Json(object body, HttpStatusCode status = HttpStatusCode.OK) => new(status)
    {
        Content = new StringContent(JsonSerializer.Serialize(body, JsonDefaults.Tolerant), Encoding.UTF8, "application/json"),
    };

    /// <summary>A dependency that cannot be reached.</summary>
    public static HttpResponseMessage Unreachable() => throw new HttpRequestException("connection refused (stub)");

    internal HttpMessageHandler Handler() => new Router(this);

    private sealed class Router(StubServices stub) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
            var path = request.RequestUri!.AbsolutePath;
            stub.Calls.Enqueue((request.Method.Method, request.RequestUri.PathAndQuery, body,
                request.Headers.TryGetValues("Idempotency-Key", out var keys) ? keys.First() : null));
            var route = $"{request.Method.Method} {path}";
            var match = stub.routes.Keys.Where(key => key == route || (key.EndsWith('*') && route.StartsWith(key[..^1], StringComparison.Ordinal))).MaxBy(key => key.Length);
            return match is null
                ? throw new InvalidOperationException($"The test did not declare an answer for {route}.")
                : stub.routes[match](request, body);
        }
    }
}
