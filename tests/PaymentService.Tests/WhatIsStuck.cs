using System.Net;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.PaymentService.Tests;

public sealed class WhatIsStuck(PaymentApi api) : IClassFixture<PaymentApi>
{
    [Fact]
    public async Task A_capture_that_was_given_up_is_listed_and_tried_once_more()
    {
        var order = await api.NewOrder().AuthorizedAsync();
        await order.PickedUpAsync();
        await order.UntilAsync("captured");
        // As it is after a day of refusals.
        await api.ExecuteAsync(
            """
            UPDATE payments p JOIN payment_operations o ON o.payment_id = p.id AND o.kind = 'capture'
            SET p.status = 'authorized', p.held_minor = 2350, p.captured_minor = 0, o.status = 'failed', o.failure_code = 'insufficient_funds'
            WHERE p.order_id = @Id
            """, new { order.Id });
        await api.ExecuteAsync("DELETE l FROM ledger_entries l JOIN payment_operations o ON o.id = l.operation_id JOIN payments p ON p.id = o.payment_id WHERE o.kind = 'capture' AND p.order_id = @Id", new { order.Id });
        Assert.True((await api.BacklogAsync("failed_captures")).Number > 0);
        var stuck = await api.Ops.GetAsync("/api/v1/ops/payment/stuck?limit=100").ShouldBe(HttpStatusCode.OK);
        var mine = Assert.Single(stuck["items"]!.AsArray(), item => item!.Id("orderId") == order.Id)!;
        Assert.Equal(("capture", "failed", "insufficient_funds"), (mine.Text("kind"), mine.Text("status"), mine.Text("failureCode")));

        var again = mine["actions"]![0]!.Text("path");
        await api.Ops.PostJsonAsync(again, new { reason = "Card was topped up" }).ShouldBe(HttpStatusCode.OK);
        await order.UntilAsync("captured", timePasses: true);
        await api.Ops.PostJsonAsync(again, new { reason = "Once more" }).ShouldBe(HttpStatusCode.OK);
        await order.ShouldReconcileAsync(2350);
        Assert.Equal("payment.askAgain", Assert.Single(await api.QueryAsync<string>(
            "SELECT action FROM audit_trail a JOIN payments p ON p.id = a.subject_id WHERE p.order_id = @Id", new { order.Id })));
    }

    [Theory]
    [InlineData("rejected", true)]
    [InlineData("undelivered", true)]
    [InlineData("preparing", false)]
    [InlineData("cancelling", false)]
    [InlineData("delivered", false)]
    public async Task Only_of_an_order_that_ended_without_service_the_money_goes_back_by_hand(string status, bool may)
    {
        var order = await api.NewOrder().AuthorizedAsync();
        api.Others.On($"GET /internal/v1/orders/{order.Id}", new { id = order.Id, order.CustomerId, total = order.Amount, status });
        var path = $"/api/v1/ops/payment/orders/{order.Id}/void";
        var calls = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => api.Ops.PostJsonAsync(path, new { reason = "Its event was lost" })));
        if (may)
        {
            Assert.All(calls, call => Assert.Equal(HttpStatusCode.OK, call.StatusCode));
            await order.UntilAsync("voided", timePasses: true);
            Assert.Equal(["auth", "void"], await api.Provider.KindsAsync(order.Id));
            Assert.Single(await api.QueryAsync<string>("SELECT reason FROM audit_trail a JOIN payments p ON p.id = a.subject_id WHERE p.order_id = @Id", new { order.Id }));
        }
        else
        {
            await api.Ops.PostJsonAsync(path, new { reason = "Its event was lost" }).ShouldBeProblem(HttpStatusCode.Conflict, "order_under_way");
            Assert.Equal("authorized", await order.StatusAsync());
        }
        await order.ShouldReconcileAsync(0);
    }

    [Fact]
    public async Task A_parked_message_is_taken_up_when_what_it_names_is_known_or_given_up()
    {
        var (known, unknown) = (await ParkedAsync(), await ParkedAsync());
        var order = await api.NewOrder().AuthorizedAsync();
        var operation = (await api.QueryAsync<Guid>("SELECT o.id FROM payment_operations o JOIN payments p ON p.id = o.payment_id WHERE p.order_id = @Id", new { order.Id })).Single();
        await api.ExecuteAsync("UPDATE webhook_receipts SET operation_key = @key WHERE id = @known", new { key = operation.ToString(), known });
        Assert.True((await api.BacklogAsync("parked_webhooks")).Number >= 2);
        var why = new { reason = "Restored" };
        await api.Ops.PostJsonAsync($"/api/v1/ops/payment/webhooks/{unknown}/take-up", why).ShouldBeProblem(HttpStatusCode.Conflict, "operation_unknown");
        for (var i = 0; i < 2; i++) await api.Ops.PostJsonAsync($"/api/v1/ops/payment/webhooks/{known}/take-up", why).ShouldBe(HttpStatusCode.NoContent);
        for (var i = 0; i < 2; i++) await api.Ops.PostJsonAsync($"/api/v1/ops/payment/webhooks/{unknown}/dismiss", why).ShouldBe(HttpStatusCode.NoContent);
        var left = await api.Ops.GetAsync("/api/v1/ops/payment/webhooks?limit=100").ShouldBe(HttpStatusCode.OK);
        Assert.DoesNotContain(left["items"]!.AsArray(), item => item!.Id() == known || item!.Id() == unknown);
        Assert.Equal(["webhook.takeUp", "webhook.dismiss"], await api.QueryAsync<string>("SELECT action FROM audit_trail WHERE subject_id IN @ids ORDER BY id", new { ids = new[] { known, unknown } }));
        await api.Ops.PostJsonAsync($"/api/v1/ops/payment/webhooks/{Guid.NewGuid()}/take-up", why).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Only_ops_may()
    {
        var order = await api.NewOrder().AuthorizedAsync();
        foreach (var client in new[] { order.Customer, api.ClientFor(Guid.NewGuid(), Roles.Restaurant), api.ClientFor(Guid.NewGuid(), Roles.Driver) })
        {
            await client.GetAsync("/api/v1/ops/payment/stuck").ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
            await client.GetAsync("/api/v1/ops/payment/webhooks").ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
            foreach (var call in new[] { "ask-again", "void" }) await client.PostJsonAsync($"/api/v1/ops/payment/orders/{order.Id}/{call}", new { reason = "x" }).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        }
        await api.Ops.PostJsonAsync($"/api/v1/ops/payment/orders/{Guid.NewGuid()}/ask-again", new { reason = "x" }).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
    }

    private async Task<Guid> ParkedAsync()
    {
        var id = Guid.NewGuid().ToString();
        await api.WebhookAsync($$$"""{"id":"evt_{{{id}}}","type":"refund.done","data":{"operationKey":"{{{Guid.NewGuid()}}}"}}""").ShouldBe(HttpStatusCode.Accepted);
        return (await api.QueryAsync<Guid>("SELECT id FROM webhook_receipts WHERE event_id = @id", new { id = $"evt_{id}" })).Single();
    }
}
