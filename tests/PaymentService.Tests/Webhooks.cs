using System.Net;
using FoodDelivery.TestKit;

namespace FoodDelivery.PaymentService.Tests;

public sealed class Webhooks(PaymentApi api) : IClassFixture<PaymentApi>
{
    [Fact]
    public async Task A_webhook_resolves_an_unknown_outcome_before_the_call_gives_up()
    {
        var order = api.NewOrder("tok_timeout");
        var call = order.AuthorizeAsync();
        await Eventually.IsTrueAsync(async () => (await api.Provider.BookedAsync(order.Id)).Count == 1, "the provider booked");
        await api.WebhookAsync(Body((await api.Provider.BookedAsync(order.Id))[0].Key)).ShouldBe(HttpStatusCode.OK);
        api.Clock.Advance(TimeSpan.FromSeconds(2));
        await order.UntilPublishedAsync("authorized");

        Assert.Equal("authorized", await call);
        Assert.Equal(["authorized"], await order.EventsAsync());
        Assert.Equal(["auth"], await api.Provider.KindsAsync(order.Id));
    }

    [Fact]
    public async Task A_message_counts_once_however_often_it_comes()
    {
        var order = api.NewOrder("tok_500_before");
        await order.AuthorizeAsync();
        var body = Body($"{await OperationAsync(order)}");
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => api.WebhookAsync(body)));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        await api.WebhookAsync(body).ShouldBe(HttpStatusCode.OK);
        Assert.Equal(1, await ReceiptsAsync(body));
    }

    [Fact]
    public async Task A_message_about_what_is_known_leaves_nothing_behind()
    {
        var order = await api.NewOrder().AuthorizedAsync();
        var body = Body((await api.Provider.BookedAsync(order.Id))[0].Key);
        for (var i = 0; i < 2; i++) await api.WebhookAsync(body).ShouldBe(HttpStatusCode.OK);
        Assert.Equal(0, await ReceiptsAsync(body));
        Assert.Equal(["authorized"], await order.EventsAsync());
        await order.ShouldReconcileAsync(0);
    }

    [Fact]
    public async Task A_message_that_comes_with_the_answer_waits_until_that_is_recorded()
    {
        await api.NewOrder().AuthorizedAsync(); // the first is slow
        string? body = null;
        Task<HttpResponseMessage>? message = null;
        api.Fake = request =>
        {
            body ??= Body(request.Headers.GetValues("Idempotency-Key").Single());
            message ??= Task.Run(() => api.WebhookAsync(body));
            return null;
        };
        try
        {
            await api.NewOrder().AuthorizedAsync();
            await message!.ShouldBe(HttpStatusCode.OK);
        }
        finally
        {
            api.Fake = null;
        }
        Assert.Equal(0, await ReceiptsAsync(body!));
    }

    [Fact]
    public async Task What_a_message_claims_is_not_believed()
    {
        var order = await api.NewOrder("tok_500_before").AuthorizeAsync() is "pending" ? api.NewOrder("tok_500_before") : throw new InvalidOperationException();
        await order.AuthorizeAsync();
        await api.WebhookAsync(Body($"{await OperationAsync(order)}")).ShouldBe(HttpStatusCode.OK);
        api.Clock.Advance(TimeSpan.FromSeconds(2));
        var before = await AttemptsAsync(order);
        await Eventually.IsTrueAsync(async () => await AttemptsAsync(order) >= before, "the provider is asked");
        Assert.Equal("created", await order.StatusAsync());
        Assert.Empty(await order.EventsAsync());
    }

    [Fact]
    public async Task A_bad_signature_or_an_old_one_is_refused()
    {
        var body = Body(Guid.NewGuid().ToString());
        await api.WebhookAsync(body, secret: "wrong").ShouldBeProblem(HttpStatusCode.Unauthorized, "webhook_signature_invalid");
        await api.WebhookAsync(body, at: api.Clock.GetUtcNow().AddSeconds(-302)).ShouldBeProblem(HttpStatusCode.Unauthorized, "webhook_signature_invalid");
        await api.WebhookAsync(body, at: api.Clock.GetUtcNow().AddSeconds(302)).ShouldBeProblem(HttpStatusCode.Unauthorized, "webhook_signature_invalid");
        await api.Anonymous().PostJsonAsync("/api/v1/payments/webhooks/simulator", body).ShouldBeProblem(HttpStatusCode.Unauthorized, "webhook_signature_invalid");
        await api.Anonymous().SendJsonAsync(HttpMethod.Post, "/api/v1/payments/webhooks/simulator", body, ("Webhook-Signature", "t=x,v1=,v1")).ShouldBeProblem(HttpStatusCode.Unauthorized, "webhook_signature_invalid");
        await api.WebhookAsync(body, at: api.Clock.GetUtcNow().AddSeconds(-298)).ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task A_message_about_something_unknown_is_parked()
    {
        var body = Body(Guid.NewGuid().ToString());
        await api.WebhookAsync(body).ShouldBe(HttpStatusCode.Accepted);
        await api.WebhookAsync(body).ShouldBe(HttpStatusCode.OK);
        await api.WebhookAsync(Body("not-ours")).ShouldBe(HttpStatusCode.Accepted);
        var reconciliation = await api.Ops.GetAsync("/api/v1/ops/payment/reconciliation").ShouldBe(HttpStatusCode.OK);
        Assert.True(reconciliation["parkedWebhooks"]!.GetValue<int>() >= 2);
    }

    [Fact]
    public async Task A_message_that_makes_no_sense_and_another_provider_are_refused()
    {
        await api.WebhookAsync("nonsense").ShouldBe(HttpStatusCode.BadRequest);
        await api.WebhookAsync("{}").ShouldBe(HttpStatusCode.BadRequest);
        await api.WebhookAsync(Body("x"), provider: "another").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
    }

    private async Task<Guid> OperationAsync(TestOrder order) => (await api.QueryAsync<Guid>(
        "SELECT o.id FROM payment_operations o JOIN payments p ON p.id = o.payment_id WHERE order_id = @Id", new { order.Id })).Single();

    private async Task<int> ReceiptsAsync(string body) => (await api.QueryAsync<int>(
        "SELECT COUNT(*) FROM webhook_receipts WHERE @body LIKE CONCAT('%', event_id, '%')", new { body })).Single();

    private async Task<int> AttemptsAsync(TestOrder order) => (await api.QueryAsync<int>(
        "SELECT attempts FROM payment_operations o JOIN payments p ON p.id = o.payment_id WHERE order_id = @Id", new { order.Id })).Single();

    private static string Body(string operationKey) =>
        $$$"""{"id":"evt_{{{Guid.NewGuid():N}}}","type":"payment.authorized","createdAt":"2026-01-01T00:00:00Z","data":{"operationKey":"{{{operationKey}}}","authorizationId":"a","reference":"r","status":"authorized","amount":999999,"currency":"EUR"}}""";
}
