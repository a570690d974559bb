using System.Net;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.OrderService.Tests;

public sealed class SilentRestaurants : IDisposable
{
    // Of its own: what others order there would be in the row.
    private readonly OrderApi api = new();

    public void Dispose() => api.Dispose();

    [Fact]
    public async Task It_is_reminded_at_two_and_four_minutes_and_not_when_it_has_answered()
    {
        var (silent, answered) = (await api.OrderInAsync("awaitingAcceptance"), await api.OrderInAsync("awaitingAcceptance"));
        await AfterAsync(TimeSpan.FromMinutes(2) - TimeSpan.FromSeconds(1));
        Assert.Empty(await RemindersAsync(silent));
        await AfterAsync(TimeSpan.FromSeconds(1));
        Assert.Equal([1], await RemindersAsync(silent));
        await api.StaffAsync(answered, "accept", new { prepMinutes = 20 }).ShouldBe(HttpStatusCode.OK);
        await AfterAsync(TimeSpan.FromMinutes(2));
        Assert.Equal([1, 2], await RemindersAsync(silent));
        Assert.Equal([1], await RemindersAsync(answered));
        await AfterAsync(TimeSpan.FromMinutes(3));
        Assert.Equal("expired", await api.StatusAsync(silent.Id));
        Assert.Equal([1, 2], await RemindersAsync(silent));
        await api.ShouldBeConsistentAsync(silent.Id);
        await api.ShouldBeConsistentAsync(answered.Id);
    }

    [Fact]
    public async Task Expiries_in_a_row_are_counted_and_an_answer_ends_the_row()
    {
        Assert.Equal(1, await ExpireAsync());
        Assert.Equal(2, await ExpireAsync());
        Assert.Equal(3, await ExpireAsync());
        var answered = await api.OrderInAsync("awaitingAcceptance");
        await api.StaffAsync(answered, "reject", new { code = "tooBusy" }).ShouldBe(HttpStatusCode.OK);
        api.Clock.Advance(TimeSpan.FromMilliseconds(5));
        Assert.Equal(1, await ExpireAsync());
        await api.OrderInAsync("accepted");
        api.Clock.Advance(TimeSpan.FromMilliseconds(5));
        Assert.Equal(1, await ExpireAsync());
        Assert.Equal(2, await ExpireAsync());
    }

    /// <summary>However many sweepers there are: of two that expire together one is the second.</summary>
    [Fact]
    public async Task Two_at_once_are_one_after_the_other()
    {
        foreach (var round in RaceRounds.Usually(5))
        {
            var orders = new[] { await api.OrderInAsync("awaitingAcceptance"), await api.OrderInAsync("awaitingAcceptance") };
            api.Clock.Advance(TimeSpan.FromMinutes(8));
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => api.SweepDeadlinesAsync()));
            var counts = new List<int>();
            foreach (var order in orders) counts.Add(Assert.Single(await api.PublishedAsync<OrderExpiredV1>(order.Id)).InARow);
            Assert.Equal(1, counts.Max() - counts.Min());
            var answered = await api.OrderInAsync("awaitingAcceptance");
            await api.StaffAsync(answered, "accept", new { prepMinutes = 20 }).ShouldBe(HttpStatusCode.OK);
            api.Clock.Advance(TimeSpan.FromMilliseconds(5));
        }
    }

    private async Task<int> ExpireAsync()
    {
        var order = await api.OrderInAsync("awaitingAcceptance");
        await AfterAsync(TimeSpan.FromMinutes(7));
        return Assert.Single(await api.PublishedAsync<OrderExpiredV1>(order.Id)).InARow;
    }

    private async Task AfterAsync(TimeSpan time)
    {
        api.Clock.Advance(time);
        await api.SweepDeadlinesAsync();
    }

    private async Task<IEnumerable<int>> RemindersAsync(TestOrder order) => (await api.PublishedAsync<OrderAnswerRemindedV1>(order.Id)).Select(reminder => reminder.Number);
}
