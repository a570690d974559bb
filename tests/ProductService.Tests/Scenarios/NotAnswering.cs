using System.Net;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.ProductService.Tests.Scenarios;

public sealed class NotAnswering(ProductApi api) : IClassFixture<ProductApi>
{
    [Fact]
    public async Task The_second_expiry_in_a_row_pauses_for_half_an_hour_once()
    {
        var kitchen = await api.PizzeriaAsync();
        await ExpireAsync(kitchen.Id, inARow: 1);
        Assert.Empty(await ChangesAsync(kitchen.Id));
        var now = api.Clock.GetUtcNow();
        var (order, eventId) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        for (var i = 0; i < 3; i++) await api.DeliverAsync(order, 1, new OrderExpiredV1(order, Guid.NewGuid(), kitchen.Id, 420, 2), eventId);
        await ExpireAsync(kitchen.Id, inARow: 3);
        var paused = Assert.Single(await ChangesAsync(kitchen.Id));
        Assert.Equal(("paused", now.AddMinutes(30), Guid.Empty), (paused.Status, paused.Until!.Value, paused.Actor));
        var shown = await api.Anonymous().GetAsync($"/api/v1/restaurants/{kitchen.Id}").ShouldBe(HttpStatusCode.OK);
        Assert.False(shown["isOpen"]!.GetValue<bool>());
        await api.StaffOf(kitchen.Id).PostJsonAsync($"/api/v1/restaurants/{kitchen.Id}/resume").ShouldBe(HttpStatusCode.OK);
        Assert.Equal("open", (await ChangesAsync(kitchen.Id))[^1].Status);
    }

    [Fact]
    public async Task How_long_is_a_setting_within_bounds()
    {
        using var other = new ProductApi(("Product:SilencePause", "00:05:00"));
        var (kitchen, order, now) = (await other.PizzeriaAsync(), Guid.CreateVersion7(), other.Clock.GetUtcNow());
        await other.DeliverAsync(order, 1, new OrderExpiredV1(order, Guid.NewGuid(), kitchen.Id, 420, 2));
        Assert.Equal(now.AddMinutes(5), Assert.Single(await other.PublishedAsync<RestaurantStatusChangedV1>(kitchen.Id)).Until!.Value);
        Assert.False(ProductOptions.IsValid(new ProductOptions { SilencePause = TimeSpan.FromSeconds(59) }));
        Assert.False(ProductOptions.IsValid(new ProductOptions { SilencePause = TimeSpan.FromHours(25) }));
    }

    [Fact]
    public async Task A_longer_pause_of_its_own_stays_and_an_unknown_restaurant_stops_nobody()
    {
        var kitchen = await api.PizzeriaAsync();
        await api.StaffOf(kitchen.Id).PostJsonAsync($"/api/v1/restaurants/{kitchen.Id}/pause", new { reason = "Holiday" }).ShouldBe(HttpStatusCode.OK);
        await ExpireAsync(kitchen.Id, inARow: 2);
        Assert.Single(await ChangesAsync(kitchen.Id));
        await ExpireAsync(Guid.NewGuid(), inARow: 2);
        Assert.Empty(await api.QueryAsync<string>("SELECT reason FROM dead_letters"));
    }

    private Task ExpireAsync(Guid restaurant, int inARow)
    {
        var order = Guid.CreateVersion7();
        return api.DeliverAsync(order, 1, new OrderExpiredV1(order, Guid.NewGuid(), restaurant, 420, inARow));
    }

    private Task<IReadOnlyList<RestaurantStatusChangedV1>> ChangesAsync(Guid restaurant) => api.PublishedAsync<RestaurantStatusChangedV1>(restaurant);
}
