using System.Net;
using FoodDelivery.Contracts;
using FoodDelivery.PaymentService.Operations;
using FoodDelivery.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace FoodDelivery.PaymentService.Tests;

/// <summary>What a killed process leaves behind is put right by the next one. There is no worker here; the tests are the next process.</summary>
public sealed class Crashes(StoppedPaymentApi api) : IClassFixture<StoppedPaymentApi>
{
    private static readonly TimeSpan PastTheClaim = TimeSpan.FromSeconds(16);

    [Fact]
    public async Task An_authorisation_that_was_never_sent_is_sent_with_its_key()
    {
        var order = api.NewOrder();
        var operation = await LeftBehindAsync(order);
        await RunAfterClaimAsync();
        Assert.Equal("authorized", await order.StatusAsync());
        Assert.Equal(("auth", operation.ToString()), (await api.Provider.BookedAsync(order.Id)).Select(e => (e.Kind, e.Key)).Single());
        await order.ShouldReconcileAsync(0);
    }

    [Fact]
    public async Task An_authorisation_that_was_booked_but_not_recorded_is_found()
    {
        var order = api.NewOrder();
        var operation = await LeftBehindAsync(order);
        await BookAsync(order, operation);
        Assert.Equal(0, await api.RunDueAsync()); // the claim of the dead process still holds
        await RunAfterClaimAsync();
        Assert.Equal("authorized", await order.StatusAsync());
        Assert.Equal(["auth"], await api.Provider.KindsAsync(order.Id));
        Assert.True(Assert.Single(await api.PublishedAsync<PaymentAuthorizedV1>(order.Id)).ExpiresAt > DateTimeOffset.UtcNow.AddDays(6));
        await order.ShouldReconcileAsync(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cancel_while_the_outcome_is_unknown_resolves_it_first(bool booked)
    {
        var order = api.NewOrder();
        var operation = await LeftBehindAsync(order);
        if (booked) await BookAsync(order, operation);
        await order.CancelRequestedAsync();
        Assert.Empty(await order.EventsAsync());

        await RunAfterClaimAsync();
        Assert.Equal("voided", await order.StatusAsync());
        Assert.Equal(["voided"], await order.EventsAsync());
        Assert.Equal(booked ? ["auth", "void"] : [], await api.Provider.KindsAsync(order.Id));
        await order.ShouldReconcileAsync(0);
    }

    [Fact]
    public async Task A_booking_that_surfaces_after_the_order_ended_is_voided()
    {
        var order = api.NewOrder();
        var operation = await LeftBehindAsync(order);
        await order.CancelRequestedAsync();
        await RunAfterClaimAsync();
        Assert.Equal(["voided"], await order.EventsAsync());

        await BookAsync(order, operation); // the request had been on its way all the time
        await api.WebhookAsync($$$"""{"id":"evt_{{{operation}}}","type":"payment.authorized","data":{"operationKey":"{{{operation}}}"}}""").ShouldBe(HttpStatusCode.OK);
        await RunAfterClaimAsync();
        Assert.Equal(["auth", "void"], await api.Provider.KindsAsync(order.Id));
        Assert.Equal("voided", await order.StatusAsync());
        Assert.DoesNotContain("authorized", await order.EventsAsync());
        await order.ShouldReconcileAsync(0);
    }

    [Theory]
    [InlineData("capture")]
    [InlineData("void")]
    [InlineData("refund")]
    public async Task A_movement_that_was_booked_but_not_recorded_is_found_and_not_repeated(string kind)
    {
        var order = await api.NewOrder().AuthorizedAsync();
        if (kind == "void")
        {
            await order.RejectedAsync();
        }
        else
        {
            await order.PickedUpAsync();
            if (kind == "refund")
            {
                await api.RunDueAsync();
                await order.UndeliveredAsync();
            }
        }
        // The dead process had claimed it, and the provider had booked it.
        var operation = (await api.QueryAsync<Guid>("SELECT o.id FROM payment_operations o JOIN payments p ON p.id = o.payment_id WHERE order_id = @Id AND kind = @kind", new { order.Id, kind })).Single();
        await api.ExecuteAsync("UPDATE payment_operations SET attempts = 1, claimed_until = @until WHERE id = @operation", new { operation, until = api.Clock.GetUtcNow().AddSeconds(15).UtcDateTime });
        var authorization = (await api.Provider.BookedAsync(order.Id))[0].Authorization;
        object? body = kind switch { "capture" => new { amount = 2350 }, "refund" => new { amount = 2350, reason = "order_undelivered" }, _ => null };
        await api.Provider.PostAsync($"/v1/authorizations/{authorization}/{(kind == "refund" ? "refunds" : kind)}", body, operation);

        await RunAfterClaimAsync();
        Assert.Equal(kind switch { "capture" => "captured", "void" => "voided", _ => "refunded" }, await order.StatusAsync());
        Assert.Equal(1, (await api.Provider.KindsAsync(order.Id)).Count(k => k == kind));
        await order.ShouldReconcileAsync(kind == "capture" ? 2350 : 0);
    }

    [Theory]
    [InlineData("claimed_until")]
    [InlineData("next_attempt_at")]
    public async Task A_time_that_no_right_clock_would_have_written_keeps_no_money_waiting(string column)
    {
        var order = await api.NewOrder().AuthorizedAsync();
        await order.PickedUpAsync();
        await api.ExecuteAsync($"UPDATE payment_operations o JOIN payments p ON p.id = o.payment_id SET o.{column} = @ahead WHERE order_id = @Id AND kind = 'capture'",
            new { order.Id, ahead = api.Clock.GetUtcNow().AddHours(25).UtcDateTime });
        await RunAfterClaimAsync();
        Assert.Equal("captured", await order.StatusAsync());
        await order.ShouldReconcileAsync(2350);
    }

    [Fact]
    public async Task A_cancel_that_overtakes_a_capture_never_sent_voids_the_hold()
    {
        var order = await api.NewOrder().AuthorizedAsync();
        await order.PickedUpAsync();
        await order.CancelRequestedAsync();
        await RunAfterClaimAsync();
        Assert.Equal(["auth", "void"], await api.Provider.KindsAsync(order.Id));
        Assert.Equal(["authorized", "voided"], await order.EventsAsync());
        await order.ShouldReconcileAsync(0);
    }

    [Fact]
    public async Task While_the_provider_is_down_a_capture_waits_and_tells_at_growing_distances()
    {
        var order = await api.NewOrder().AuthorizedAsync();
        api.Provider.Kill();
        try
        {
            await order.PickedUpAsync();
            await api.RunDueAsync();
            await api.RunDueAsync();
            Assert.DoesNotContain("capture_failed", await order.EventsAsync()); // a hiccup is nobody's business
            for (var minute = 0; minute < 15; minute++)
            {
                api.Clock.Advance(TimeSpan.FromMinutes(1));
                await api.RunDueAsync();
            }
            Assert.Equal(2, (await api.PublishedAsync<PaymentCaptureFailedV1>(order.Id)).Count);
            Assert.Equal("authorized", await order.StatusAsync());
        }
        finally
        {
            api.Provider.Start();
        }
        api.Clock.Advance(TimeSpan.FromHours(23));
        await api.RunDueAsync();
        Assert.Equal("captured", await order.StatusAsync());
        await order.ShouldReconcileAsync(2350);
    }

    [Fact]
    public async Task Attempts_back_off_up_to_a_minute()
    {
        var order = api.NewOrder("tok_500_before");
        Assert.Equal("pending", await order.AuthorizeAsync());
        var waits = new List<double>();
        for (var i = 0; i < 10; i++)
        {
            var next = (await api.QueryAsync<DateTime>("SELECT next_attempt_at FROM payment_operations o JOIN payments p ON p.id = o.payment_id WHERE order_id = @Id", new { order.Id })).Single();
            waits.Add(Math.Round((next - api.Clock.GetUtcNow().UtcDateTime).TotalSeconds, 3));
            api.Clock.Advance(TimeSpan.FromSeconds(waits[^1]));
            await api.RunDueAsync();
        }
        Assert.Equal([0, 1, 2, 4, 8, 16, 32, 60, 60, 60], waits);
        await order.CancelRequestedAsync();
        await RunAfterClaimAsync();
    }

    /// <summary>All places were taken by a silent provider: what waited was done by whoever claimed it then.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_waits_in_memory_until_its_claim_lapses_is_not_done_from_there(bool lapses)
    {
        var order = await api.NewOrder().AuthorizedAsync();
        var handover = api.Services.GetRequiredService<OperationHandover>();
        handover.Accepting = true;
        await order.PickedUpAsync();
        handover.Accepting = false;
        if (lapses) await RunAfterClaimAsync();
        var asked = 0;
        api.Fake = _ =>
        {
            Interlocked.Increment(ref asked);
            return null;
        };
        using var worker = ActivatorUtilities.CreateInstance<OperationWorker>(api.Services);
        await worker.StartAsync(CancellationToken.None);
        await order.UntilAsync("captured");
        await Task.Delay(TimeSpan.FromMilliseconds(lapses ? 700 : 0));
        await worker.StopAsync(CancellationToken.None);
        api.Fake = null;

        Assert.Equal(lapses ? 0 : 1, asked);
        Assert.Equal(["auth", "capture"], await api.Provider.KindsAsync(order.Id));
    }

    private async Task RunAfterClaimAsync()
    {
        api.Clock.Advance(PastTheClaim);
        for (var rounds = 0; await api.RunDueAsync() > 0 && rounds < 5; rounds++) { }
    }

    /// <summary>The state after the first transaction of the direct call: intent and claim committed, nothing sent.</summary>
    private async Task<Guid> LeftBehindAsync(TestOrder order)
    {
        await order.PlacedAsync();
        api.Clock.Advance(TimeSpan.FromSeconds(6));
        await api.SweepDeadlinesAsync();
        await api.ExecuteAsync("UPDATE payment_operations o JOIN payments p ON p.id = o.payment_id SET o.attempts = 1, o.claimed_until = @until WHERE order_id = @Id",
            new { order.Id, until = api.Clock.GetUtcNow().AddSeconds(15).UtcDateTime });
        return (await api.QueryAsync<Guid>("SELECT o.id FROM payment_operations o JOIN payments p ON p.id = o.payment_id WHERE order_id = @Id", new { order.Id })).Single();
    }

    private Task BookAsync(TestOrder order, Guid key) =>
        api.Provider.PostAsync("/v1/authorizations", new { reference = order.Id.ToString(), amount = order.Amount.Amount, currency = "EUR", token = order.PaymentMethod }, key);
}
