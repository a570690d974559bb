using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FoodDelivery.Gateway.Tests;

[Collection("shared gateway")]
public sealed class SizeLimits(SharedGateway shared)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_large_body_is_refused_before_the_service_sees_it(bool chunked)
    {
        var id = $"large-{Guid.NewGuid():N}";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/orders") { Content = new StringContent(new string('x', 65_537)) };
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.Add("X-Request-Id", id);
        using var answer = await shared.Gateway.Client.SendAsync(request);

        await Problem.ReadAsync(answer, HttpStatusCode.RequestEntityTooLarge, "payload_too_large");
        Assert.DoesNotContain(shared.Stubs["order"].Received, received => received.Headers["X-Request-Id"] == id);
    }

    [Fact]
    public async Task A_body_at_the_limit_passes()
    {
        using var answer = await shared.Gateway.Client.PostAsync("/api/v1/orders", new StringContent(new string('x', 65_536)));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData(false, 524_288, HttpStatusCode.OK)]
    [InlineData(true, 524_288, HttpStatusCode.OK)]
    [InlineData(false, 524_289, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(true, 524_289, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_whole_menu_may_be_larger(bool chunked, int size, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/restaurants/{Guid.NewGuid()}/menu") { Content = new StringContent(new string('x', size)) };
        request.Headers.TransferEncodingChunked = chunked;
        using var answer = await shared.Gateway.Client.SendAsync(request);
        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task A_long_address_is_refused()
    {
        var answer = await shared.Gateway.SendRawAsync($"GET /api/v1/orders?q={new string('x', 9000)} HTTP/1.1\r\nHost: x\r\n\r\n");
        Problem.Check(answer, 414, "uri_too_long");
    }

    [Theory]
    [InlineData(1, 9000)]
    [InlineData(6, 7000)]
    public async Task Large_headers_are_refused(int count, int size)
    {
        var headers = string.Concat(Enumerable.Range(0, count).Select(i => $"X-Large-{i}: {new string('x', size)}\r\n"));
        var answer = await shared.Gateway.SendRawAsync($"GET /api/v1/orders HTTP/1.1\r\nHost: x\r\n{headers}\r\n");
        Problem.Check(answer, 431, "headers_too_large");
    }

    [Fact]
    public async Task A_long_token_passes()
    {
        var id = $"token-{Guid.NewGuid():N}";
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/orders") { Headers = { { "X-Request-Id", id } } };
        request.Headers.Authorization = new("Bearer", new string('x', 4000));
        (await shared.Gateway.Client.SendAsync(request)).Dispose();
        Assert.Equal(4007, shared.Stubs["order"].Single(id).Headers.Authorization.ToString().Length);
    }

    [Theory]
    [InlineData("GET /api/v1/orders HTTP/1.1\r\nHost: x\r\n")]
    [InlineData("POST /api/v1/orders HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{")]
    public async Task A_client_that_stops_in_mid_request_is_cut_off(string begun)
    {
        await using var service = await StubService.StartAsync("order");
        await using var gateway = await GatewayProcess.StartAsync(("GATEWAY_CLIENT_TIMEOUT", "500ms"), ("ORDER_UPSTREAM", service.Address));
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, gateway.Port);
        var waited = Stopwatch.StartNew();
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(begun));

        try
        {
            Assert.Equal(0, await socket.GetStream().ReadAsync(new byte[1]).AsTask().WaitAsync(TimeSpan.FromSeconds(5)));
        }
        catch (IOException)
        {
            // A reset is as good an end.
        }

        Assert.True(waited.Elapsed > TimeSpan.FromMilliseconds(400));
        Assert.Empty(service.Received);
    }
}
