using System.Net;
using FoodDelivery.TestKit;

namespace FoodDelivery.OrderService.Tests;

public sealed class CostOfPlacing(OrderApi api) : IClassFixture<OrderApi>
{
    /// <summary>Counted where it counts, by the server. The deadline sweeper works on the same schema, so the quietest of five orders is taken.</summary>
    [Fact]
    public async Task Placing_an_order_takes_at_most_fourteen_statements_and_two_commits()
    {
        await api.PlacedAsync();
        await ShouldCostAsync(statements: 14, commits: 2, packets: 2, "INSERT INTO orders", () =>
        {
            var customer = OrderApi.NewCustomer();
            var quote = api.Quote(customer);
            return Task.FromResult(() => (Task)api.PlaceAsync(customer, quote).ShouldBe(HttpStatusCode.Created));
        });
    }

    [Fact]
    public async Task Accepting_an_order_takes_two_round_trips()
    {
        await api.OrderInAsync("accepted");
        await ShouldCostAsync(statements: 8, commits: 1, packets: 2, "UPDATE orders", async () =>
        {
            var order = await api.OrderInAsync("awaitingAcceptance");
            return () => (Task)api.StaffAsync(order, "accept", new { prepMinutes = 20 }).ShouldBe(HttpStatusCode.OK);
        });
    }

    private async Task ShouldCostAsync(int statements, int commits, int packets, string mark, Func<Task<Func<Task>>> prepare)
    {
        var counts = new List<IReadOnlyList<Packet>>();
        for (var i = 0; i < 5; i++)
        {
            var work = await prepare();
            counts.Add(await GeneralLog.RecordAsync(api.ConnectionString, work));
        }
        var least = counts.MinBy(sent => sent.Sum(packet => packet.Statements.Count))!;
        var all = least.SelectMany(packet => packet.Statements).ToList();
        var text = $"{least.Count} packets, {all.Count} statements:\n{string.Join('\n', all)}";

        Assert.True(all.Any(statement => statement.Contains(mark, StringComparison.Ordinal)), text);
        Assert.True(all.Count <= statements, text);
        Assert.True(all.Count(statement => statement == "COMMIT") == commits, text);
        Assert.True(least.Count <= packets, text);
    }
}
