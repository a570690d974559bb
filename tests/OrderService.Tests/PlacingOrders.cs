using System.Net;
using System.Text.Json.Nodes;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.OrderService.Tests;

public sealed class PlacingOrders(OrderApi api) : IClassFixture<OrderApi>
{
    [Fact]
    public async Task An_authorised_order_waits_for_the_restaurant_and_shows_the_server_s_prices()
    {
        var customer = OrderApi.NewCustomer();
        var quote = api.Quote(customer);
        var response = await api.PlaceAsync(customer, quote);
        var order = await response.ShouldBe(HttpStatusCode.Created);

        Assert.Equal($"/api/v1/orders/{order.Text("id")}", response.Headers.Location?.ToString());
        Assert.Equal("\"2\"", response.Headers.ETag?.ToString());
        Assert.Equal("awaitingAcceptance", order.Text("status"));
        Assert.Equal(2450, order.Amount("total"));
        Assert.Equal(1900, order["lines"]![0]!.Amount("lineTotal"));
        Assert.Equal(6, order.Text("code").Length);
        Assert.Equal(4, order.Text("deliveryPin").Length);
        Assert.Equal(["cancel"], order["allowedActions"]!.AsArray().Select(action => action!.GetValue<string>()));
        Assert.Equal(["order.placed.v1", "order.submitted.v1"], await api.EventsAsync(order.Id()));
        Assert.Equal(quote, Assert.Single(await api.PublishedAsync<OrderSubmittedV1>(order.Id())).QuoteId);
        await api.ShouldBeConsistentAsync(order.Id());

        var read = await api.Customer(customer).GetAsync($"/api/v1/orders/{order.Id()}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(order.ToJsonString(), read.ToJsonString());
    }

    [Fact]
    public async Task A_customer_who_orders_without_end_is_told_to_wait_and_nobody_else_is()
    {
        var customer = OrderApi.NewCustomer();
        var (quote, key) = (api.Quote(customer), Guid.NewGuid().ToString());
        var first = await api.PlaceAsync(customer, quote, key).ShouldBe(HttpStatusCode.Created);
        // Refused ones count too: each could have asked a bank.
        for (var i = 1; i < 10; i++) await api.PlaceAsync(customer, quote).ShouldBeProblem(HttpStatusCode.Conflict, "quote_used");

        var refused = await api.PlaceAsync(customer, api.Quote(customer));
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(6));
        // What is placed already is told, however often.
        Assert.Equal(first.Id(), (await api.PlaceAsync(customer, quote, key).ShouldBe(HttpStatusCode.Created)).Id());
        await api.PlacedAsync();

        api.Clock.Advance(TimeSpan.FromSeconds(6));
        await api.PlaceAsync(customer, api.Quote(customer)).ShouldBe(HttpStatusCode.Created);
        await api.PlaceAsync(customer, api.Quote(customer)).ShouldBeProblem(HttpStatusCode.TooManyRequests, "rate_limited");
    }

    [Fact]
    public async Task Payment_is_asked_with_the_order_as_key()
    {
        var order = await api.PlacedAsync();
        var call = api.Others.Calls.Last(c => c.PathAndQuery == "/internal/v1/payments");
        Assert.Equal(order.Text("id"), call.IdempotencyKey);
        Assert.Equal(2450, JsonNode.Parse(call.Body)!.Amount("amount"));
    }

    [Fact]
    public async Task A_declined_payment_is_an_order_that_says_why()
    {
        var order = await api.PlacedAsync(payment: "failed");
        Assert.Equal("paymentFailed", order.Text("status"));
        Assert.Equal("insufficient_funds", order["paymentFailure"]!.Text("declineCode"));
        Assert.Equal("insufficient_funds", Assert.Single(await api.PublishedAsync<OrderPaymentFailedV1>(order.Id())).Reason);
        Assert.Empty(await api.QueryAsync<string>("SELECT kind FROM deadlines WHERE aggregate_id = @id", new { id = order.Id() }));
        await api.ShouldBeConsistentAsync(order.Id());
    }

    [Theory]
    [InlineData("pending")]
    [InlineData("away")]
    public async Task An_undecided_payment_leaves_the_order_waiting_for_it(string payment)
    {
        var customer = OrderApi.NewCustomer();
        var order = await api.PlacedAsync(customer, payment);
        Assert.Equal("pendingPayment", order.Text("status"));
        Assert.Equal(["order.placed.v1"], await api.EventsAsync(order.Id()));

        await api.DeliverAsync(order.Id(), 1, new PaymentAuthorizedV1(Guid.CreateVersion7(), order.Id(), customer, new Money(2450, "EUR"), api.Clock.GetUtcNow().AddDays(7)));
        Assert.Equal("awaitingAcceptance", await api.StatusAsync(order.Id()));
        await api.ShouldBeConsistentAsync(order.Id());
    }

