using System.Diagnostics;
using System.Net;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.PaymentService.Tests;

public sealed class Authorizing(PaymentApi api) : IClassFixture<PaymentApi>
{
    [Fact]
    public async Task A_good_card_is_held_at_once()
    {
        var order = api.NewOrder();
        var answer = await order.PostAsync().ShouldBe(HttpStatusCode.OK);

        Assert.Equal("authorized", answer.Text("status"));
        Assert.Equal(order.Id, answer.Id("orderId"));
        var authorized = Assert.Single(await api.PublishedAsync<PaymentAuthorizedV1>(order.Id));
        Assert.Equal((answer.Id("paymentId"), order.CustomerId, order.Amount), (authorized.PaymentId, authorized.CustomerId, authorized.Amount));
        Assert.True(authorized.ExpiresAt > DateTimeOffset.UtcNow.AddDays(6));
        await order.ShouldReconcileAsync(0);
    }

    [Theory]
    [InlineData("tok_decline_funds", "insufficient_funds")]
    [InlineData("tok_decline_stolen", "stolen_card")]
    [InlineData("tok_no_such_card", "unknown_token")]
    public async Task A_refused_card_fails_with_its_code(string token, string code)
    {
        var order = api.NewOrder(token);
        var answer = await order.PostAsync().ShouldBe(HttpStatusCode.OK);

        Assert.Equal(("failed", code), (answer.Text("status"), answer.Text("declineCode")));
        Assert.Equal(code, Assert.Single(await api.PublishedAsync<PaymentFailedV1>(order.Id)).DeclineCode);
        await order.ShouldReconcileAsync(0);
    }

    [Fact]
    public async Task The_method_is_what_Order_says_when_it_is_charged()
    {
        var order = api.NewOrder();
        await order.PlacedAsync();
        api.Clock.Advance(TimeSpan.FromSeconds(6));
        await api.SweepDeadlinesAsync();
        await order.UntilAsync("authorized");
        Assert.Equal(["auth"], await api.Provider.KindsAsync(order.Id));
        await order.ShouldReconcileAsync(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_saved_method_is_found_when_only_Order_has_named_it_but_another_s_is_not(bool own)
    {
        var (customer, stranger) = (Guid.NewGuid(), Guid.NewGuid());
        var saved = await api.ClientFor(own ? customer : stranger, Roles.Customer).PostJsonAsync("/api/v1/payment-methods", new { token = "tok_ok", label = "Card" }).ShouldBe(HttpStatusCode.Created);
        var order = api.NewOrder(saved.Text("id"), customerId: customer);
        await order.PlacedAsync();
        api.Clock.Advance(TimeSpan.FromSeconds(6));
        await api.SweepDeadlinesAsync();
        await order.UntilAsync(own ? "authorized" : "failed");
        if (!own) Assert.Equal("payment_method_unknown", Assert.Single(await api.PublishedAsync<PaymentFailedV1>(order.Id)).DeclineCode);
    }

    [Fact]
    public async Task The_longest_token_that_Order_takes_has_room()
    {
        var order = api.NewOrder("tok_" + new string('x', 90));
        await order.PlacedAsync();
        Assert.Equal("created", await order.StatusAsync());
        Assert.Equal("failed", await order.AuthorizeAsync());
        Assert.Equal("unknown_token", Assert.Single(await api.PublishedAsync<PaymentFailedV1>(order.Id)).DeclineCode);
    }

    [Fact]
    public async Task Silence_after_the_booking_is_pending_within_three_seconds_and_resolved_by_looking_it_up()
    {
        await api.NewOrder().AuthorizedAsync(); // the first call builds the host
        var order = api.NewOrder("tok_timeout");
        var watch = Stopwatch.StartNew();
        Assert.Equal("pending", await order.AuthorizeAsync());
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(3), $"took {watch.Elapsed}");

        await order.UntilAsync("authorized");
        Assert.Equal(["auth"], await api.Provider.KindsAsync(order.Id));
        await order.ShouldReconcileAsync(0);
    }

    [Fact]
    public async Task A_slow_provider_is_given_more_time_in_the_background()
    {
        var order = api.NewOrder("tok_slow");
        Assert.Equal("pending", await order.AuthorizeAsync());
        // The provider may still be at the first attempt when the second comes, and the third waits for a second.
        await order.UntilAsync("authorized", seconds: 60, timePasses: true);
        Assert.Equal(["auth"], await api.Provider.KindsAsync(order.Id));
    }

    [Theory]
    [InlineData("tok_500_after")]
    [InlineData("tok_flaky")]
    public async Task An_error_is_not_a_decline(string token)
    {
        var order = api.NewOrder(token);
        Assert.Contains(await order.AuthorizeAsync(), new[] { "pending", "authorized" });
        await order.UntilAsync("authorized");
        Assert.Equal(["auth"], await api.Provider.KindsAsync(order.Id));
        Assert.Equal(["authorized"], await order.EventsAsync());
    }

    [Fact]
    public async Task A_provider_that_always_fails_leaves_the_payment_pending()
    {
        var order = api.NewOrder("tok_500_before");
        Assert.Equal("pending", await order.AuthorizeAsync());
        await Eventually.IsTrueAsync(async () => (await api.QueryAsync<int>(
            "SELECT attempts FROM payment_operations o JOIN payments p ON p.id = o.payment_id WHERE order_id = @Id", new { order.Id })).Single() >= 2, "the worker tries again");
        Assert.Equal("created", await order.StatusAsync());
        Assert.Empty(await order.EventsAsync());

        // The order times out: what never was booked is released with amount 0.
        await order.PaymentFailedAsync();
        await order.UntilPublishedAsync("voided");
        Assert.Equal(0, Assert.Single(await api.PublishedAsync<PaymentVoidedV1>(order.Id)).Amount.Amount);
        Assert.Empty(await api.Provider.KindsAsync(order.Id));
        await order.ShouldReconcileAsync(0);
    }

    [Fact]
    public async Task Fifty_parallel_calls_hold_once()
    {
        var order = api.NewOrder();
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => order.AuthorizeAsync()));

