using System.Net;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.PaymentService.Tests;

public sealed class Reading(PaymentApi api) : IClassFixture<PaymentApi>
{
    [Fact]
    public async Task A_customer_sees_the_whole_payment_and_nobody_elses()
    {
        var order = await api.NewOrder().CapturedAsync();
        var payment = await order.PaymentAsync();
        Assert.Equal((2350, 2350, 0), (payment.Amount("amount"), payment.Amount("captured"), payment.Amount("refunded")));
        Assert.Equal([("authorize", "done", 2350L), ("capture", "done", 2350L)],
            payment["operations"]!.AsArray().Select(o => (o!.Text("kind"), o!.Text("status"), o!.Amount("amount"))));
        Assert.Equal(order.Id, (await order.Customer.GetAsync($"/api/v1/payments/{payment.Text("id")}").ShouldBe(HttpStatusCode.OK)).Id("orderId"));
        Assert.Equal(order.Id, (await api.Ops.GetAsync($"/api/v1/payments/{payment.Text("id")}").ShouldBe(HttpStatusCode.OK)).Id("orderId"));
        await api.Ops.GetAsync($"/api/v1/payments?orderId={order.Id}").ShouldBe(HttpStatusCode.OK);

        var stranger = api.NewOrder().Customer;
        await stranger.GetAsync($"/api/v1/payments?orderId={order.Id}").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await stranger.GetAsync($"/api/v1/payments/{payment.Text("id")}").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await api.Ops.GetAsync($"/api/v1/payments?orderId={Guid.NewGuid()}").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await api.ClientFor(order.CustomerId, Roles.Restaurant).GetAsync($"/api/v1/payments?orderId={order.Id}").ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        await api.ClientFor(order.CustomerId, Roles.Driver).GetAsync("/api/v1/payments").ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        await api.Anonymous().GetAsync("/api/v1/payments").ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    [Fact]
    public async Task Order_is_told_what_is_known_of_an_order_and_nobody_else()
    {
        var order = await api.NewOrder().CapturedAsync();
        var facts = await api.Order.GetAsync($"/internal/v1/payments/{order.Id}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(("captured", 2350, 0), (facts.Text("status"), facts.Amount("captured"), facts.Amount("held")));
        Assert.Equal([("authorize", "done"), ("capture", "done")], facts["operations"]!.AsArray().Select(o => (o!.Text("kind"), o!.Text("status"))));
        await api.Order.GetAsync($"/internal/v1/payments/{Guid.NewGuid()}").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await api.ClientForService("delivery").GetAsync($"/internal/v1/payments/{order.Id}").ShouldBe(HttpStatusCode.Forbidden);
        await api.Ops.GetAsync($"/internal/v1/payments/{order.Id}").ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Lists_come_in_pages_newest_first()
    {
        var customer = Guid.NewGuid();
        var orders = new List<Guid>();
        TestOrder last = null!;
        for (var i = 0; i < 3; i++)
        {
            last = await api.NewOrder(customerId: customer).AuthorizedAsync();
            api.Clock.Advance(TimeSpan.FromMilliseconds(5));
            orders.Insert(0, last.Id);
        }
        var first = await last.Customer.GetAsync("/api/v1/payments?limit=2").ShouldBe(HttpStatusCode.OK);
        var second = await last.Customer.GetAsync($"/api/v1/payments?limit=2&cursor={first.Text("nextCursor")}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(orders, first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(p => p!.Id("orderId")));
        Assert.Null(second["nextCursor"]);
        await last.Customer.GetAsync("/api/v1/payments?limit=0").ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        await last.Customer.GetAsync("/api/v1/payments?cursor=x").ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Fact]
    public async Task Ops_see_the_books()
    {
        var order = await api.NewOrder().CapturedAsync();
        var entries = (await api.Ops.GetAsync($"/api/v1/ops/payment/ledger?orderId={order.Id}").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray();
        Assert.Equal(6, entries.Count);
        Assert.Equal(0, entries.Sum(e => e!.Amount("amount")));
        Assert.Equal(-2350, entries.Where(e => e!.Text("account") == "customer").Sum(e => e!.Amount("amount")));

        var books = await api.Ops.GetAsync("/api/v1/ops/payment/reconciliation").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(0, books["unbalancedTransactions"]!.GetValue<int>());
        Assert.Equal(0, books["accounts"]!.AsArray().Sum(account => account!.Amount("balance")));

        await order.Customer.GetAsync("/api/v1/ops/payment/reconciliation").ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        await order.Customer.GetAsync($"/api/v1/ops/payment/ledger?orderId={order.Id}").ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        await api.Anonymous().GetAsync("/api/v1/ops/payment/reconciliation").ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    [Fact]
    public async Task A_transaction_that_does_not_sum_to_0_is_measured()
    {
        var order = await api.NewOrder().CapturedAsync();
        Assert.Equal((0L, null), await MeasuredAsync());
        await ChangeAsync(1);
        var (number, since) = await MeasuredAsync();
        Assert.Equal(1, number);
        Assert.NotNull(since);
        var listed = Assert.Single((await api.Ops.GetAsync("/api/v1/ops/payment/ledger/unbalanced").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray())!;
        Assert.Equal((order.Id, 1L, 4), (listed.Id("orderId"), listed.Amount("difference"), listed["entries"]!.GetValue<int>()));
        await order.Customer.GetAsync("/api/v1/ops/payment/ledger/unbalanced").ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        await ChangeAsync(-1);
        Assert.Empty((await api.Ops.GetAsync("/api/v1/ops/payment/ledger/unbalanced").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray());
        Assert.Equal((0L, null), await MeasuredAsync());

        async Task<(long Number, DateTimeOffset? Since)> MeasuredAsync()
        {
            var waiting = await api.BacklogAsync("unbalanced_ledger");
            return (waiting.Number, waiting.Since);
        }

        Task ChangeAsync(int by) => api.ExecuteAsync(
            "UPDATE ledger_entries l JOIN payments p ON p.id = l.payment_id SET l.amount_minor = l.amount_minor + @by WHERE p.order_id = @orderId AND l.account = 'customer'", new { by, orderId = order.Id });
    }

    /// <summary>Whichever way it comes: with the call, with the event and Order's word, to be saved.</summary>
    [Theory]
    [InlineData("call")]
    [InlineData("event")]
    [InlineData("saved")]
    public async Task A_token_pays_for_who_used_it_first(string firstUse)
    {
        var (customer, token) = (Guid.NewGuid(), $"tok_ok__{Guid.NewGuid():N}");
        switch (firstUse)
        {
            case "call": await api.NewOrder(token, customerId: customer).AuthorizedAsync(); break;
            case "event": await DeferredAsync(api.NewOrder(token, customerId: customer), "authorized"); break;
            default: await SaveAsync(customer).ShouldBe(HttpStatusCode.Created); break;
        }
        var thief = await api.NewOrder(token).PostAsync().ShouldBe(HttpStatusCode.OK);
        Assert.Equal(("failed", "payment_method_unknown"), (thief.Text("status"), thief.Text("declineCode")));
        await DeferredAsync(api.NewOrder(token), "failed");
        var refused = await SaveAsync(Guid.NewGuid()).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal("/token", refused["errors"]![0]!.Text("pointer"));

        await api.NewOrder(token, customerId: customer).AuthorizedAsync();
        await DeferredAsync(api.NewOrder(token, customerId: customer), "authorized");
        await SaveAsync(customer).ShouldBe(HttpStatusCode.Created);
        // The cards of the sandbox are everybody's.
        for (var i = 0; i < 2; i++) await api.NewOrder().AuthorizedAsync();

        Task<HttpResponseMessage> SaveAsync(Guid who) => api.ClientFor(who, Roles.Customer).PostJsonAsync("/api/v1/payment-methods", new { token, label = "Card" });

        async Task DeferredAsync(TestOrder order, string status)
        {
            await order.PlacedAsync();
            api.Clock.Advance(TimeSpan.FromSeconds(6));
            await api.SweepDeadlinesAsync();
            await order.UntilAsync(status);
        }
    }

    [Fact]
    public async Task A_saved_method_pays_for_its_owner_only()
    {
        var customer = Guid.NewGuid();
        var client = api.ClientFor(customer, Roles.Customer);
        var method = await client.PostJsonAsync("/api/v1/payment-methods", new { token = "tok_ok", label = "Home" }).ShouldBe(HttpStatusCode.Created);
        var again = await client.PostJsonAsync("/api/v1/payment-methods", new { token = "tok_ok", label = "Visa" }).ShouldBe(HttpStatusCode.Created);
        Assert.Equal(method.Id(), again.Id());
        var listed = Assert.Single((await client.GetAsync("/api/v1/payment-methods").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray());
        Assert.Equal("Visa", listed!.Text("label"));
        Assert.Null(listed!["token"]);

        await api.NewOrder(method.Text("id"), customerId: customer).AuthorizedAsync();
        var thief = await api.NewOrder(method.Text("id")).PostAsync().ShouldBe(HttpStatusCode.OK);
        Assert.Equal(("failed", "payment_method_unknown"), (thief.Text("status"), thief.Text("declineCode")));

        await api.NewOrder().Customer.DeleteAsync($"/api/v1/payment-methods/{method.Text("id")}").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await client.DeleteAsync($"/api/v1/payment-methods/{method.Text("id")}").ShouldBe(HttpStatusCode.NoContent);
        Assert.Empty((await client.GetAsync("/api/v1/payment-methods").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray());
        foreach (var token in new[] { "4111111111111111", "" })
        {
            await client.PostJsonAsync("/api/v1/payment-methods", new { token, label = "Card" }).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        }
        await api.Ops.GetAsync("/api/v1/payment-methods").ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        await api.Anonymous().GetAsync("/api/v1/payment-methods").ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");
    }
}

public sealed class Documentation(PaymentApi api) : IClassFixture<PaymentApi>
{
    [Fact]
    public Task The_committed_document_is_what_the_code_describes() => OpenApiDocument.ShouldMatchCommittedAsync(api.Anonymous(), "payment");

    [Fact]
    public Task Every_text_follows_the_one_rule() => RequestProbe.Of(api, "payment").TextsFollowTheRuleAsync();

    [Fact]
    public Task Unknown_query_parameters_are_refused() => RequestProbe.Of(api, "payment").UnknownParametersAreRefusedAsync();

    [Fact]
    public Task Times_need_their_offset() => RequestProbe.Of(api, "payment").TimesNeedTheirOffsetAsync();

    [Fact]
    public Task Head_is_get_without_a_body() => RequestProbe.Of(api, "payment").HeadIsGetWithoutBodyAsync();
}