    [Fact]
    public async Task A_payment_event_between_the_two_transactions_wins_and_the_request_shows_its_state()
    {
        var customer = OrderApi.NewCustomer();
        var quote = api.Quote(customer);
        api.Others.On("POST /internal/v1/payments", (_, body) =>
        {
            var orderId = JsonNode.Parse(body)!.Id("orderId");
            api.DeliverAsync(orderId, 1, new PaymentAuthorizedV1(Guid.CreateVersion7(), orderId, customer, new Money(2450, "EUR"), api.Clock.GetUtcNow())).Wait();
            return StubServices.Json(new { status = "authorized" });
        });
        var order = await api.PlaceAsync(customer, quote).ShouldBe(HttpStatusCode.Created);
        Assert.Equal("awaitingAcceptance", order.Text("status"));
        Assert.Equal(["order.placed.v1", "order.submitted.v1"], await api.EventsAsync(order.Id()));
        await api.ShouldBeConsistentAsync(order.Id());
    }

    /// <summary>Two devices, or a page that was loaded again: each asked for a quote of the same cart.</summary>
    [Fact]
    public async Task Two_quotes_of_the_same_cart_make_one_order()
    {
        var (customer, wish) = (OrderApi.NewCustomer(), Guid.CreateVersion7());
        var first = await api.PlaceAsync(customer, api.Quote(customer, wish: wish)).ShouldBe(HttpStatusCode.Created);
        var other = await api.PlaceAsync(customer, api.Quote(customer, wish: wish)).ShouldBeProblem(HttpStatusCode.Conflict, "quote_used");
        Assert.Equal(first.Id(), other.Id("orderId"));
        await api.PlaceAsync(customer, api.Quote(customer, wish: Guid.CreateVersion7())).ShouldBe(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("failed")]
    [InlineData("authorized")]
    public async Task Who_was_not_served_orders_the_same_cart_once_more(string payment)
    {
        var (customer, wish) = (OrderApi.NewCustomer(), Guid.CreateVersion7());
        var order = await api.PlaceAsync(customer, api.Quote(customer, payment, wish: wish)).ShouldBe(HttpStatusCode.Created);
        if (payment == "authorized")
        {
            await api.StaffAsync(new TestOrder(order.Id(), customer, api.Restaurant, order), "reject", new { code = "tooBusy" }).ShouldBe(HttpStatusCode.OK);
        }
        await api.PlaceAsync(customer, api.Quote(customer, wish: wish)).ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_quote_of_nobody_or_of_somebody_else_is_not_found()
    {
        var customer = OrderApi.NewCustomer();
        api.Others.On("GET /internal/v1/quotes/*", new { }, HttpStatusCode.NotFound);
        await api.PlaceAsync(customer, Guid.CreateVersion7()).ShouldBeProblem(HttpStatusCode.NotFound, "quote_not_found");
        await api.PlaceAsync(customer, api.Quote(OrderApi.NewCustomer())).ShouldBeProblem(HttpStatusCode.NotFound, "quote_not_found");
    }

    [Fact]
    public async Task An_old_quote_has_expired()
    {
        var customer = OrderApi.NewCustomer();
        await api.PlaceAsync(customer, api.Quote(customer, validFor: TimeSpan.Zero)).ShouldBeProblem(HttpStatusCode.Gone, "quote_expired");
    }

    [Fact]
    public async Task A_changed_price_is_refused_with_the_new_lines()
    {
        var customer = OrderApi.NewCustomer();
        var problem = await api.PlaceAsync(customer, api.Quote(customer, priceNow: 1000)).ShouldBeProblem(HttpStatusCode.Conflict, "price_changed");
        Assert.Equal(1000, problem["lines"]![0]!.Amount("unitPrice"));
    }

    [Fact]
    public async Task What_cannot_be_ordered_is_refused_with_the_reason_s_code()
    {
        var customer = OrderApi.NewCustomer();
        var quote = api.Quote(customer);
        api.Others.On("POST /internal/v1/price-check", new { orderable = false, reasons = new[] { new { code = "item_unavailable", itemId = Guid.CreateVersion7(), detail = "Sold out" } }, subtotal = OrderApi.Eur(0) });
        var problem = await api.PlaceAsync(customer, quote).ShouldBeProblem(HttpStatusCode.Conflict, "item_unavailable");
        Assert.NotNull(problem["reasons"]![0]!["itemId"]);
    }

    [Theory]
    [InlineData("GET /internal/v1/quotes/*")]
    [InlineData("POST /internal/v1/price-check")]
    public async Task Without_cart_or_product_nothing_is_stored_and_the_key_stays_free(string dependency)
    {
        var customer = OrderApi.NewCustomer();
        var (quote, key) = (api.Quote(customer), Guid.NewGuid().ToString());
        var route = dependency.EndsWith('*') ? $"GET /internal/v1/quotes/{quote}" : dependency;
        api.Others.On(route, (_, _) => StubServices.Unreachable());
        await api.PlaceAsync(customer, quote, key).ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "dependency_unavailable");
        Assert.Empty(await api.QueryAsync<string>("SELECT idem_key FROM idempotency_keys WHERE idem_key = @key", new { key }));
        await api.PlaceAsync(customer, api.Quote(customer), key).ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task The_price_check_changes_nothing_and_is_repeated()
    {
        const string Call = "/internal/v1/price-check";
        var customer = OrderApi.NewCustomer();
        var quote = api.Quote(customer);
        var before = api.Others.Calls.Count(call => call.PathAndQuery == Call);
        api.Others.On($"POST {Call}", new { }, HttpStatusCode.ServiceUnavailable);
        await api.PlaceAsync(customer, quote).ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "dependency_unavailable");
        Assert.Equal(3, api.Others.Calls.Count(call => call.PathAndQuery == Call) - before);
    }

    [Theory]
    [InlineData("GET /internal/v1/quotes/*", HttpStatusCode.Forbidden)]
    [InlineData("POST /internal/v1/price-check", HttpStatusCode.BadRequest)]
    public async Task What_a_neighbour_should_not_answer_is_as_if_it_were_away(string call, HttpStatusCode status)
    {
        var customer = OrderApi.NewCustomer();
        var quote = api.Quote(customer);
        api.Others.On(call.Replace("*", quote.ToString()), new { code = "unknown_field" }, status);
        await api.PlaceAsync(customer, quote).ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "dependency_unavailable");
        Assert.Empty(await api.QueryAsync<Guid>("SELECT id FROM orders WHERE customer_id = @customer", new { customer }));
    }

