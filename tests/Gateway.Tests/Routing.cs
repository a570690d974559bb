using System.Net;

namespace FoodDelivery.Gateway.Tests;

[Collection("shared gateway")]
public sealed class Routing(SharedGateway shared)
{
    public static TheoryData<string, string> Prefixes => new()
    {
        { "/api/v1/auth", "user" }, { "/api/v1/users", "user" },
        { "/api/v1/restaurants", "product" },
        { "/api/v1/cart", "cart" },
        { "/api/v1/orders", "order" },
        { "/api/v1/payments", "payment" }, { "/api/v1/payment-methods", "payment" },
        { "/api/v1/drivers", "delivery" }, { "/api/v1/offers", "delivery" }, { "/api/v1/deliveries", "delivery" },
        { "/api/v1/notifications", "notification" }, { "/api/v1/streams", "notification" }, { "/api/v1/webhook-endpoints", "notification" },
        { "/api/v1/analytics", "analytics" },
        { "/api/v1/ops/user", "user" }, { "/api/v1/ops/product", "product" }, { "/api/v1/ops/cart", "cart" }, { "/api/v1/ops/order", "order" },
        { "/api/v1/ops/payment", "payment" }, { "/api/v1/ops/delivery", "delivery" }, { "/api/v1/ops/notification", "notification" },
        { "/api/v1/ops/analytics", "analytics" },
    };

    [Theory]
    [MemberData(nameof(Prefixes))]
    public async Task A_prefix_goes_to_its_service_with_the_path_intact(string prefix, string service)
    {
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head, HttpMethod.Post, HttpMethod.Put, HttpMethod.Patch, HttpMethod.Delete, HttpMethod.Options })
        {
            foreach (var target in new[] { prefix, $"{prefix}/", $"{prefix}/a%20b/c?near=1.5,2&q=%2Fx" })
            {
                var id = $"route-{Guid.NewGuid():N}";
                using var request = new HttpRequestMessage(method, target) { Headers = { { "X-Request-Id", id } } };
                using var answer = await shared.Gateway.Client.SendAsync(request);

                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                var received = shared.Stubs[service].Single(id);
                Assert.Equal(target, received.Target);
                Assert.Equal(method.Method, received.Method);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Prefixes))]
    public async Task A_longer_segment_is_not_the_prefix(string prefix, string service)
    {
        var before = shared.Stubs[service].Received.Count;
        using var answer = await shared.Gateway.Client.GetAsync(prefix + "x");
        await Problem.ReadAsync(answer, HttpStatusCode.NotFound, "not_found");
        Assert.DoesNotContain(shared.Stubs[service].Received.Skip(before), received => received.Target == prefix + "x");
    }

    [Fact]
    public async Task Keys_come_from_the_user_service()
    {
        Assert.Equal("user", await shared.Gateway.Client.GetStringAsync("/.well-known/jwks.json"));
        using var answer = await shared.Gateway.Client.PostAsync("/.well-known/jwks.json", null);
        await Problem.ReadAsync(answer, HttpStatusCode.MethodNotAllowed, "method_not_allowed");
    }

    [Fact]
    public async Task Health_is_the_gateways_own()
    {
        using var answer = await shared.Gateway.Client.GetAsync("/healthz");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal("""{"status":"healthy"}""", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Bodies_arrive_whole()
    {
        await using var echo = await StubService.StartAsync("echo", async context => await context.Request.Body.CopyToAsync(context.Response.Body));
        await using var gateway = await GatewayProcess.StartAsync(("CART_UPSTREAM", echo.Address));
        var sent = new string('x', 60_000);
        using var answer = await gateway.Client.PostAsync("/api/v1/cart/items", new StringContent(sent));
        Assert.Equal(sent, await answer.Content.ReadAsStringAsync());
    }
}
