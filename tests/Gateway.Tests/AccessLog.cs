using System.Text.Json;

namespace FoodDelivery.Gateway.Tests;

[Collection("shared gateway")]
public sealed class AccessLog(SharedGateway shared)
{
    [Fact]
    public async Task A_request_is_one_line_without_secrets()
    {
        var id = $"log-{Guid.NewGuid():N}";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/auth/login?ticket=secret-query") { Content = new StringContent("secret-body") };
        request.Headers.Add("X-Request-Id", id);
        request.Headers.Authorization = new("Bearer", "secret-token-value");
        (await shared.Gateway.Client.SendAsync(request)).Dispose();

        var line = await shared.Gateway.LogLineAsync(id);
        Assert.DoesNotContain("secret", line.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("POST", line.GetProperty("method").GetString());
        Assert.Equal("/api/v1/auth/login", line.GetProperty("path").GetString());
        Assert.Equal(200, line.GetProperty("status").GetInt32());
        // "user" and its chunk's framing.
        Assert.Equal(14, line.GetProperty("bytes").GetInt32());
        Assert.Equal("user", line.GetProperty("service").GetString());
        Assert.Equal(shared.Stubs["user"].Address, line.GetProperty("upstream").GetString());
        Assert.Equal("200", line.GetProperty("upstreamStatus").GetString());
        Assert.Equal("127.0.0.1", line.GetProperty("client").GetString());
        Assert.Equal(JsonValueKind.Number, line.GetProperty("seconds").ValueKind);
        Assert.Matches(@"^\d+\.\d{3}$", line.GetProperty("upstreamSeconds").GetString());
        Assert.True(line.GetProperty("time").TryGetDateTimeOffset(out _));
    }

    [Theory]
    [InlineData("POST /x\"y HTTP/1.1\r\nHost: x\r\n", "POST", "/x\"y", 404)]
    [InlineData("DELETE /docs HTTP/1.1\r\nHost: x\r\n", "DELETE", "/docs", 405)]
    public async Task Errors_are_logged_as_they_were_asked(string request, string method, string path, int status)
    {
        var id = $"log-{Guid.NewGuid():N}";
        await shared.Gateway.SendRawAsync($"{request}X-Request-Id: {id}\r\nConnection: close\r\n\r\n");

        var line = await shared.Gateway.LogLineAsync(id);
        Assert.Equal(method, line.GetProperty("method").GetString());
        Assert.Equal(path, line.GetProperty("path").GetString());
        Assert.Equal(status, line.GetProperty("status").GetInt32());
        Assert.Equal("", line.GetProperty("upstream").GetString());
    }
}
