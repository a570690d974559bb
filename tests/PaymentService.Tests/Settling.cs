using System.Net;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.PaymentService.Tests;

/// <summary>Capture, void and refund as the order's events ask for them.</summary>
public sealed class Settling(PaymentApi api) : IClassFixture<PaymentApi>
{
    [Theory]
    [InlineData("tok_ok")]
    [InlineData("tok_capture_fail_once")]
    public async Task Pick_up_takes_the_money_once(string token)
    {
        var order = await api.NewOrder(token).CapturedAsync();
        Assert.Equal(["auth", "capture"], await api.Provider.KindsAsync(order.Id));
        Assert.Equal(["authorized", "captured"], await order.EventsAsync());
        await order.ShouldReconcileAsync(2350);
    }

    [Fact]
    public async Task A_capture_without_answer_is_looked_up()
    {
        var order = await api.NewOrder("tok_capture_timeout").AuthorizedAsync();
        await order.PickedUpAsync();
        await order.UntilAsync("captured", seconds: 20);
        Assert.Equal(["auth", "capture"], await api.Provider.KindsAsync(order.Id));
        await order.ShouldReconcileAsync(2350);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Collection_takes_the_money_too_and_so_does_food_that_nobody_fetched(bool collected)
    {
        var order = await api.NewOrder().AuthorizedAsync();
        await (collected ? order.CollectedAsync() : order.NoShowAsync());
        await order.UntilAsync("captured");
        Assert.Equal(["auth", "capture"], await api.Provider.KindsAsync(order.Id));
        await order.ShouldReconcileAsync(2350);
    }

    [Fact]
    public async Task A_capture_starts_at_once_and_not_at_the_next_poll()
    {
        // The best of five: a busy machine may hold up one, a poll would hold up nearly all.
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < 5; i++)
        {
            var order = await api.NewOrder().AuthorizedAsync();
            var watch = System.Diagnostics.Stopwatch.StartNew();
            await order.PickedUpAsync();
            while ((await order.EventsAsync()).Length < 2 && watch.Elapsed < TimeSpan.FromSeconds(5)) await Task.Delay(5);
            if (watch.Elapsed < best) best = watch.Elapsed;
        }
        Assert.True(best < TimeSpan.FromMilliseconds(200), $"took {best}");
    }

    [Theory]
    [InlineData("rejected")]
    [InlineData("expired")]
    [InlineData("cancelRequested")]
    [InlineData("paymentFailed")]
    [InlineData("undelivered")]
    public async Task An_order_that_ends_before_pick_up_releases_the_hold(string end)
    {
        var order = await api.NewOrder().AuthorizedAsync();
        await (end switch
        {
            "rejected" => order.RejectedAsync(), "expired" => order.ExpiredAsync(), "cancelRequested" => order.CancelRequestedAsync(),
            "paymentFailed" => order.PaymentFailedAsync(), _ => order.UndeliveredAsync(),
        });
        await order.UntilAsync("voided");
        Assert.Equal(order.Amount, Assert.Single(await api.PublishedAsync<PaymentVoidedV1>(order.Id)).Amount);
        Assert.Equal(["auth", "void"], await api.Provider.KindsAsync(order.Id));
        await order.ShouldReconcileAsync(0);
    }

    [Fact]
    public async Task Who_is_not_at_the_door_pays_and_who_is_not_to_blame_does_not()
    {
        var (absent, other) = (await api.NewOrder().CapturedAsync(), await api.NewOrder().CapturedAsync());
        await absent.UndeliveredAsync(customerAtFault: true);
        await other.UndeliveredAsync();
        await other.UntilAsync("refunded");
        Assert.Equal("captured", await absent.StatusAsync());
        Assert.Equal(["auth", "capture"], await api.Provider.KindsAsync(absent.Id));
        await absent.ShouldReconcileAsync(absent.Amount.Amount);
    }

    [Fact]
    public async Task A_hold_stays_until_no_courier_can_pick_up_any_more()
    {
        var order = await api.NewOrder().AuthorizedAsync();
        await order.CancelRequestedAsync(awaitsCourier: true);
        await api.RunDueAsync();
        Assert.Equal("authorized", await order.StatusAsync());
        await order.CourierReleasedAsync();
        await order.UntilAsync("voided");
        await order.ShouldReconcileAsync(0);
    }

