using System.Net;
using System.Net.Http.Headers;

namespace FoodDelivery.Gateway.Tests;

/// <summary>Each test has a gateway of its own, so that no other test uses up its allowance.</summary>
public sealed class RateLimits : IAsyncLifetime
{
    private static readonly string TokenA = Token('a');
    private static readonly string TokenB = Token('b');
    private StubService _service = null!;

    public async Task InitializeAsync() => _service = await StubService.StartAsync("any");

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Theory]
    [InlineData("LOGIN", "/api/v1/auth/login")]
    [InlineData("REGISTER", "/api/v1/auth/register")]
    [InlineData("REGISTER", "/api/v1/auth/password-reset")]
    [InlineData("REFRESH", "/api/v1/auth/refresh")]
    [InlineData("LOGIN", "/api/v1/auth/login/")]
    [InlineData("LOGIN", "/api/v1/auth/LogIn")]
    [InlineData("LOGIN", "/api/v1/auth/%6cogin?x=1")]
    [InlineData("ORDERS", "/api/v1/orders")]
    [InlineData("ORDERS", "/api/v1/orders/")]
    [InlineData("ORDERS", "/api/v1/orders?x=1")]
    public async Task Dear_calls_have_a_limit_of_their_own_by_address(string limit, string path)
    {
        await using var gateway = await StartAsync(($"GATEWAY_RATE_{limit}", "10r/m"), ($"GATEWAY_BURST_{limit}", "2"));
        for (var i = 0; i < 3; i++)
        {
            // A token, made up or not, buys no more attempts.
            Assert.Equal(HttpStatusCode.OK, await PostAsync(gateway, path, Token((char)('a' + i))));
        }

        using var refused = await gateway.Client.PostAsync(path, null);
        var problem = await Problem.ReadAsync(refused, HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.True(problem.GetProperty("retryable").GetBoolean());
        Assert.Equal(TimeSpan.FromSeconds(6), refused.Headers.RetryAfter?.Delta);
        Assert.Equal(3, _service.Received.Count);

        // None of the others is touched.
        var others = new[] { ("LOGIN", "auth/login"), ("REGISTER", "auth/register"), ("REFRESH", "auth/refresh"), ("", "auth/logout"), ("ORDERS", "orders"), ("", "orders/1/cancel") };
        foreach (var (_, other) in others.Where(other => other.Item1 != limit)) Assert.Equal(HttpStatusCode.OK, await PostAsync(gateway, $"/api/v1/{other}"));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(gateway, "/api/v1/orders", TokenA));
    }

    [Theory]
    [InlineData("/api/v1/restaurants")]
    [InlineData("/api/v1/auth/logout")]
    [InlineData("/.well-known/jwks.json")]
    public async Task What_is_open_to_everybody_is_limited_by_address_whatever_the_token(string path)
    {
        await using var gateway = await StartAsync(("GATEWAY_RATE_API", "1r/m"), ("GATEWAY_BURST_API", "2"));
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.OK, await GetAsync(gateway, path, Token((char)('a' + i))));
        Assert.Equal(HttpStatusCode.TooManyRequests, await GetAsync(gateway, path, Token('x')));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(gateway, "/api/v1/cart", Token('x')));
    }

    [Theory]
    [InlineData("2001:db8:1:2:3::1", "2001:db8:1:2:9::7", "2001:db8:1:3::1")]
    [InlineData("2001:db8::1:2:3:4", "2001:db8::5:6:7:8", "2001:db8:1::1")]
    [InlineData("203.0.113.7", "203.0.113.7", "203.0.113.8")]
    public async Task Addresses_of_one_network_count_as_one(string first, string same, string other)
    {
        await using var gateway = await StartAsync(("GATEWAY_TRUSTED_PROXIES", "127.0.0.1"), ("GATEWAY_RATE_IP", "1r/m"), ("GATEWAY_BURST_IP", "1"));
        Assert.Equal(HttpStatusCode.OK, await FromAsync(first));
        Assert.Equal(HttpStatusCode.OK, await FromAsync(same));
        Assert.Equal(HttpStatusCode.TooManyRequests, await FromAsync(first));
        Assert.Equal(HttpStatusCode.OK, await FromAsync(other));

        async Task<HttpStatusCode> FromAsync(string address)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/cart") { Headers = { { "X-Forwarded-For", address } } };
            using var answer = await gateway.Client.SendAsync(request);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Callers_without_a_token_share_their_address_allowance()
    {
        await using var gateway = await StartAsync(("GATEWAY_RATE_API", "1r/m"), ("GATEWAY_BURST_API", "2"));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await GetAsync(gateway, "/api/v1/restaurants"));
        }

        using var refused = await gateway.Client.GetAsync("/api/v1/cart");
        await Problem.ReadAsync(refused, HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        Assert.Equal(HttpStatusCode.OK, await GetAsync(gateway, "/api/v1/cart", TokenA));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(gateway, "/healthz"));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(gateway, "/docs"));
    }

    [Fact]
    public async Task A_token_has_an_allowance_of_its_own()
    {
        await using var gateway = await StartAsync(("GATEWAY_RATE_TOKEN", "1r/m"), ("GATEWAY_BURST_TOKEN", "2"));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await GetAsync(gateway, "/api/v1/cart", TokenA));
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, await PostAsync(gateway, "/api/v1/cart/items", TokenA));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(gateway, "/api/v1/cart", TokenB));
    }

    [Fact]
    public async Task New_tokens_do_not_get_past_the_ceiling_of_an_address()
    {
        await using var gateway = await StartAsync(("GATEWAY_RATE_IP", "1r/m"), ("GATEWAY_BURST_IP", "2"));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await GetAsync(gateway, "/api/v1/cart", Token((char)('a' + i))));
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, await GetAsync(gateway, "/api/v1/cart", Token('x')));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(gateway, "/api/v1/payments/webhooks/provider"));
    }

    [Fact]
    public async Task Provider_calls_have_a_limit_of_their_own()
    {
        await using var gateway = await StartAsync(("GATEWAY_RATE_WEBHOOKS", "1r/m"), ("GATEWAY_BURST_WEBHOOKS", "1"));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(gateway, "/api/v1/payments/webhooks/provider"));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(gateway, "/api/v1/payments/webhooks/provider"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await PostAsync(gateway, "/api/v1/payments/webhooks/provider"));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(gateway, "/api/v1/payments?orderId=1"));
    }

    [Theory]
    [InlineData("GATEWAY_CONN_PER_IP", "/api/v1/orders/1", "/api/v1/restaurants")]
    [InlineData("GATEWAY_STREAMS_PER_IP", "/api/v1/streams/me", "/api/v1/streams/orders/1")]
    [InlineData("GATEWAY_STREAMS_PER_CALLER", "/api/v1/streams/me", "/api/v1/streams/orders/1")]
    public async Task Open_requests_are_counted(string setting, string busyPath, string otherPath)
    {
        var arrived = new SemaphoreSlim(0);
        await using var slow = await StubService.StartAsync("slow", async context =>
        {
            arrived.Release();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        await using var gateway = await GatewayProcess.StartAsync(
            [.. SharedGateway.NoLimits, ("ORDER_UPSTREAM", slow.Address), ("NOTIFICATION_UPSTREAM", slow.Address), (setting, "2")]);

        using var leave = new CancellationTokenSource();
        var open = new[] { gateway.Client.GetAsync(busyPath, leave.Token), gateway.Client.GetAsync(busyPath, leave.Token) };
        Assert.True(await arrived.WaitAsync(TimeSpan.FromSeconds(5)) && await arrived.WaitAsync(TimeSpan.FromSeconds(5)));

        using var refused = await gateway.Client.GetAsync(otherPath);
        await Problem.ReadAsync(refused, HttpStatusCode.TooManyRequests, "rate_limited");

        await leave.CancelAsync();
        await Task.WhenAll(open).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    private Task<GatewayProcess> StartAsync(params (string, string)[] limits) => GatewayProcess.StartAsync(
        [.. SharedGateway.NoLimits, .. SharedGateway.ServiceNames.Select(name => ($"{name.ToUpperInvariant()}_UPSTREAM", _service.Address)), .. limits]);

    private static string Token(char letter) => $"eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.{new string(letter, 342)}";

    private static AuthenticationHeaderValue Bearer(string token) => new("Bearer", token);

    private static Task<HttpStatusCode> GetAsync(GatewayProcess gateway, string path, string? token = null) => SendAsync(gateway, HttpMethod.Get, path, token);

    private static Task<HttpStatusCode> PostAsync(GatewayProcess gateway, string path, string? token = null) => SendAsync(gateway, HttpMethod.Post, path, token);

    private static async Task<HttpStatusCode> SendAsync(GatewayProcess gateway, HttpMethod method, string path, string? token)
    {
        using var request = new HttpRequestMessage(method, path) { Headers = { Authorization = token is null ? null : Bearer(token) } };
        using var answer = await gateway.Client.SendAsync(request);
        return answer.StatusCode;
    }
}
