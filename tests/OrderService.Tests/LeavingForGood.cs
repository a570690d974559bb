using System.Net;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.OrderService.Tests;

public sealed class LeavingForGood : IDisposable
{
    // Of each test by itself: traces are looked for in the whole schema.
    private readonly OrderApi api = new();

    private static readonly string[] Words = [OrderApi.Address, "2nd floor", "bell is broken", "onions", "smells good", "worth the wait"];

    public void Dispose() => api.Dispose();

    [Fact]
    public async Task An_order_stays_without_its_customer()
    {
        var (order, driver) = await CarriedAsync();
        await SayAsync(order);
        await DeliveredAsync(order, driver);
        await api.Customer(order.Customer).PutJsonAsync($"/api/v1/orders/{order.Id}/rating", new { food = 5, comment = "It was worth the wait" }).ShouldBe(HttpStatusCode.OK);
        var before = await api.QueryAsync<(string, long, string)>("SELECT status, total, currency FROM orders WHERE id = @Id", new { order.Id });
        Assert.Equal(Words.Length, (await FoundAsync()).Count());
        Assert.Equal(["orders", "messages"], (await api.ExportAsync(order.Customer)).Held());

        var erasure = await api.EraseAsync(order.Customer);
        Assert.True(erasure.IsFinished());
        Assert.True(erasure["rows"]!.GetValue<long>() > 2);
        Assert.Empty(await FoundAsync());
        Assert.Equal(before, await api.QueryAsync<(string, long, string)>("SELECT status, total, currency FROM orders WHERE id = @Id", new { order.Id }));
        await api.ShouldBeConsistentAsync(order.Id);
        // By its id alone it is still one customer, who placed it.
        Assert.Equal(["order_history.actor_id", "orders.customer_id"], await Traces.OfIdAsync(api.ConnectionString, order.Customer));
        var seen = await api.Staff.GetAsync($"/api/v1/orders/{order.Id}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(2450, seen.Amount("total"));
        // The courier is somebody else.
        Assert.Equal("Ada", (await api.QueryAsync<string?>("SELECT driver_name FROM orders WHERE id = @Id", new { order.Id }))[0]);
    }

    [Fact]
    public async Task What_is_under_way_is_forgotten_when_it_ends()
    {
        var (order, driver) = await CarriedAsync();
        await SayAsync(order);
        Assert.False((await api.EraseAsync(order.Customer)).IsFinished());
        api.Others.On($"GET /internal/v1/users/{order.Customer}/contact", new { displayName = "" });
        var dropoff = await api.ClientForService("delivery").GetAsync($"/internal/v1/orders/{order.Id}/dropoff").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(OrderApi.Address, dropoff.Text("address"));

        await DeliveredAsync(order, driver);
        api.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.True((await api.EraseOnAsync(order.Customer)).IsFinished());
        Assert.Empty(await FoundAsync());
    }

    [Fact]
    public async Task What_comes_late_is_forgotten_as_well()
    {
        var (order, driver) = await CarriedAsync();
        await DeliveredAsync(order, driver);
        Assert.True((await api.EraseAsync(order.Customer)).IsFinished());
        // As a request that was just under way would.
        await api.ExecuteAsync("UPDATE orders SET note = 'No onions' WHERE id = @Id", new { order.Id });
        api.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.True((await api.EraseOnAsync(order.Customer)).IsFinished());
        Assert.Empty(await FoundAsync());
        api.Clock.Advance(TimeSpan.FromDays(9));
        await api.EraseOnAsync(order.Customer);
        Assert.Empty(await api.QueryAsync<Guid>("SELECT aggregate_id FROM deadlines WHERE kind = 'erasure' AND aggregate_id = @Customer", new { order.Customer }));
    }

    [Fact]
    public async Task A_courier_is_forgotten_where_he_or_she_carried_something()
    {
        var (order, driver) = await CarriedAsync();
        await WriteAsync(api.ClientFor(driver, Roles.Driver), order, "The bell is broken");
        Assert.False((await api.EraseAsync(driver)).IsFinished());
        await DeliveredAsync(order, driver);
        api.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.True((await api.EraseOnAsync(driver)).IsFinished());
        Assert.Null((await api.QueryAsync<string?>("SELECT driver_name FROM orders WHERE id = @Id", new { order.Id }))[0]);
        // The customer is somebody else.
        Assert.Equal([OrderApi.Address, "2nd floor"], await FoundAsync());
        Assert.True((await api.EraseAsync(order.Customer)).IsFinished());
    }

    [Fact]
    public async Task Stored_answers_and_reasons_go_as_well()
    {
        var customer = OrderApi.NewCustomer();
        var order = await api.PlacedAsync(customer);
        await api.Customer(customer).PostJsonAsync($"/api/v1/orders/{order.Id()}/cancel", new { reason = "No onions please" }).ShouldBe(HttpStatusCode.OK);
        await api.DeliverAsync(order.Id(), 1, new PaymentVoidedV1(Guid.CreateVersion7(), order.Id(), customer, new Money(2450, "EUR")));
        Assert.Equal("cancelled", await api.StatusAsync(order.Id()));
        Assert.NotEmpty(await FoundAsync());
        Assert.True((await api.EraseAsync(customer)).IsFinished());
        Assert.Empty(await FoundAsync());
        Assert.Empty(await api.QueryAsync<string>("SELECT caller FROM idempotency_keys WHERE caller = @caller", new { caller = customer.ToString() }));
    }

    // Answers that are stored for repeats of others' requests go after a day.
    private async Task<IEnumerable<string>> FoundAsync() => (await Traces.OfAsync(api.ConnectionString, Words)).Where(found => !found.StartsWith("idempotency_keys", StringComparison.Ordinal)).Select(found => found.Split(": ")[1]).Distinct().OrderBy(word => Array.IndexOf(Words, word));

    private async Task<(TestOrder Order, Guid Driver)> CarriedAsync()
    {
        var order = await api.OrderInAsync("accepted");
        var driver = Guid.CreateVersion7();
        await api.DeliverAsync(order.Id, 1, new DeliveryAssignedV1(Guid.CreateVersion7(), order.Id, order.Customer, order.Restaurant, driver, "Ada", "bike", api.Clock.GetUtcNow(), api.Clock.GetUtcNow()));
        return (order, driver);
    }

    private static Task WriteAsync(HttpClient client, TestOrder order, string text) =>
        client.PostJsonAsync($"/api/v1/orders/{order.Id}/messages", new { text }, Guid.NewGuid().ToString()).ShouldBe(HttpStatusCode.Created);

    private async Task SayAsync(TestOrder order)
    {
        await WriteAsync(api.Customer(order.Customer), order, "The bell is broken");
        await WriteAsync(api.Staff, order, "It smells good");
        await api.ExecuteAsync("""UPDATE orders SET note = 'No onions', line_items = REPLACE(line_items, '"quantity":', '"note":"No onions","quantity":') WHERE id = @Id""", new { order.Id });
    }

    private async Task DeliveredAsync(TestOrder order, Guid driver)
    {
        var now = api.Clock.GetUtcNow();
        await api.DeliverAsync(order.Id, 2, new DeliveryPickedUpV1(Guid.CreateVersion7(), order.Id, order.Customer, order.Restaurant, driver, now, 1));
        await api.DeliverAsync(order.Id, 3, new DeliveryDeliveredV1(Guid.CreateVersion7(), order.Id, order.Customer, order.Restaurant, driver, now, "pin"));
    }
}
