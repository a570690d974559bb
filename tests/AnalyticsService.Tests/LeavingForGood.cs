using FoodDelivery.TestKit;

namespace FoodDelivery.AnalyticsService.Tests;

public sealed class LeavingForGood : IDisposable
{
    private readonly AnalyticsApi api = new();

    public void Dispose() => api.Dispose();

    [Fact]
    public async Task There_is_nothing_to_show_and_nothing_to_forget()
    {
        var somebody = Guid.CreateVersion7();
        Assert.Empty((await api.ExportAsync(somebody)).Held());
        Assert.True((await api.EraseAsync(somebody)).IsFinished());
        // No column could say whose an order was.
        Assert.Empty(await api.QueryAsync<string>("SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name LIKE 'order_fact%' AND (column_name LIKE '%customer%' OR column_name LIKE '%driver%')"));
    }
}
