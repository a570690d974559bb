using System.Net;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.ProductService.Data;
using FoodDelivery.ProductService.Domain;
using FoodDelivery.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FoodDelivery.ProductService.Tests.Storage;

/// <summary>A restaurant and its row.</summary>
public sealed class Rows(ProductApi api) : IClassFixture<ProductApi>
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 10, 0, 0, TimeSpan.Zero);

    private RestaurantStore Store => api.Services.GetRequiredService<RestaurantStore>();

    private RestaurantReads Reads => api.Services.GetRequiredService<RestaurantReads>();

    [Fact]
    public async Task The_model_is_that_of_the_schema()
    {
        await using var context = await api.Services.GetRequiredService<IDbContextFactory<RestaurantContext>>().CreateDbContextAsync();
        CompiledModel.ShouldMatchCommitted(context, "src/ProductService/Data/Model");
        Assert.Empty(await EntityModel.DifferencesAsync(context.Model, api.ConnectionString, "restaurants.rating_count", "restaurants.rating_sum"));
        Assert.Equal("RestaurantContextModel", context.Model.GetType().Name);
    }

    [Fact]
    public async Task What_is_saved_is_what_is_read()
    {
        var id = Guid.CreateVersion7();
        Assert.NotNull(await Store.AddAsync(_ => Draft(id), CancellationToken.None));
        var edited = await Store.EditAsync(id, (restaurant, _) => Fill(restaurant), CancellationToken.None);
        var read = (await Reads.FindAsync(id, CancellationToken.None))!;
        Assert.Equivalent(edited, read, strict: true);
        Assert.Equal(new OpeningSpan(DayOfWeek.Friday, new TimeOnly(17, 30), new TimeOnly(1, 0)), Assert.Single(read.Hours.Spans));
        Assert.Equal(new Pause(true, Now.AddHours(1).AddMicroseconds(1), "full"), read.Pause);
        Assert.Equal(["öffentlich", "ramen"], read.Cuisines);
        Assert.Equal(6, read.Version);
        Assert.Equal(
            ["""[{"day":"friday","opens":"17:30","closes":"01:00"}]"""],
            await api.QueryAsync<string>("SELECT hours FROM restaurants WHERE id = @id", new { id }));
    }

    [Fact]
    public async Task An_id_that_exists_is_not_added_again()
    {
        var id = Guid.CreateVersion7();
        Assert.NotNull(await Store.AddAsync(_ => Draft(id), CancellationToken.None));
        Assert.Null(await Store.AddAsync(_ => Draft(id), CancellationToken.None));
        Assert.Equal([1], (await api.PublishedAsync(id)).Select(e => e.Sequence));
    }

    [Fact]
    public async Task A_version_that_is_not_the_one_that_was_read_saves_nothing()
    {
        var kitchen = await api.PizzeriaAsync();
        var database = api.Services.GetRequiredService<Database>();
        var contexts = api.Services.GetRequiredService<IDbContextFactory<RestaurantContext>>();
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => database.WriteAsync(async transaction =>
        {
            var context = await transaction.JoinAsync(contexts);
            var restaurant = await context.Restaurants.SingleAsync(other => other.Id == kitchen.Id);
            restaurant.Describe("Mine", null, null, null, null);
            await api.ExecuteAsync("UPDATE restaurants SET name = 'Theirs', version = version + 1 WHERE id = @id", new { id = kitchen.Id });
        }, CancellationToken.None));
        Assert.True(refused.IsStale());
        Assert.Equal("Theirs", (await Reads.FindAsync(kitchen.Id, CancellationToken.None))!.Name);
    }

    [Fact]
    public async Task What_changes_nothing_leaves_the_row_alone()
    {
        var kitchen = await api.PizzeriaAsync();
        const string Sql = "SELECT version, changed_at FROM restaurants WHERE id = @Id";
        var before = await api.QueryAsync<(long Version, DateTime ChangedAt)>(Sql, new { kitchen.Id });
        await api.Ops.PatchJsonAsync($"/api/v1/restaurants/{kitchen.Id}", new { name = "Pizzeria" }).ShouldBe(HttpStatusCode.OK);
        Assert.Equal(before, await api.QueryAsync<(long, DateTime)>(Sql, new { kitchen.Id }));
        await api.Ops.PatchJsonAsync($"/api/v1/restaurants/{kitchen.Id}", new { name = "Trattoria" }).ShouldBe(HttpStatusCode.OK);
        var after = await api.QueryAsync<(long Version, DateTime ChangedAt)>(Sql, new { kitchen.Id });
        Assert.Equal(before[0].Version + 1, after[0].Version);
        // By the database's clock, which is not the service's in a test.
        Assert.InRange(after[0].ChangedAt, before[0].ChangedAt.AddTicks(1), DateTime.UtcNow.AddMinutes(1));
    }

    private static Restaurant Draft(Guid id) => Restaurant.Create(new RestaurantDraft(
        id, "Kitchen", ["öffentlich", "ramen"], null, "Street 1", new GeoPoint(48.2006, 11.6012),
        new OpeningHours("Europe/Berlin", true, []), 3000, new Money(800, "EUR"), 15));

    private static void Fill(Restaurant restaurant)
    {
        var (item, option) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var fridays = new OpeningSpan(DayOfWeek.Friday, new TimeOnly(17, 30), new TimeOnly(1, 0));
        var sizes = new OptionGroup(Guid.CreateVersion7(), "Size", 0, 1, [new MenuOption(option, "L", new Money(200, "EUR"))]);
        var ramen = new MenuItem(item, "Ramen", "Hot", new Money(1290, "EUR"), 700, ["vegan"], [sizes]);
        restaurant.SetHours(new OpeningHours("Europe/Vienna", false, [fridays]));
        restaurant.EditMenu(_ => new Menu([new MenuCategory(Guid.CreateVersion7(), "Soups", [ramen])]));
        restaurant.SetAvailability(item, option, new Availability(false, Now.AddDays(1), "empty"), Guid.CreateVersion7(), Now);
        restaurant.PauseOrders(Now.AddHours(1).AddMicroseconds(1), "full", Guid.CreateVersion7(), Now);
        restaurant.Describe(null, "Broth for two days.", 2500, new Money(900, "EUR"), 20);
    }
}
