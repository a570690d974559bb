using System.Net;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.DeliveryService.Tests;

public sealed class WhatOpsDo(DeliveryApi api) : IClassFixture<DeliveryApi>
{
    [Theory]
    [InlineData("unassign", "assigned")]
    [InlineData("deliver", "atDropoff")]
    [InlineData("fail", "pickedUp")]
    [InlineData("redeliver", "undeliverable")]
    [InlineData("return", "undeliverable")]
    [InlineData("returned", "returning")]
    [InlineData("dispose", "undeliverable")]
    public async Task Names_who_did_it_and_why_with_its_effect_and_once(string action, string from)
    {
        var (_, driver, id) = await api.CarriedAsync(from is "undeliverable" or "returning" ? "atDropoff" : from);
        if (from is "undeliverable" or "returning") await DeliveryApi.StepAsync(driver, id, "fail", new { reason = "refused" }).ShouldBe(HttpStatusCode.OK);
        if (from == "returning") await api.OpsAsync(id, "return").ShouldBe(HttpStatusCode.OK);
        var reason = action == "fail" ? "badAddress" : "Customer rang us";
        for (var i = 0; i < 2; i++) await api.OpsAsync(id, action, new { reason }).ShouldBe(HttpStatusCode.OK);
        await ShouldNameAsync(id, $"delivery.{action}", reason);
    }

    [Fact]
    public async Task Assigning_names_who_did_it_and_why()
    {
        var place = api.NewPlace();
        var order = await api.AcceptedOrderAsync(place);
        var driver = await api.ApprovedDriverAsync();
        var id = (await api.DeliveryAsync(order)).Id();
        for (var i = 0; i < 2; i++) await api.OpsAsync(id, "assign", new { driverId = driver.Id, reason = "Next door" }).ShouldBe(HttpStatusCode.OK);
        await ShouldNameAsync(id, "delivery.assign", "Next door");
    }

    [Fact]
    public async Task Transferring_names_who_did_it_and_why()
    {
        var (_, _, id) = await api.CarriedAsync("pickedUp");
        var driver = await api.ApprovedDriverAsync();
        for (var i = 0; i < 2; i++) await api.OpsAsync(id, "transfer", new { driverId = driver.Id, reason = "Flat tyre" }).ShouldBe(HttpStatusCode.OK);
        await ShouldNameAsync(id, "delivery.transfer", "Flat tyre");
    }

    [Fact]
    public async Task A_refused_act_leaves_nothing_and_only_ops_read_it()
    {
        var (order, driver, id) = await api.CarriedAsync();
        await api.OpsAsync(id, "dispose", new { reason = "No" }).ShouldBeProblem(HttpStatusCode.Conflict, "delivery_state_conflict");
        Assert.Empty((await TrailAsync(id))["items"]!.AsArray());
        foreach (var client in new[] { order.Customer, order.Restaurant, driver.Client })
        {
            await client.GetAsync("/api/v1/ops/delivery/audit").ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        }
    }

    private async Task ShouldNameAsync(Guid id, string action, string reason)
    {
        var acts = (await TrailAsync(id))["items"]!.AsArray().Where(act => act!.Text("action") == action).ToList();
        var act = Assert.Single(acts)!;
        Assert.Equal((api.OpsId, id, reason), (act.Id("actor"), act.Id("subject"), act.Text("reason")));
    }

    private Task<System.Text.Json.Nodes.JsonNode> TrailAsync(Guid id) =>
        api.Ops.GetAsync($"/api/v1/ops/delivery/audit?subject={id}&actor={api.OpsId}").ShouldBe(HttpStatusCode.OK);
}
