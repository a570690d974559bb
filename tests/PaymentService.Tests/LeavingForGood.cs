using System.Net;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.PaymentService.Tests;

public sealed class LeavingForGood(PaymentApi api) : IClassFixture<PaymentApi>
{
    private const string Card = "tok_ok__mama";

    [Fact]
    public async Task Cards_are_forgotten_and_the_books_stay()
    {
        var order = await api.NewOrder().CapturedAsync();
        await order.Customer.PostJsonAsync("/api/v1/payment-methods", new { token = Card, label = "Mamas Visa" }).ShouldBe(HttpStatusCode.Created);
        Assert.Equal(["methods", "payments"], (await api.ExportAsync(order.CustomerId)).Held());
        var booked = await BookedAsync(order);

        Assert.True((await api.EraseAsync(order.CustomerId)).IsFinished());
        Assert.Equal(["payments"], (await api.ExportAsync(order.CustomerId)).Held());
        Assert.Empty(await Traces.OfAsync(api.ConnectionString, ["Mamas Visa"]));
        Assert.Equal([null], await api.QueryAsync<string?>("SELECT token FROM payments WHERE order_id = @Id", order));
        Assert.Equal(booked, await BookedAsync(order));
        Assert.NotEmpty(booked);
        Assert.Equal(0, await api.UnbalancedAsync());
        Assert.Equal(["payments.customer_id"], await Traces.OfIdAsync(api.ConnectionString, order.CustomerId));
        // Who comes back with a new account may use the same card.
        await api.ClientFor(Guid.CreateVersion7(), Roles.Customer).PostJsonAsync("/api/v1/payment-methods", new { token = Card, label = "Mine" }).ShouldBe(HttpStatusCode.Created);

        // Money still goes back to who is gone.
        var payment = (await api.Ops.GetAsync($"/api/v1/payments?orderId={order.Id}").ShouldBe(HttpStatusCode.OK))["items"]![0]!;
        await api.Ops.PostJsonAsync($"/api/v1/payments/{payment.Id()}/refunds", new { amount = order.Amount, reason = "Cold" }, Guid.NewGuid().ToString()).ShouldBe(HttpStatusCode.Created);
        await order.UntilAsync("refunded");
    }

    [Fact]
    public async Task Money_that_is_held_is_taken_or_given_free_first()
    {
        var order = await api.NewOrder().AuthorizedAsync();
        Assert.False((await api.EraseAsync(order.CustomerId)).IsFinished());
        await order.PickedUpAsync();
        await order.UntilAsync("captured");
        api.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.True((await api.EraseOnAsync(order.CustomerId)).IsFinished());
        Assert.Equal([null], await api.QueryAsync<string?>("SELECT token FROM payments WHERE order_id = @Id", order));
    }

    private Task<IReadOnlyList<(string, long)>> BookedAsync(TestOrder order) => api.QueryAsync<(string, long)>(
        "SELECT l.account, l.amount_minor FROM ledger_entries l JOIN payments p ON p.id = l.payment_id WHERE p.order_id = @Id ORDER BY l.id", order);
}
