using System.Net;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.OrderService.Tests;

public sealed class WhatOpsDo(OrderApi api) : IClassFixture<OrderApi>
{
    [Theory]
    [InlineData("cancel", "ready", "delivery")]
    [InlineData("delay", "accepted", "delivery")]
    [InlineData("collect", "ready", "pickup")]
    public async Task Names_who_did_it_and_why_with_its_effect(string command, string status, string fulfilment)
    {
        var order = await api.OrderInAsync(status, fulfilment);
        var actor = Guid.CreateVersion7();
        var ops = api.ClientFor(actor, Roles.Ops);
        object body = command switch
        {
            "delay" => new { minutes = 5, reason = "Flat tyre" },
            _ => new { reason = "Flat tyre" },
        };
        await ops.PostJsonAsync($"/api/v1/orders/{order.Id}/{command}", body).ShouldBe(HttpStatusCode.OK);
        var act = Assert.Single((await TrailAsync($"subject={order.Id}"))["items"]!.AsArray())!;
        Assert.Equal((actor, $"order.{command}", order.Id, "Flat tyre"), (act.Id("actor"), act.Text("action"), act.Id("subject"), act.Text("reason")));
    }

    [Fact]
    public async Task What_others_do_is_not_in_it_and_it_comes_in_pages_for_ops_only()
    {
        var order = await api.OrderInAsync("accepted");
        await api.StaffAsync(order, "delay", new { minutes = 5, reason = "Oven" }).ShouldBe(HttpStatusCode.OK);
        Assert.Empty((await TrailAsync($"subject={order.Id}"))["items"]!.AsArray());
        var actor = Guid.CreateVersion7();
        var ops = api.ClientFor(actor, Roles.Ops);
        await ops.PostJsonAsync($"/api/v1/orders/{order.Id}/delay", new { minutes = 5, reason = "First" }).ShouldBe(HttpStatusCode.OK);
        await ops.PostJsonAsync($"/api/v1/orders/{order.Id}/cancel", new { reason = "Second" }).ShouldBe(HttpStatusCode.OK);
        var newest = await TrailAsync($"actor={actor}&limit=1");
        Assert.Equal("Second", Assert.Single(newest["items"]!.AsArray())!.Text("reason"));
        Assert.Equal("First", Assert.Single((await TrailAsync($"actor={actor}&cursor={newest.Text("nextCursor")}"))["items"]!.AsArray())!.Text("reason"));
        await api.Staff.GetAsync("/api/v1/ops/order/audit").ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        await api.Customer(order.Customer).GetAsync("/api/v1/ops/order/audit").ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
    }

    private Task<System.Text.Json.Nodes.JsonNode> TrailAsync(string query) =>
        api.Ops.GetAsync($"/api/v1/ops/order/audit?{query}").ShouldBe(HttpStatusCode.OK);
}
