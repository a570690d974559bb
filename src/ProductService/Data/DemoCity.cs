using System.Text.Json;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.ProductService.Domain;
using FoodDelivery.ProductService.Endpoints;

namespace FoodDelivery.ProductService.Data;

/// <summary>Adds the demo city's restaurants (setting <c>Seed:File</c>), in Development only. What exists already is left alone.</summary>
public sealed class DemoCity(
    RestaurantStore store, RestaurantReads reads, IConfiguration configuration, IHostEnvironment environment, ILogger<DemoCity> log)
{
    public async Task SeedAsync(CancellationToken ct)
    {
        if (!environment.IsDevelopment() || configuration["Seed:File"] is not { Length: > 0 } path) return;
        await using var file = File.OpenRead(path);
        var city = await JsonSerializer.DeserializeAsync<SeedFile>(file, JsonDefaults.Tolerant, ct)
            ?? throw new InvalidOperationException($"{path} is empty.");
        var known = (await reads.ListVersionsAsync(null, ct)).Select(row => row.Id).ToHashSet();
        var added = 0;
        foreach (var seed in city.Restaurants.Where(seed => !known.Contains(seed.Id)))
        {
            var menu = seed.Menu.ToMenu();
            if (MenuRules.FirstBroken(menu, seed.MinimumOrder.Currency) is { } broken)
            {
                throw new InvalidOperationException($"{path}: {seed.Name}{broken.Pointer}: {broken.Message}");
            }
            if (await store.AddAsync(_ => seed.ToRestaurant(menu), ct) is not null) added++;
        }
        if (added > 0) log.LogInformation("Added {Count} demo restaurants", added);
    }

    private sealed record SeedFile(IReadOnlyList<SeedRestaurant> Restaurants);

    private sealed record SeedRestaurant(
        Guid Id, string Name, IReadOnlyList<string> Cuisines, string? Description, string Address, GeoPoint Location, string TimeZone,
        int DeliveryRadiusMeters, Money MinimumOrder, int PrepMinutes, MenuRequest Menu, bool AlwaysOpen = false,
        IReadOnlyList<OpeningSpanText>? Hours = null, string? Phone = null)
    {
        public Restaurant ToRestaurant(Menu menu)
        {
            var hours = new OpeningHours(TimeZone, AlwaysOpen, [.. (Hours ?? []).Select(span => span.ToSpan())]);
            var restaurant = Restaurant.Create(new RestaurantDraft(
                Id, Name, Cuisines, Description, Address, Location, hours, DeliveryRadiusMeters, MinimumOrder, PrepMinutes,
                Phone));
            restaurant.EditMenu(_ => menu);
            return restaurant;
        }
    }
}