        Assert.All(answers, status => Assert.Contains(status, new[] { "authorized", "pending" }));
        Assert.Contains("authorized", answers);
        Assert.Equal(["auth"], await api.Provider.KindsAsync(order.Id));
        Assert.Equal(["authorized"], await order.EventsAsync());
        Assert.Equal("authorized", await order.AuthorizeAsync());
    }

    [Theory]
    [InlineData(2351)]
    [InlineData(1)]
    public async Task An_amount_that_Order_does_not_confirm_is_never_charged(long atOrder)
    {
        var order = api.NewOrder(amountAtOrder: atOrder);
        var answer = await order.PostAsync().ShouldBe(HttpStatusCode.OK);
        Assert.Equal(("failed", "amount_mismatch"), (answer.Text("status"), answer.Text("declineCode")));
        Assert.Empty(await api.Provider.BookedAsync(order.Id));
    }

    [Fact]
    public async Task A_customer_whom_Order_does_not_confirm_is_never_charged()
    {
        var order = api.NewOrder();
        var stranger = new TestOrder(api, order.Id, Guid.NewGuid(), order.Amount, "tok_ok");
        Assert.Equal("amount_mismatch", (await stranger.PostAsync().ShouldBe(HttpStatusCode.OK)).Text("declineCode"));
        Assert.Empty(await api.Provider.BookedAsync(order.Id));
    }

    [Fact]
    public async Task While_Order_is_away_the_payment_waits_and_is_authorised_later()
    {
        var order = api.NewOrder();
        api.Others.On($"GET /internal/v1/orders/{order.Id}", (_, _) => StubServices.Unreachable());
        Assert.Equal("pending", await order.AuthorizeAsync());
        Assert.Empty(await api.Provider.BookedAsync(order.Id));

        api.ConfirmOrder(order, order.Amount.Amount);
        api.Clock.Advance(TimeSpan.FromSeconds(10));
        await order.UntilAsync("authorized");
    }

    [Fact]
    public async Task A_repeat_with_another_amount_is_refused()
    {
        var order = await api.NewOrder().AuthorizedAsync();
        await order.PostAsync(asked: 1).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
    }

    [Fact]
    public async Task Bad_requests_and_strangers_are_refused()
    {
        var order = api.NewOrder();
        await order.PostAsync(asked: 0).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        await api.Order.PostJsonAsync("/internal/v1/payments", new { orderId = order.Id }).ShouldBe(HttpStatusCode.BadRequest);
        await api.Anonymous().PostJsonAsync("/internal/v1/payments", new { }).ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");
        await order.Customer.PostJsonAsync("/internal/v1/payments", new { }).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        await api.Ops.PostJsonAsync("/internal/v1/payments", new { }).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task Without_a_direct_call_the_placed_order_is_authorised_after_five_seconds()
    {
        var order = api.NewOrder();
        await order.PlacedAsync();
        Assert.Equal("created", await order.StatusAsync());
        Assert.Empty(await api.Provider.BookedAsync(order.Id));

        api.Clock.Advance(TimeSpan.FromSeconds(6));
        await api.SweepDeadlinesAsync();
        await order.UntilAsync("authorized");
        Assert.Equal(["auth"], await api.Provider.KindsAsync(order.Id));
    }

    [Fact]
    public async Task A_direct_call_before_or_after_order_placed_holds_once()
    {
        var (early, late) = (await api.NewOrder().AuthorizedAsync(), api.NewOrder());
        await early.PlacedAsync();
        await late.PlacedAsync();
        await late.AuthorizedAsync();
        api.Clock.Advance(TimeSpan.FromSeconds(6));
        await api.SweepDeadlinesAsync();
        foreach (var order in new[] { early, late })
        {
            Assert.Equal(["auth"], await api.Provider.KindsAsync(order.Id));
            Assert.Equal(["authorized"], await order.EventsAsync());
        }
    }
}
