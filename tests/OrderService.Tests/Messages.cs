using System.Net;
using System.Text.Json.Nodes;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace FoodDelivery.OrderService.Tests;

public sealed class Messages(OrderApi api) : IClassFixture<OrderApi>
{
    [Fact]
    public async Task Each_side_reads_what_the_others_wrote_newest_first()
    {
        var (order, driver) = await CarriedAsync();
        await SendAsync(api.Customer(order.Customer), order, "The bell is broken").ShouldBe(HttpStatusCode.Created);
        api.Clock.Advance(TimeSpan.FromMilliseconds(5));
        await SendAsync(api.Staff, order, "It smells good").ShouldBe(HttpStatusCode.Created);
        api.Clock.Advance(TimeSpan.FromMilliseconds(5));
        await SendAsync(Driver(driver), order, "Two minutes").ShouldBe(HttpStatusCode.Created);
        foreach (var reader in new[] { api.Customer(order.Customer), api.Staff, Driver(driver) })
        {
            var first = await reader.GetAsync($"/api/v1/orders/{order.Id}/messages?limit=2").ShouldBe(HttpStatusCode.OK);
            var second = await reader.GetAsync($"/api/v1/orders/{order.Id}/messages?limit=2&cursor={first.Text("nextCursor")}").ShouldBe(HttpStatusCode.OK);
            Assert.Equal([("courier", "Two minutes"), ("restaurant", "It smells good"), ("customer", "The bell is broken")],
                first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(message => (message!.Text("from"), message!.Text("text"))));
        }
        await api.ShouldBeConsistentAsync(order.Id);
        api.Others.On("GET /internal/v1/payments/*", new { }, HttpStatusCode.NotFound);
        api.Others.On("GET /internal/v1/deliveries/*", new { }, HttpStatusCode.NotFound);
        var dossier = await api.Ops.GetAsync($"/api/v1/ops/order/orders/{order.Id}").ShouldBe(HttpStatusCode.OK);
        var told = dossier["timeline"]!.AsArray().Where(entry => entry!.Text("type") == "order.message").Select(entry => (entry!.Text("actor"), entry!.Text("detail")));
        Assert.Equal([("customer", "The bell is broken"), ("restaurant", "It smells good"), ("courier", "Two minutes")], told);
    }

