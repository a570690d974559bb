using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.NotificationService.Tests;

/// <summary>Streams that follow several recipients: staff of restaurants.</summary>
public sealed class SeveralRecipients : IDisposable
{
    private readonly NotificationApi api = new();
    private readonly Guid person = Guid.CreateVersion7();
    private readonly Guid second = Guid.CreateVersion7();

    public void Dispose() => api.Dispose();

    [Fact]
    public async Task One_id_resumes_all_of_them()
    {
        string seen;
        using (var stream = await api.OpenAsync(Staff(api.Restaurant, second)))
        {
            await PrepareAsync(api.Restaurant);
            await PrepareAsync(second);
            await stream.NextAsync();
            seen = (await stream.NextAsync()).Id!;
        }
        foreach (var restaurant in new[] { second, api.Restaurant, api.Restaurant, second }) await PrepareAsync(restaurant);

        // The claims may name them in any order.
        using var again = await api.OpenAsync(Staff(second, api.Restaurant), seen);
        await PrepareAsync(second);
        var told = new List<Guid>();
        var ids = new List<string>();
        while (told.Count < 5)
        {
            var e = await again.NextAsync();
            told.Add(e.Data!.Id("restaurantId"));
            ids.Add(e.Id!);
        }
        Assert.Equal([second, api.Restaurant, api.Restaurant, second, second], told);
        Assert.Equal(5, ids.Distinct().Count());
        Assert.True(await again.IsSilentAsync());

        // In the midst of what was replayed as well.
        using var half = await api.OpenAsync(Staff(api.Restaurant, second), ids[1]);
        Assert.Equal(ids[2..], [(await half.NextAsync()).Id!, (await half.NextAsync()).Id!, (await half.NextAsync()).Id!]);
        Assert.True(await half.IsSilentAsync());
    }

    [Fact]
    public async Task An_id_of_other_recipients_is_a_gap()
    {
        // They are ordered by their ids: the person first, so that the numbers would do for either restaurant.
        var (one, two) = (Guid.CreateVersion7(DateTimeOffset.MaxValue), Guid.CreateVersion7(DateTimeOffset.MaxValue));
        string before;
        using (var stream = await api.OpenAsync(Staff(one)))
        {
            await PrepareAsync(one);
            before = (await stream.NextAsync()).Id!;
        }
        await PrepareAsync(two);
        await ShouldBeGapAsync(Staff(two), before);
        await ShouldBeGapAsync(Staff(one, two), before);
        await ShouldBeGapAsync(Staff(one), "1");
        await ShouldBeGapAsync(api.AsCustomer(), before);
        await ShouldBeGapAsync(api.AsCustomer(), "0-0");
    }

    [Fact]
    public async Task An_id_beyond_the_newest_is_a_gap()
    {
        await PrepareAsync(api.Restaurant);
        await ShouldBeGapAsync(api.AsCustomer(), "2");
        using var stream = await api.OpenAsync(api.AsCustomer(), "1");
        Assert.True(await stream.IsSilentAsync());
    }

    [Fact]
    public async Task Hello_names_where_to_resume_and_tells_nothing_of_others()
    {
        await PrepareAsync(api.Restaurant);
        using var opened = new LiveStream(api.ClientFor(Guid.CreateVersion7(), Roles.Customer));
        Assert.Equal("0", (await opened.NextAsync()).Data!.Text("lastEventId"));

        string hello;
        using (var stream = new LiveStream(Staff(api.Restaurant, second))) hello = (await stream.NextAsync()).Data!.Text("lastEventId");
        await PrepareAsync(second);
        using var again = await api.OpenAsync(Staff(api.Restaurant, second), hello);
        Assert.Equal(second, (await again.NextAsync()).Data!.Id("restaurantId"));
        Assert.True(await again.IsSilentAsync());
    }

    private HttpClient Staff(params Guid[] restaurants) => api.ClientFor(person, Roles.Restaurant, restaurants);

    private Task PrepareAsync(Guid restaurant)
    {
        var order = Guid.CreateVersion7();
        return api.DeliverAsync(order, 1, new OrderPreparingV1(order, api.Customer, restaurant, api.Clock.GetUtcNow()));
    }

    private async Task ShouldBeGapAsync(HttpClient client, string lastEventId)
    {
        using var stream = await api.OpenAsync(client, lastEventId);
        Assert.Equal("gap", (await stream.NextAsync()).Name);
    }
}
