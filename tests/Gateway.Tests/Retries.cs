using System.Net;
using Microsoft.AspNetCore.Http;

namespace FoodDelivery.Gateway.Tests;

/// <summary>A read may be sent to a second server; a write reaches one server once, whatever happens to it; what reached none may go to another.</summary>
public sealed class Retries
{
    public static TheoryData<string> Writes => ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    public static TheoryData<string, string> WritesByFailure
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var method in new[] { "POST", "PUT", "PATCH", "DELETE", "OPTIONS" })
            {
                foreach (var failure in new[] { "reset", "502", "503", "silence" })
                {
                    data.Add(method, failure);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(WritesByFailure))]
    public async Task A_write_is_sent_exactly_once(string method, string failure)
    {
        await using var first = await StubService.StartAsync("first", Failing(failure));
        await using var second = await StubService.StartAsync("second", Failing(failure));
        await using var gateway = await StartAsync(first.Address, second.Address);

        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/v1/orders/1") { Content = new StringContent("""{"a":1}""") };
        using var answer = await gateway.Client.SendAsync(request);

        Assert.Equal(1, first.Received.Count + second.Received.Count);
        Assert.True((int)answer.StatusCode >= 500);
    }

    [Theory]
    [InlineData("GET", "reset")]
    [InlineData("GET", "502")]
    [InlineData("GET", "503")]
    [InlineData("GET", "silence")]
    [InlineData("HEAD", "reset")]
    public async Task A_read_is_tried_on_another_server(string method, string failure)
    {
        await using var bad = await StubService.StartAsync("bad", Failing(failure));
        await using var good = await StubService.StartAsync("good");
        await using var gateway = await StartAsync(bad.Address, good.Address);

        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), "/api/v1/orders/1");
            using var answer = await gateway.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Single(bad.Received);
        Assert.Equal(2, good.Received.Count);
    }

    [Fact]
    public async Task A_read_is_tried_twice_at_most()
    {
        await using var first = await StubService.StartAsync("first", Failing("reset"));
        await using var second = await StubService.StartAsync("second", Failing("reset"));
        await using var third = await StubService.StartAsync("third", Failing("reset"));
        await using var gateway = await StartAsync(first.Address, second.Address, third.Address);

        using var answer = await gateway.Client.GetAsync("/api/v1/orders/1");

        await Problem.ReadAsync(answer, HttpStatusCode.ServiceUnavailable, "dependency_unavailable");
        Assert.Equal(2, first.Received.Count + second.Received.Count + third.Received.Count);
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task A_write_on_a_reused_connection_that_breaks_is_not_repeated(string method)
    {
        var calls = 0;
        await using var service = await StubService.StartAsync("order", context =>
        {
            if (Interlocked.Increment(ref calls) > 1)
            {
                context.Abort();
            }

            return Task.CompletedTask;
        });
        await using var gateway = await StartAsync(service.Address);
        (await gateway.Client.GetAsync("/api/v1/orders")).Dispose();

        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/v1/orders/1");
        using var answer = await gateway.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(2, service.Received.Count);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    [InlineData("PATCH")]
    public async Task A_dead_server_of_two_costs_no_request(string method)
    {
        await using var good = await StubService.StartAsync("good");
        await using var gateway = await StartAsync(GatewayProcess.NoServer, good.Address);
        for (var i = 0; i < 20; i++)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), "/api/v1/orders") { Content = method == "GET" ? null : new StringContent("""{"a":1}""") };
            using var answer = await gateway.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
        Assert.Equal(20, good.Received.Count);
    }

    private static Task<GatewayProcess> StartAsync(params string[] servers) => GatewayProcess.StartAsync(
        [.. SharedGateway.NoLimits, ("ORDER_UPSTREAM", string.Join(',', servers)), ("GATEWAY_READ_TIMEOUT", "1s")]);

    private static RequestDelegate Failing(string failure) => context =>
    {
        switch (failure)
        {
            case "reset":
                context.Abort();
                return Task.CompletedTask;
            case "silence":
                return Task.Delay(Timeout.Infinite, context.RequestAborted);
            default:
                context.Response.StatusCode = int.Parse(failure);
                return Task.CompletedTask;
        }
    };
}