    [Theory]
    [InlineData("customer")]
    [InlineData("restaurant")]
    [InlineData("courier")]
    public async Task The_others_are_told_and_what_was_written_is_in_no_event(string from)
    {
        var (order, driver) = await CarriedAsync();
        var (client, others) = from switch
        {
            "customer" => (api.Customer(order.Customer), new[] { order.Restaurant, driver }),
            "restaurant" => (api.Staff, [order.Customer, driver]),
            _ => (Driver(driver), [order.Customer, order.Restaurant]),
        };
        var sent = await SendAsync(client, order, "Hidden words").ShouldBe(HttpStatusCode.Created);
        var told = Assert.Single(await api.PublishedAsync(sent.Id()));
        var data = told.Payload<OrderMessageSentV1>();
        Assert.Equal((order.Id, from, 1L), (data.OrderId, data.From, told.Sequence));
        Assert.Equal(others.Order(), data.Recipients.Order());
        Assert.DoesNotContain("Hidden words", told.Data.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_is_not_of_the_order_finds_none()
    {
        var (order, _) = await CarriedAsync();
        foreach (var client in new[] { api.Customer(Guid.CreateVersion7()), Driver(Guid.CreateVersion7()), api.ClientFor(Guid.CreateVersion7(), Roles.Restaurant, Guid.CreateVersion7()), api.ClientFor(order.Customer, Roles.Driver) })
        {
            await client.GetAsync($"/api/v1/orders/{order.Id}/messages").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
            await SendAsync(client, order, "Hello").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        }
        await api.Ops.GetAsync($"/api/v1/orders/{order.Id}/messages").ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task A_courier_who_lost_the_delivery_reads_no_more_and_the_next_does()
    {
        var (order, first) = await CarriedAsync();
        await SendAsync(api.Customer(order.Customer), order, "Third floor").ShouldBe(HttpStatusCode.Created);
        await api.DeliverAsync(order.Id, 2, new DeliverySearchingV1(Guid.CreateVersion7(), order.Id, order.Customer, api.Restaurant, 2));
        await Driver(first).GetAsync($"/api/v1/orders/{order.Id}/messages").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await SendAsync(Driver(first), order, "Still here").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        var next = Guid.CreateVersion7();
        await api.DeliverAsync(order.Id, 3, Assigned(order, next));
        Assert.Single((await Driver(next).GetAsync($"/api/v1/orders/{order.Id}/messages").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray());
        await api.DeliverAsync(order.Id, 4, new DeliveryPickedUpV1(Guid.CreateVersion7(), order.Id, order.Customer, api.Restaurant, next, api.Clock.GetUtcNow(), 0));
        await SendAsync(Driver(next), order, "Have it").ShouldBe(HttpStatusCode.Created);
        await api.DeliverAsync(order.Id, 5, new DeliveryDeliveredV1(Guid.CreateVersion7(), order.Id, order.Customer, api.Restaurant, next, api.Clock.GetUtcNow(), "pin"));
        await Driver(next).GetAsync($"/api/v1/orders/{order.Id}/messages").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await SendAsync(api.Customer(order.Customer), order, "Thanks").ShouldBeProblem(HttpStatusCode.Conflict, "order_state_conflict");
        await api.Customer(order.Customer).GetAsync($"/api/v1/orders/{order.Id}/messages").ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Who_takes_it_over_on_the_way_writes_and_who_had_it_does_not()
    {
        var order = await api.OrderInAsync("inDelivery");
        var first = Assert.Single(await api.QueryAsync<Guid>("SELECT driver_id FROM orders WHERE id = @Id", new { order.Id }));
        var next = Guid.CreateVersion7();
        await api.DeliverAsync(order.Id, 2, Assigned(order, next));
        await SendAsync(Driver(next), order, "I bring it now").ShouldBe(HttpStatusCode.Created);
        await SendAsync(Driver(first), order, "I do").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        var read = await api.Customer(order.Customer).GetAsync($"/api/v1/orders/{order.Id}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(("inDelivery", "pickedUp"), (read.Text("status"), read["delivery"]!.Text("status")));
    }

    [Fact]
    public async Task A_repeat_is_one_message_and_another_text_under_its_key_is_refused()
    {
        var (order, _) = await CarriedAsync();
        var (client, key) = (api.Customer(order.Customer), Guid.NewGuid().ToString());
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => SendAsync(client, order, "Once", key)));
        Assert.All(answers, answer => Assert.True(answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.Conflict, $"{answer.StatusCode}"));
        await SendAsync(client, order, "Once", key).ShouldBe(HttpStatusCode.Created);
        await SendAsync(client, order, "Twice", key).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
        Assert.Single((await client.GetAsync($"/api/v1/orders/{order.Id}/messages").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray());
    }

    [Fact]
    public async Task Each_side_has_a_limit_and_nothing_is_kept_longer_than_thirty_days()
    {
        var (order, _) = await CarriedAsync();
        await api.ExecuteAsync(
            $"INSERT INTO order_messages (id, order_id, sender, sender_id, text, at) {string.Join(" UNION ALL ", Enumerable.Range(0, 100).Select(i => $"SELECT UNHEX(LEFT(SHA2(CONCAT(HEX(@Id), '{i}'), 256), 32)), @Id, 'customer', @Customer, 'x', @at"))}",
            new { order.Id, order.Customer, at = api.Clock.GetUtcNow().UtcDateTime.AddDays(-30).AddMinutes(1) });
        await SendAsync(api.Customer(order.Customer), order, "One more").ShouldBeProblem(HttpStatusCode.Conflict, "message_limit");
        await SendAsync(api.Staff, order, "We may").ShouldBe(HttpStatusCode.Created);
        var retention = api.Services.GetRequiredService<RetentionSweeper>();
        await retention.SweepAsync(default);
        Assert.Equal(101, Assert.Single(await api.QueryAsync<long>("SELECT COUNT(*) FROM order_messages WHERE order_id = @Id", new { order.Id })));
        await api.ExecuteAsync("UPDATE order_messages SET at = at - INTERVAL 2 MINUTE WHERE order_id = @Id", new { order.Id });
        await retention.SweepAsync(default);
        Assert.Equal(1, Assert.Single(await api.QueryAsync<long>("SELECT COUNT(*) FROM order_messages WHERE order_id = @Id", new { order.Id })));
    }

    /// <summary>Who loses the delivery at this moment has written before, or not at all.</summary>
    [Fact]
    public async Task Losing_the_delivery_against_writing()
    {
        var outcomes = new HashSet<HttpStatusCode>();
        foreach (var round in RaceRounds.Usually(20))
        {
            var (order, driver) = await CarriedAsync();
            var client = Driver(driver);
            var write = SendAsync(client, order, "On my way");
            var lose = api.DeliverAsync(order.Id, 2, new DeliverySearchingV1(Guid.CreateVersion7(), order.Id, order.Customer, api.Restaurant, 2));
            await Task.WhenAll(write, lose);
            var status = (await write).StatusCode;
            outcomes.Add(status);
            Assert.True(status is HttpStatusCode.Created or HttpStatusCode.NotFound, $"{status}");
            var kept = await api.QueryAsync<long>("SELECT COUNT(*) FROM order_messages WHERE order_id = @Id", new { order.Id });
            Assert.Equal(status is HttpStatusCode.Created ? 1 : 0, kept[0]);
            await client.GetAsync($"/api/v1/orders/{order.Id}/messages").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
            await api.ShouldBeConsistentAsync(order.Id);
        }
        Assert.NotEmpty(outcomes);
    }

    private HttpClient Driver(Guid id) => api.ClientFor(id, Roles.Driver);

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, TestOrder order, string text, string? key = null) =>
        client.PostJsonAsync($"/api/v1/orders/{order.Id}/messages", new { text }, key ?? Guid.NewGuid().ToString());

    private async Task<(TestOrder Order, Guid Driver)> CarriedAsync()
    {
        var (order, driver) = (await api.OrderInAsync("accepted"), Guid.CreateVersion7());
        await api.DeliverAsync(order.Id, 1, Assigned(order, driver));
        return (order, driver);
    }

    private DeliveryAssignedV1 Assigned(TestOrder order, Guid driver) => new(
        Guid.CreateVersion7(), order.Id, order.Customer, api.Restaurant, driver, "Ada", "bike", api.Clock.GetUtcNow(), api.Clock.GetUtcNow());
}
