using System.Net;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.OrderService.Data;
using FoodDelivery.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace FoodDelivery.OrderService.Tests;

public sealed class Races(OrderApi api) : IClassFixture<OrderApi>
{
    [Fact]
    public async Task Of_accept_reject_cancel_and_expiry_at_once_exactly_one_wins()
    {
        var winners = new HashSet<string>();
        foreach (var round in RaceRounds.Usually(20))
        {
            var order = await api.OrderInAsync("awaitingAcceptance");
            api.Clock.Advance(TimeSpan.FromMinutes(8));
            var calls = Enumerable.Range(0, 49).Select(i => (i % 3) switch
            {
                0 => api.StaffAsync(order, "accept", new { prepMinutes = 10 }), // in time for what was promised
                1 => api.StaffAsync(order, "reject", new { code = "tooBusy" }),
                _ => api.CustomerAsync(order, "cancel", new { reason = "Changed my mind" }),
            }).ToList();
            var sweep = api.SweepDeadlinesAsync();
            var responses = await Task.WhenAll(calls);
            await sweep;

            Assert.All(responses, r => Assert.True(r.StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict, $"{r.StatusCode}"));
            var events = await api.EventsAsync(order.Id);
            Assert.Equal(3, events.Count);
            winners.Add(events[2]);
            await api.ShouldBeConsistentAsync(order.Id);
        }
        Assert.All(winners, winner => Assert.Contains(winner, new[] { "order.accepted.v1", "order.rejected.v1", "order.cancel_requested.v1", "order.expired.v1" }));
    }

    [Fact]
    public async Task Fifty_delays_at_once_lose_none_and_exceed_nothing()
    {
        var order = await api.OrderInAsync("accepted");
        var responses = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => api.StaffAsync(order, "delay", new { minutes = 5, reason = "Oven" })));
        Assert.Equal(2, responses.Count(r => r.StatusCode == HttpStatusCode.OK));
        Assert.Equal(10, Assert.Single(await api.QueryAsync<int>("SELECT delay_minutes FROM orders WHERE id = @Id", new { order.Id })));
        await api.ShouldBeConsistentAsync(order.Id);
    }

    [Fact]
    public async Task A_change_of_an_order_that_moved_on_is_refused()
    {
        var order = await api.OrderInAsync("awaitingAcceptance");
        var (database, orders) = (api.Services.GetRequiredService<Database>(), api.Services.GetRequiredService<OrderStore>());
        // Read without the lock that every command takes.
        var seen = (await database.ReadAsync(session => orders.FindAsync(session, order.Id, OrderAccess.Everything), default))!;
        await api.StaffAsync(order, "accept", new { prepMinutes = 20 }).ShouldBe(HttpStatusCode.OK);
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => database.WriteAsync(transaction =>
        {
            seen.Expire(api.Clock.GetUtcNow(), 1);
            orders.Save(transaction, seen);
            return Task.CompletedTask;
        }, default));
        Assert.True(refused.IsStale(), refused.Message);
        await api.ShouldBeConsistentAsync(order.Id);
    }
}
