using System.Net;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.OrderService.Tests;

/// <summary>Ops gave the delivery to another driver.</summary>
public sealed class TransferredDeliveries(OrderApi api) : IClassFixture<OrderApi>
{
    [Theory]
    [InlineData(false, "assigned")]
    [InlineData(true, "pickedUp")]
    public async Task The_order_names_who_has_it_now_and_stands_where_it_stood(bool afterPickup, string status)
    {
        var order = await api.OrderInAsync("ready");
        var (delivery, first, next, now) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), api.Clock.GetUtcNow());
        await api.DeliverAsync(order.Id, 1, new DeliveryAssignedV1(delivery, order.Id, order.Customer, api.Restaurant, first, "Ada", "bike", now, now));
        if (afterPickup) await api.DeliverAsync(order.Id, 2, new DeliveryPickedUpV1(delivery, order.Id, order.Customer, api.Restaurant, first, now, 0));
        await api.DeliverAsync(order.Id, afterPickup ? 3 : 2, new DeliveryTransferredV1(
            delivery, order.Id, order.Customer, api.Restaurant, first, next, "Bob", "car", afterPickup, status, now, now));
        var read = await api.Ops.GetAsync($"/api/v1/orders/{order.Id}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal((afterPickup ? "inDelivery" : "ready", status, "Bob"), (read.Text("status"), read["delivery"]!.Text("status"), read["delivery"]!.Text("driverName")));
    }

    [Fact]
    public async Task What_is_called_back_stays_on_the_way_when_another_driver_takes_it()
    {
        var order = await api.OrderInAsync("ready");
        var (delivery, first, next, now) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), api.Clock.GetUtcNow());
        await api.DeliverAsync(order.Id, 1, new DeliveryPickedUpV1(delivery, order.Id, order.Customer, api.Restaurant, first, now, 0));
        await api.Ops.PostJsonAsync($"/api/v1/orders/{order.Id}/cancel", new { reason = "Allergy" }).ShouldBe(HttpStatusCode.OK);
        Assert.Equal("inDelivery", Assert.Single(await api.PublishedAsync<OrderCancelRequestedV1>(order.Id)).Stage);
        await api.DeliverAsync(order.Id, 2, new DeliveryTransferredV1(
            delivery, order.Id, order.Customer, api.Restaurant, first, next, "Bob", "car", true, "returning", now, now));
        var read = await api.Ops.GetAsync($"/api/v1/orders/{order.Id}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(("cancelling", "pickedUp"), (read.Text("status"), read["delivery"]!.Text("status")));
    }
}
