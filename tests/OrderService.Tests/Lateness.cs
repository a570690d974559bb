using System.Net;
using System.Text.RegularExpressions;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.OrderService.Data;
using FoodDelivery.OrderService.Domain;
using FoodDelivery.TestKit;

namespace FoodDelivery.OrderService.Tests;

public sealed partial class Lateness(OrderApi api) : IClassFixture<OrderApi>
{
    [Fact]
    public async Task An_order_is_late_from_its_promise_until_it_ends()
    {
        var promise = api.Clock.GetUtcNow() + TimeSpan.FromMinutes(45);
        var orders = new List<TestOrder>();
        // Earlier ones do not live that long: their own deadlines end them.
        foreach (var status in new[] { "accepted", "preparing", "ready", "inDelivery" }) orders.Add(await api.OrderInAsync(status));
        api.Clock.Advance(TimeSpan.FromMinutes(45));
        Assert.Equal(0, (await api.BacklogAsync("late_orders")).Number);

        api.Clock.Advance(TimeSpan.FromMinutes(1));
        var late = await api.BacklogAsync("late_orders");
        Assert.Equal((orders.Count, promise), (late.Number, late.Since));

        var delivered = orders[^1];
        await api.DeliverAsync(delivered.Id, 2, new DeliveryDeliveredV1(Guid.CreateVersion7(), delivered.Id, delivered.Customer, delivered.Restaurant, Guid.CreateVersion7(), api.Clock.GetUtcNow(), "pin"));
        Assert.Equal("delivered", await api.StatusAsync(delivered.Id));
        await api.Ops.PostJsonAsync($"/api/v1/orders/{orders[0].Id}/cancel", new { reason = "customerAsked" }).ShouldBe(HttpStatusCode.OK);
        Assert.Equal("cancelling", await api.StatusAsync(orders[0].Id));
        Assert.Equal(orders.Count - 1, (await api.BacklogAsync("late_orders")).Number);
    }

    [Fact]
    public void It_can_be_late_in_every_status_that_something_leads_out_of()
    {
        var open = from status in Enum.GetValues<OrderStatus>()
            where Enum.GetValues<OrderCommand>().Any(command => Enum.GetValues<ActorRole>().Any(role => Enum.GetValues<Fulfilment>().Any(kind => OrderMachine.Decide(status, command, role, kind).To != status)))
            select status.Wire();
        Assert.Equal(open.Order(), Quoted().Matches(OrderReads.Late).Select(match => match.Groups[1].Value).Order());
    }

    [GeneratedRegex("'([A-Za-z]+)'")]
    private static partial Regex Quoted();
}
