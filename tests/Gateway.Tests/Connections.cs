using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FoodDelivery.Gateway.Tests;

public sealed class Connections
{
    [Fact]
    public async Task Connections_to_a_service_are_reused()
    {
        await using var service = await StubService.StartAsync("order");
        await using var gateway = await GatewayProcess.StartAsync(
            [.. SharedGateway.NoLimits, ("ORDER_UPSTREAM", service.Address), ("GATEWAY_WORKERS", "1")]);
        for (var i = 0; i < 50; i++)
        {
            // A new client connection each time: reuse towards the service does not depend on the client's.
            using var client = gateway.NewClient();
            (await client.GetAsync("/api/v1/orders")).Dispose();
            (await client.PostAsync("/api/v1/orders", null)).Dispose();
        }

        Assert.Equal(100, service.Received.Count);
        Assert.Single(service.Received.Select(received => received.ConnectionId).Distinct());
    }

    [Theory]
    [InlineData("GET /healthz\r\n")]
    [InlineData("GET /api/v1/restaurants\r\n")]
    public async Task A_request_without_version_gets_no_answer(string request)
    {
        await using var service = await StubService.StartAsync("product");
        await using var gateway = await GatewayProcess.StartAsync([.. SharedGateway.NoLimits, ("PRODUCT_UPSTREAM", service.Address)]);
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, gateway.Port);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            Assert.Equal(0, await socket.GetStream().ReadAsync(new byte[100], limit.Token));
        }
        catch (IOException)
        {
            // Cut off.
        }
        Assert.Empty(service.Received);
    }

    [Fact]
    public async Task Work_is_spread_over_the_servers_of_a_service()
    {
        await using var first = await StubService.StartAsync("first");
        await using var second = await StubService.StartAsync("second");
        await using var gateway = await GatewayProcess.StartAsync(
            [.. SharedGateway.NoLimits, ("ORDER_UPSTREAM", $"{first.Address},{second.Address}")]);
        for (var i = 0; i < 20; i++)
        {
            using var answer = await gateway.Client.PostAsync("/api/v1/orders", null);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Equal(10, first.Received.Count);
        Assert.Equal(10, second.Received.Count);
    }

    [Fact]
    public async Task Servers_for_need_are_asked_only_when_the_others_cannot_be_reached()
    {
        await using var first = await StubService.StartAsync("first");
        await using var forNeed = await StubService.StartAsync("for need");
        await using var gateway = await GatewayProcess.StartAsync(
        [
            .. SharedGateway.NoLimits, ("ORDER_UPSTREAM", $"{first.Address}|{forNeed.Address}"), ("CART_UPSTREAM", $"{GatewayProcess.NoServer}|{forNeed.Address}"),
        ]);
        for (var i = 0; i < 10; i++)
        {
            using var order = await gateway.Client.PostAsync("/api/v1/orders", null);
            Assert.Equal(HttpStatusCode.OK, order.StatusCode);
        }
        Assert.Equal(10, first.Received.Count);
        Assert.Empty(forNeed.Received);

        using var cart = await gateway.Client.GetAsync("/api/v1/cart");
        Assert.Equal(HttpStatusCode.OK, cart.StatusCode);
        Assert.Single(forNeed.Received);
    }
}
