using System.Net;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.PaymentService.Tests;

public sealed class Refunding(PaymentApi api) : IClassFixture<PaymentApi>
{
    [Fact]
    public async Task Ops_give_money_back_in_parts_up_to_what_was_taken()
    {
        var order = await api.NewOrder().CapturedAsync();
        var refund = await RefundAsync(order, 1000, "refund-1").ShouldBe(HttpStatusCode.Created);
        Assert.Equal((1000, "cold"), (refund.Amount("amount"), refund.Text("reason")));
        await order.UntilAsync("partiallyRefunded");
        Assert.Equal(refund.Id(), Assert.Single(await api.PublishedAsync<PaymentRefundedV1>(order.Id)).RefundId);

        await RefundAsync(order, 1351, "refund-2").ShouldBeProblem(HttpStatusCode.Conflict, "refund_exceeds_captured");
        await RefundAsync(order, 1350, "refund-3").ShouldBe(HttpStatusCode.Created);
        await order.UntilAsync("refunded");
        await order.ShouldReconcileAsync(0);
    }

    [Fact]
    public async Task Twenty_parallel_refunds_never_exceed_what_was_taken()
    {
        foreach (var round in RaceRounds.Usually(1))
        {
            var order = await api.NewOrder(amount: 1000).CapturedAsync();
            var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => RefundAsync(order, 300, $"parallel-{i}")));
            Assert.Equal(3, answers.Count(answer => answer.StatusCode == HttpStatusCode.Created));
            Assert.Equal(17, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
            await Eventually.IsTrueAsync(async () => (await api.PublishedAsync<PaymentRefundedV1>(order.Id)).Count == 3, "three refunds are done");
            await order.ShouldReconcileAsync(100);
        }
    }

    [Fact]
    public async Task A_key_refunds_once()
    {
        var order = await api.NewOrder().CapturedAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => RefundAsync(order, 100, "the-same-key")));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.StatusCode));
        Assert.Equal(19, answers.Count(answer => answer.Headers.Contains("Idempotent-Replayed")));
        await order.UntilAsync("partiallyRefunded");
        Assert.Equal(["auth", "capture", "refund"], await api.Provider.KindsAsync(order.Id));
        await RefundAsync(order, 200, "the-same-key").ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
    }

    [Theory]
    [InlineData("D", true, "")]
    [InlineData("N", false, "")]
    [InlineData("D", false, "/")]
    [InlineData("B", false, "")]
    [InlineData("P", false, "")]
    [InlineData("X", false, "")]
    public async Task A_key_refunds_once_however_the_payment_s_id_is_spelled(string format, bool upper, string end)
    {
        var order = await api.NewOrder().CapturedAsync();
        var first = await RefundAsync(order, 100, "the-same-key").ShouldBe(HttpStatusCode.Created);
        var id = (await order.PaymentAsync()).Id().ToString(format);
        var body = new { amount = new { amount = 100, currency = "EUR" }, reason = "cold" };
        var path = $"/api/v1/payments/{Uri.EscapeDataString(upper ? id.ToUpperInvariant() : id)}/refunds{end}";
        var again = await api.Ops.PostJsonAsync(path, body, "the-same-key");
        Assert.True(again.Headers.Contains("Idempotent-Replayed"), $"{path} is the same request");
        Assert.Equal(first.Id(), (await again.ShouldBe(HttpStatusCode.Created)).Id());
    }

    [Fact]
    public async Task A_refund_names_who_gave_it_and_why_and_once()
    {
        var order = await api.NewOrder().CapturedAsync();
        await RefundAsync(order, 100, "audited-key").ShouldBe(HttpStatusCode.Created);
        await RefundAsync(order, 100, "audited-key").ShouldBe(HttpStatusCode.Created);
        await RefundAsync(order, 9_999, "too-much-key").ShouldBeProblem(HttpStatusCode.Conflict, "refund_exceeds_captured");
        var id = (await order.PaymentAsync()).Id();
        var trail = await api.Ops.GetAsync($"/api/v1/ops/payment/audit?subject={id}").ShouldBe(HttpStatusCode.OK);
        var act = Assert.Single(trail["items"]!.AsArray())!;
        Assert.Equal((api.OpsId, "payment.refund", id, "cold"), (act.Id("actor"), act.Text("action"), act.Id("subject"), act.Text("reason")));
        await order.Customer.GetAsync("/api/v1/ops/payment/audit").ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task A_customer_saves_twenty_methods()
    {
        var customer = api.ClientFor(Guid.NewGuid(), Roles.Customer);
        Task<HttpResponseMessage> SaveAsync(int i) => customer.PostJsonAsync("/api/v1/payment-methods", new { token = $"tok_{i}", label = "Card" });
        for (var i = 0; i < 20; i++) await SaveAsync(i).ShouldBe(HttpStatusCode.Created);
        await SaveAsync(20).ShouldBeProblem(HttpStatusCode.Conflict, "payment_method_limit");
        var known = await SaveAsync(7).ShouldBe(HttpStatusCode.Created);
        await customer.DeleteAsync($"/api/v1/payment-methods/{known.Id()}").ShouldBe(HttpStatusCode.NoContent);
        await SaveAsync(20).ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Others_and_bad_requests_are_refused()
    {
        var order = await api.NewOrder().AuthorizedAsync();
        var path = $"/api/v1/payments/{(await order.PaymentAsync()).Text("id")}/refunds";
        var body = new { amount = new { amount = 100, currency = "EUR" }, reason = "cold" };
        await api.Ops.PostJsonAsync(path, body, "refund-1x").ShouldBeProblem(HttpStatusCode.Conflict, "refund_exceeds_captured"); // nothing captured yet
        await api.Ops.PostJsonAsync(path, body).ShouldBeProblem(HttpStatusCode.BadRequest, "idempotency_key_missing");
        await api.Ops.PostJsonAsync(path, new { amount = new { amount = 0, currency = "EUR" }, reason = "cold" }, "refund-2x").ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        await api.Ops.PostJsonAsync(path, new { amount = new { amount = 1, currency = "USD" }, reason = "cold" }, "refund-3x").ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        await api.Ops.PostJsonAsync(path, new { amount = new { amount = 1, currency = "EUR" }, reason = "" }, "refund-4x").ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        await api.Ops.PostJsonAsync($"/api/v1/payments/{Guid.NewGuid()}/refunds", body, "refund-5x").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await order.Customer.PostJsonAsync(path, body, "refund-6x").ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        await api.Anonymous().PostJsonAsync(path, body, "refund-7x").ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    private async Task<HttpResponseMessage> RefundAsync(TestOrder order, long amount, string key) => await api.Ops.PostJsonAsync(
        $"/api/v1/payments/{(await order.PaymentAsync()).Text("id")}/refunds", new { amount = new { amount, currency = "EUR" }, reason = "cold" }, key);
}