    [Fact]
    public async Task A_pick_up_that_beat_the_cancellation_is_paid()
    {
        var order = await api.NewOrder().AuthorizedAsync();
        await order.CancelRequestedAsync(awaitsCourier: true);
        await order.PickedUpAsync();
        await order.UntilAsync("captured");
        Assert.Equal(["auth", "capture"], await api.Provider.KindsAsync(order.Id));
        await order.ShouldReconcileAsync(order.Amount.Amount);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_order_that_ends_after_pick_up_gives_everything_back(bool undelivered)
    {
        var order = await api.NewOrder().CapturedAsync();
        await (undelivered ? order.UndeliveredAsync() : order.CancelRequestedAsync());
        await order.UntilAsync("refunded");
        var refunded = Assert.Single(await api.PublishedAsync<PaymentRefundedV1>(order.Id));
        Assert.Equal((order.Amount, order.Amount), (refunded.Amount, refunded.TotalRefunded));
        Assert.Equal(["auth", "capture", "refund"], await api.Provider.KindsAsync(order.Id));
        await order.ShouldReconcileAsync(0);
    }

    [Fact]
    public async Task An_order_that_ends_at_once_after_pick_up_ends_with_no_money_taken()
    {
        var order = await api.NewOrder().AuthorizedAsync();
        await order.PickedUpAsync();
        await order.UndeliveredAsync();
        await Eventually.IsTrueAsync(async () => (await order.EventsAsync()).Intersect(["voided", "refunded"]).Any(), "money is back");
        await order.ShouldReconcileAsync(0);
    }

    [Fact]
    public async Task With_nothing_to_release_payment_voided_says_zero()
    {
        var declined = api.NewOrder("tok_decline_funds");
        await declined.PlacedAsync();
        Assert.Equal("failed", await declined.AuthorizeAsync());
        await declined.PaymentFailedAsync();
        Assert.Equal(["failed", "voided"], await declined.EventsAsync());
        Assert.Equal("failed", await declined.StatusAsync());

        var never = api.NewOrder();
        await never.PlacedAsync();
        await never.CancelRequestedAsync();
        Assert.Equal(["voided"], await never.EventsAsync());

        var unheardOf = api.NewOrder();
        await unheardOf.CancelRequestedAsync();
        Assert.Equal(0, Assert.Single(await api.PublishedAsync<PaymentVoidedV1>(unheardOf.Id)).Amount.Amount);

        foreach (var order in new[] { declined, never, unheardOf })
        {
            await order.ShouldReconcileAsync(0);
            Assert.Equal("failed", await order.AuthorizeAsync()); // the late direct call revives nothing
        }
        Assert.Empty(await api.Provider.BookedAsync(never.Id));
    }

    [Fact]
    public async Task A_partly_refunded_payment_gives_back_only_the_rest()
    {
        var order = await api.NewOrder().CapturedAsync();
        var id = (await order.PaymentAsync()).Text("id");
        await api.Ops.PostJsonAsync($"/api/v1/payments/{id}/refunds", new { amount = new { amount = 350, currency = "EUR" }, reason = "cold" }, "refund-0001").ShouldBe(HttpStatusCode.Created);
        await order.UntilAsync("partiallyRefunded");
        await order.UndeliveredAsync();
        await order.UntilAsync("refunded");
        Assert.Equal([350L, 2000L], (await api.PublishedAsync<PaymentRefundedV1>(order.Id)).Select(e => e.Amount.Amount));
        await order.ShouldReconcileAsync(0);
    }

    [Fact]
    public async Task A_repeated_event_changes_nothing()
    {
        var order = await api.NewOrder().AuthorizedAsync();
        var picked = new OrderPickedUpV1(order.Id, order.CustomerId, Guid.NewGuid(), api.Clock.GetUtcNow());
        var eventId = Guid.CreateVersion7();
        await api.DeliverAsync(order.Id, 1, picked, eventId);
        await api.DeliverAsync(order.Id, 1, picked, eventId);
        await order.UntilAsync("captured");
        Assert.Equal(["auth", "capture"], await api.Provider.KindsAsync(order.Id));
    }

    [Fact]
    public async Task Events_out_of_order_wait_for_their_predecessors()
    {
        var order = await api.NewOrder().AuthorizedAsync();
        await api.DeliverAsync(order.Id, 2, new OrderUndeliveredV1(order.Id, order.CustomerId, Guid.NewGuid(), "nobody_home"));
        Assert.Equal("authorized", await order.StatusAsync());
        await api.DeliverAsync(order.Id, 1, new OrderPickedUpV1(order.Id, order.CustomerId, Guid.NewGuid(), api.Clock.GetUtcNow()));
        await Eventually.IsTrueAsync(async () => (await order.EventsAsync()).Intersect(["voided", "refunded"]).Any(), "both are applied");
        await order.ShouldReconcileAsync(0);
    }

    [Fact]
    public async Task A_capture_of_an_unknown_order_is_a_dead_letter()
    {
        var id = Guid.CreateVersion7();
        await api.DeliverAsync(id, 1, new OrderPickedUpV1(id, Guid.NewGuid(), Guid.NewGuid(), api.Clock.GetUtcNow()));
        Assert.Equal(1, (await api.QueryAsync<int>("SELECT COUNT(*) FROM dead_letters")).Single());
    }
}
