using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace FoodDelivery.Gateway.Tests;

/// <summary>The headers of every kind of answer, compared with files in snapshots/ (set UPDATE_SNAPSHOTS=1 to write them anew).</summary>
public sealed class AnswerHeaders : IAsyncLifetime
{
    private StubService _service = null!;
    private GatewayProcess _gateway = null!;

    public async Task InitializeAsync()
    {
        _service = await StubService.StartAsync("cart", async context =>
        {
            var headers = context.Response.Headers;
            headers.ContentType = "application/json";
            headers.CacheControl = "private, max-age=5";
            headers.ETag = "\"7\"";
            // Set by the gateway alone, so that each is there once.
            headers.XContentTypeOptions = "of-the-service";
            headers.XFrameOptions = "SAMEORIGIN";
            headers.ContentSecurityPolicy = "default-src *";
            headers.StrictTransportSecurity = "max-age=1";
            headers["Referrer-Policy"] = "unsafe-url";
            headers["X-Powered-By"] = "of-the-service";
            headers["X-Accel-Redirect"] = "/healthz";
            await context.Response.WriteAsync($$"""{"padding":"{{new string('x', 2000)}}"}""");
        });
        _gateway = await GatewayProcess.StartAsync(("CART_UPSTREAM", _service.Address), ("ORDER_UPSTREAM", GatewayProcess.NoServer));
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _service.DisposeAsync();
    }

    [Theory]
    [InlineData("service", "GET", "/api/v1/cart")]
    [InlineData("service-write", "POST", "/api/v1/cart/items")]
    [InlineData("problem-404", "GET", "/internal/v1/x")]
    [InlineData("problem-405", "POST", "/docs")]
    [InlineData("problem-503", "GET", "/api/v1/orders")]
    [InlineData("health", "GET", "/healthz")]
    [InlineData("root", "GET", "/")]
    [InlineData("docs", "GET", "/docs")]
    [InlineData("docs-script", "GET", "/docs/docs.js")]
    public async Task Headers_are_as_recorded(string name, string method, string path)
    {
        var answer = await _gateway.SendRawAsync($"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        var lines = answer.Headers.OrderBy(header => header.Key, StringComparer.Ordinal).Select(header => $"{header.Key}: {Stable(header.Key, header.Value)}");
        var actual = $"{answer.Status}\n{string.Join('\n', lines)}\n";

        var file = Path.Combine("snapshots", $"{name}.txt");
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            await File.WriteAllTextAsync(Path.Combine(Rendering.Folder, "..", "tests", "Gateway.Tests", file), actual);
        }

        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, file)), actual);
    }

    [Fact]
    public async Task Json_is_compressed_once_and_only_for_those_who_ask()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/cart") { Headers = { { "Accept-Encoding", "gzip" } } };
        using var compressed = await _gateway.Client.SendAsync(request);
        Assert.Equal("gzip", Assert.Single(compressed.Content.Headers.ContentEncoding));
        Assert.Equal("W/\"7\"", compressed.Headers.ETag?.ToString());
        Assert.Contains("Accept-Encoding", compressed.Headers.Vary);
        Assert.False(_service.Received.Single().Headers.ContainsKey("Accept-Encoding"));

        using var plain = await _gateway.Client.GetAsync("/api/v1/cart");
        Assert.Empty(plain.Content.Headers.ContentEncoding);
        Assert.Equal(HttpStatusCode.OK, plain.StatusCode);
    }

    private static string Stable(string name, string value) => name switch
    {
        "Date" or "Last-Modified" or "ETag" when value.Length > 5 => "(varies)",
        "Content-Length" => "(varies)",
        "X-Request-Id" => Regex.Replace(value, "^[0-9a-f]{32}$", "(id)"),
        _ => value,
    };
}
