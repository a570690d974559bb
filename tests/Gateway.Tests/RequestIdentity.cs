using System.Text.RegularExpressions;

namespace FoodDelivery.Gateway.Tests;

/// <summary>What a service hears about the request: ids that are safe to log, and an origin that the client cannot choose.</summary>
[Collection("shared gateway")]
public sealed class RequestIdentity(SharedGateway shared)
{
    private const string Trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    [Theory]
    [InlineData("abcdefgh")]
    [InlineData("checkout-2024_11.Z9")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public async Task A_good_request_id_is_kept(string id)
    {
        var (received, returned) = await SendAsync("/api/v1/cart", ("X-Request-Id", id));
        Assert.Equal(id, received.Headers["X-Request-Id"]);
        Assert.Equal(id, returned);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("short")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234")]
    [InlineData("has a space in it")]
    [InlineData("""quo"te-and-{brace}""")]
    public async Task Any_other_request_id_is_replaced(string? id)
    {
        var (received, returned) = await SendAsync("/api/v1/cart", id is null ? [] : [("X-Request-Id", id)]);
        Assert.Matches(new Regex("^[0-9a-f]{32}$"), returned);
        Assert.Equal(returned, received.Headers["X-Request-Id"]);
    }

    [Fact]
    public async Task The_service_does_not_override_the_request_id()
    {
        await using var service = await StubService.StartAsync("cart", context =>
        {
            context.Response.Headers["X-Request-Id"] = "of-the-service";
            return Task.CompletedTask;
        });
        await using var gateway = await GatewayProcess.StartAsync(("CART_UPSTREAM", service.Address));
        using var answer = await gateway.Client.GetAsync("/api/v1/cart");
        Assert.Equal(service.Received.Single().Headers["X-Request-Id"], answer.Headers.GetValues("X-Request-Id").Single());
    }

    [Theory]
    [InlineData(Trace, true)]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01", false)]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", false)]
    [InlineData("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", false)]
    [InlineData(Trace + "-extra", false)]
    [InlineData("nonsense", false)]
    public async Task Only_a_well_formed_trace_is_continued(string traceparent, bool kept)
    {
        var (received, _) = await SendAsync("/api/v1/cart", ("traceparent", traceparent), ("tracestate", "vendor=1"), ("baggage", "role=ops"));
        Assert.Equal(kept ? traceparent : "", received.Headers["traceparent"].ToString());
        Assert.Equal(kept ? "vendor=1" : "", received.Headers["tracestate"].ToString());
        Assert.False(received.Headers.ContainsKey("baggage"));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task What_a_client_says_about_its_origin_is_not_believed(string method)
    {
        var id = $"spoof-{Guid.NewGuid():N}";
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/v1/orders")
        {
            Headers =
            {
                { "X-Request-Id", id }, { "X-Forwarded-For", "203.0.113.7, 10.0.0.1" }, { "X-Forwarded-Proto", "https" },
                { "X-Forwarded-Host", "evil.test" }, { "X-Forwarded-Port", "443" }, { "X-Forwarded-Prefix", "/evil" },
                { "X-Real-IP", "203.0.113.7" }, { "Forwarded", "for=203.0.113.7" },
            },
        };
        (await shared.Gateway.Client.SendAsync(request)).Dispose();

        var headers = shared.Stubs["order"].Single(id).Headers;
        Assert.Equal("127.0.0.1", headers["X-Forwarded-For"]);
        Assert.Equal("http", headers["X-Forwarded-Proto"]);
        Assert.Equal($"127.0.0.1:{shared.Gateway.Port}", headers["X-Forwarded-Host"]);
        Assert.Equal($"127.0.0.1:{shared.Gateway.Port}", headers.Host);
        Assert.All(new[] { "X-Forwarded-Port", "X-Forwarded-Prefix", "X-Real-IP", "Forwarded" }, name => Assert.False(headers.ContainsKey(name), name));
    }

    [Fact]
    public async Task A_trusted_proxy_in_front_names_the_client()
    {
        await using var service = await StubService.StartAsync("cart");
        await using var gateway = await GatewayProcess.StartAsync(
            ("CART_UPSTREAM", service.Address), ("GATEWAY_TRUSTED_PROXIES", "127.0.0.0/8, 10.0.0.0/8"), ("GATEWAY_TLS", "on"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/cart") { Headers = { { "X-Forwarded-For", "198.51.100.1, 203.0.113.7, 10.0.0.1" } } };
        using var answer = await gateway.Client.SendAsync(request);

        Assert.Equal("203.0.113.7", service.Received.Single().Headers["X-Forwarded-For"]);
        Assert.Equal("https", service.Received.Single().Headers["X-Forwarded-Proto"]);
        Assert.Equal("max-age=31536000; includeSubDomains", answer.Headers.GetValues("Strict-Transport-Security").Single());
    }

    [Fact]
    public async Task Credentials_and_keys_go_through()
    {
        var (received, _) = await SendAsync("/api/v1/cart", ("Authorization", "Bearer a.b.c"), ("Idempotency-Key", "k-1"), ("If-Match", "\"7\""));
        Assert.Equal("Bearer a.b.c", received.Headers.Authorization);
        Assert.Equal("k-1", received.Headers["Idempotency-Key"]);
        Assert.Equal("\"7\"", received.Headers.IfMatch);
    }

    private async Task<(Received Received, string Returned)> SendAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await shared.Gateway.Client.SendAsync(request);
        var returned = answer.Headers.GetValues("X-Request-Id").Single();
        return (shared.Stubs["cart"].Single(returned), returned);
    }
}