    [Fact]
    public async Task The_body_and_the_header_are_checked()
    {
        var client = api.Customer(OrderApi.NewCustomer());
        var key = Guid.NewGuid().ToString();
        await client.PostJsonAsync("/api/v1/orders", new { quoteId = Guid.NewGuid(), paymentMethod = "tok_ok" }).ShouldBeProblem(HttpStatusCode.BadRequest, "idempotency_key_missing");
        await client.PostJsonAsync("/api/v1/orders", new { quoteId = Guid.NewGuid(), paymentMethod = "" }, key).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        await client.PostJsonAsync("/api/v1/orders", new { quoteId = Guid.NewGuid(), paymentMethod = "tok_ok", total = 1 }, key).ShouldBeProblem(HttpStatusCode.BadRequest, "unknown_field");
        await api.Anonymous().PostJsonAsync("/api/v1/orders", new { }, key).ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");
        await api.Staff.PostJsonAsync("/api/v1/orders", new { quoteId = Guid.NewGuid(), paymentMethod = "tok_ok" }, key).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
    }

    [Theory]
    [InlineData("")]
    [InlineData("4111111111111111")]
    [InlineData("tok_4111 1111 1111 1111")]
    [InlineData("tok_")]
    [InlineData("cash")]
    public async Task What_is_no_token_and_no_saved_method_is_refused(string method)
    {
        var customer = OrderApi.NewCustomer();
        var problem = await api.PlaceAsync(customer, api.Quote(customer), method: method).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal("/paymentMethod", problem["errors"]![0]!.Text("pointer"));
        Assert.DoesNotContain("4111", problem.ToJsonString());
    }

    [Theory]
    [InlineData(90, HttpStatusCode.Created)]
    [InlineData(91, HttpStatusCode.BadRequest)]
    public async Task A_token_is_as_long_as_payment_takes_it(int length, HttpStatusCode answer)
    {
        var customer = OrderApi.NewCustomer();
        await api.PlaceAsync(customer, api.Quote(customer), method: "tok_" + new string('x', length)).ShouldBe(answer);
    }

    [Fact]
    public async Task A_saved_method_is_named_by_its_id()
    {
        var customer = OrderApi.NewCustomer();
        await api.PlaceAsync(customer, api.Quote(customer), method: Guid.NewGuid().ToString()).ShouldBe(HttpStatusCode.Created);
    }

    /// <summary>Otherwise an order could be placed whose events Payment cannot store. Both documents are checked against the code.</summary>
    [Fact]
    public void Order_takes_the_tokens_that_payment_takes()
    {
        var saved = Pattern("payment", "SavePaymentMethodRequest", "token");
        Assert.StartsWith(saved.TrimEnd('$').Replace("^", "^("), Pattern("order", "PlaceOrderRequest", "paymentMethod"));
    }

    [Fact]
    public async Task No_event_carries_the_address_or_what_is_paid_with()
    {
        var order = await api.OrderInAsync("inDelivery");
        var values = await api.QueryAsync<byte[]>("SELECT value FROM outbox WHERE aggregate_id = @Id", new { order.Id });
        foreach (var text in values.Select(System.Text.Encoding.UTF8.GetString))
        {
            Assert.DoesNotContain(OrderApi.Address, text);
            Assert.DoesNotContain("tok_", text);
        }
        Assert.Equal(new GeoPoint(52.512, 13.388), Assert.Single(await api.PublishedAsync<OrderAcceptedV1>(order.Id)).DropoffArea);
    }

    private static string Pattern(string service, string schema, string property) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(TestEnvironment.RepositoryRoot, $"docs/openapi/{service}.json")))!["components"]!["schemas"]![schema]!["properties"]![property]!.Text("pattern");
}
