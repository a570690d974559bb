using System.Net;

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
}
