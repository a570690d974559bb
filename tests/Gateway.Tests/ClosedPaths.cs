using System.Net;

namespace FoodDelivery.Gateway.Tests;

[Collection("shared gateway")]
public sealed class ClosedPaths(SharedGateway shared)
{
    [Theory]
    [InlineData("/internal/v1/quotes/1")]
    [InlineData("/api/internal/v1/quotes")]
    [InlineData("/metrics")]
    [InlineData("/livez")]
    [InlineData("/readyz")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/swagger/index.html")]
    [InlineData("/_problem")]
    [InlineData("/api/v1")]
    [InlineData("/api/v1/")]
    [InlineData("/api/v1/unknown")]
    [InlineData("/api/v1/ops")]
    [InlineData("/api/v1/ops/gateway/reload")]
    [InlineData("/api/v2/orders")]
    [InlineData("/API/V1/orders")]
    [InlineData("/nginx.conf")]
    public async Task What_is_not_public_does_not_exist(string path)
    {
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post, HttpMethod.Delete })
        {
            using var request = new HttpRequestMessage(method, path);
            using var answer = await shared.Gateway.Client.SendAsync(request);
            var problem = await Problem.ReadAsync(answer, HttpStatusCode.NotFound, "not_found");
            Assert.Equal(path, problem.GetProperty("instance").GetString());
            Assert.False(problem.GetProperty("retryable").GetBoolean());
        }
    }

    // Each of these is inside /api/v1/orders for one reader and /internal for another.
    [Theory]
    [InlineData("/api/v1/orders/../../../internal/v1/x")]
    [InlineData("/api/v1/orders/%2e%2e/%2E%2e/.%2e/internal/v1/x")]
    [InlineData("/api/v1/orders/..%2f..%2f..%2finternal/v1/x")]
    [InlineData("/api/v1/orders/%2e%2e%2f%2e%2e%2f%2e%2e%2finternal/v1/x")]
    [InlineData("/api/v1/orders#/../../../internal/v1/x")]
    [InlineData("/internal/v1/x/../../../api/v1/orders")]
    [InlineData("/internal/v1/x/%2e%2e/%2e%2e/%2e%2e/api/v1/orders")]
    [InlineData("//internal/v1/x")]
    [InlineData("/api/v1/orders//x")]
    [InlineData("/api/v1/orders/./x")]
    [InlineData("/api/v1/orders/.")]
    [InlineData("/api/v1/orders/..")]
    [InlineData(@"/api/v1/orders\..\..\..\internal\v1\x")]
    [InlineData(@"/api/v1/orders/\x")]
    [InlineData("/api/v1/orders/%5c..%5cinternal")]
    [InlineData("/api/v1/orders/%00")]
    [InlineData("/api/v1/orders/%zz")]
    [InlineData("/api/v1/orders/\u00e9")]
    [InlineData("http://127.0.0.1/internal/v1/x")]
    [InlineData("internal/v1/x")]
    public async Task No_spelling_of_a_path_gets_past_the_gateway(string target)
    {
        var id = $"closed-{Guid.NewGuid():N}";
        foreach (var method in new[] { "GET", "POST" })
        {
            var answer = await shared.Gateway.SendRawAsync(
                $"{method} {target} HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: {id}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            Assert.Contains(answer.Status, new[] { 400, 404 });
            Problem.Check(answer, answer.Status, answer.Status == 400 ? "bad_request" : "not_found");
        }

        Assert.DoesNotContain(shared.Stubs.Values.SelectMany(stub => stub.Received), received => received.Headers["X-Request-Id"] == id);
    }

    [Fact]
    public async Task An_absolute_request_target_is_routed_by_its_path()
    {
        var id = $"absolute-{Guid.NewGuid():N}";
        var answer = await shared.Gateway.SendRawAsync(
            $"GET http://elsewhere.test/api/v1/orders/1?x=/../y HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: {id}\r\nConnection: close\r\n\r\n");
        Assert.Equal(200, answer.Status);
        Assert.Equal("/api/v1/orders/1", shared.Stubs["order"].Single(id).Path);
    }

    [Theory]
    [InlineData("TRACE", "/api/v1/orders", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")]
    [InlineData("PROPFIND", "/api/v1/orders", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")]
    [InlineData("LOCK", "/api/v1/streams/me", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")]
    [InlineData("DELETE", "/docs", "GET, HEAD")]
    [InlineData("POST", "/healthz", "GET, HEAD")]
    [InlineData("PUT", "/", "GET, HEAD")]
    public async Task A_method_that_a_path_does_not_know_is_refused(string method, string path, string allowed)
    {
        var answer = await shared.Gateway.SendRawAsync($"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        Problem.Check(answer, 405, "method_not_allowed");
        Assert.Equal(allowed, answer.Headers["Allow"]);
    }
}
