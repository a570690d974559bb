using System.Net;
using FoodDelivery.TestKit;

namespace FoodDelivery.OrderService.Tests;

public sealed class RepeatedRequests(OrderApi api) : IClassFixture<OrderApi>
{
    [Fact]
    public async Task Fifty_identical_requests_at_once_make_one_order()
    {
        var customer = OrderApi.NewCustomer();
        var (quote, key) = (api.Quote(customer), Guid.NewGuid().ToString());
        var responses = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => api.PlaceAsync(customer, quote, key)));

        var first = Assert.Single(responses, r => r.StatusCode == HttpStatusCode.Created && !r.Headers.Contains("Idempotent-Replayed"));
        var body = await first.Content.ReadAsStringAsync();
        foreach (var other in responses.Where(r => r != first))
        {
            if (other.StatusCode == HttpStatusCode.Created) Assert.Equal(body, await other.Content.ReadAsStringAsync());
            // Fifty are more than a customer may try at once: who asks before the first has claimed the key is told to wait.
            else if (other.StatusCode == HttpStatusCode.TooManyRequests) await Refused(HttpStatusCode.TooManyRequests, "rate_limited");
            else await Refused(HttpStatusCode.Conflict, "idempotency_key_in_progress");

            Task Refused(HttpStatusCode status, string code) => Task.FromResult(other).ShouldBeProblem(status, code);
        }
        Assert.Single(await api.QueryAsync<int>("SELECT version FROM orders WHERE customer_id = @customer", new { customer }));
    }

    [Fact]
    public async Task A_repeat_gets_the_stored_answer_to_the_byte_even_when_the_order_and_the_quote_have_gone_on()
    {
        var customer = OrderApi.NewCustomer();
        var (quote, key) = (api.Quote(customer), Guid.NewGuid().ToString());
        var first = await api.PlaceAsync(customer, quote, key);
        var order = await first.ShouldBe(HttpStatusCode.Created);
        await api.Staff.PostJsonAsync($"/api/v1/orders/{order.Id()}/accept", new { prepMinutes = 10 }).ShouldBe(HttpStatusCode.OK);
        api.Others.On($"GET /internal/v1/quotes/{quote}", new { }, HttpStatusCode.NotFound);

        var second = await api.PlaceAsync(customer, quote, key);
        Assert.Equal(HttpStatusCode.Created, second.StatusCode);
        Assert.Equal(await first.Content.ReadAsByteArrayAsync(), await second.Content.ReadAsByteArrayAsync());
        Assert.Equal("true", second.Headers.GetValues("Idempotent-Replayed").Single());
        Assert.Equal(first.Headers.Location, second.Headers.Location);
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_refused()
    {
        var customer = OrderApi.NewCustomer();
        var key = Guid.NewGuid().ToString();
        await api.PlaceAsync(customer, api.Quote(customer), key).ShouldBe(HttpStatusCode.Created);
        await api.PlaceAsync(customer, api.Quote(customer), key).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
    }

    [Fact]
    public async Task The_same_key_of_another_customer_is_another_request()
    {
        var (one, two) = (OrderApi.NewCustomer(), OrderApi.NewCustomer());
        var key = Guid.NewGuid().ToString();
        await api.PlaceAsync(one, api.Quote(one), key).ShouldBe(HttpStatusCode.Created);
        await api.PlaceAsync(two, api.Quote(two), key).ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_quote_makes_one_order()
    {
        var customer = OrderApi.NewCustomer();
        var quote = api.Quote(customer);
        var responses = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => api.PlaceAsync(customer, quote)));
        var order = await Assert.Single(responses, r => r.StatusCode == HttpStatusCode.Created).ShouldBe(HttpStatusCode.Created);
        foreach (var refused in responses.Where(r => r.StatusCode != HttpStatusCode.Created))
        {
            var problem = await Task.FromResult(refused).ShouldBeProblem(HttpStatusCode.Conflict, "quote_used");
            Assert.Equal(order.Text("id"), problem.Text("orderId"));
        }
    }

    [Fact]
    public async Task An_abandoned_request_is_finished_by_its_repeat()
    {
        var customer = OrderApi.NewCustomer();
        var (quote, key) = (api.Quote(customer), Guid.NewGuid().ToString());
        // As after a crash between the two transactions: the order and the claimed key are there, the answer is not.
        api.Others.On("POST /internal/v1/payments", (_, _) => throw new InvalidOperationException("the process dies here"));
        await api.PlaceAsync(customer, quote, key).ShouldBe(HttpStatusCode.InternalServerError);
        api.PaymentAnswers("authorized");
        await api.PlaceAsync(customer, quote, key).ShouldBeProblem(HttpStatusCode.Conflict, "idempotency_key_in_progress");

        api.Clock.Advance(TimeSpan.FromSeconds(31));
        var order = await api.PlaceAsync(customer, quote, key).ShouldBe(HttpStatusCode.Created);
        Assert.Equal("awaitingAcceptance", order.Text("status"));
        var id = Assert.Single(await api.QueryAsync<Guid>("SELECT id FROM orders WHERE customer_id = @customer", new { customer }));
        Assert.Equal(order.Id(), id);
        await api.ShouldBeConsistentAsync(order.Id());
        var replay = await api.PlaceAsync(customer, quote, key);
        Assert.Equal(order.ToJsonString(), (await replay.ShouldBe(HttpStatusCode.Created)).ToJsonString());
        Assert.True(replay.Headers.Contains("Idempotent-Replayed"));
    }
}
