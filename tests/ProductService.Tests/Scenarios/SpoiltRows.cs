using System.Net;
using FoodDelivery.ProductService.Data;
using FoodDelivery.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace FoodDelivery.ProductService.Tests.Scenarios;

/// <summary>One restaurant's row that nothing can be made of, however it came there.</summary>
public sealed class SpoiltRows(ProductApi api) : IClassFixture<ProductApi>
{
    [Theory]
    [InlineData("name = CONCAT('Sushi ', CONVERT(x'EFBFBE' USING utf8mb4))")]
    [InlineData("menu = 'no JSON'")]
    [InlineData("menu = '{\"categories\":[null]}'")]
    [InlineData("time_zone = 'Mars/Base', always_open = 0, hours = '[{\"day\":\"monday\",\"opens\":\"11:00\",\"closes\":\"22:00\"}]'")]
    [InlineData("hours = '[null]', always_open = 0")]
    public async Task One_is_left_out_and_the_others_stay(string spoil)
    {
        var (spoilt, sound) = (await api.PizzeriaAsync("Spoilt"), await api.PizzeriaAsync("Sound"));
        await api.ExecuteAsync($"UPDATE restaurants SET {spoil}, version = version + 1, changed_at = UTC_TIMESTAMP(6) WHERE id = @Id", new { spoilt.Id });
        await api.ExecuteAsync("UPDATE restaurants SET name = 'Sound too', version = version + 1, changed_at = UTC_TIMESTAMP(6) WHERE id = @Id", new { sound.Id });
        await api.RefreshAsync();

        await api.Anonymous().GetAsync($"/api/v1/restaurants/{spoilt.Id}").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        Assert.Equal("Sound too", (await api.Anonymous().GetAsync($"/api/v1/restaurants/{sound.Id}").ShouldBe(HttpStatusCode.OK)).Text("name"));
        await api.Anonymous().GetAsync("/api/v1/restaurants?query=sound").ShouldBe(HttpStatusCode.OK);
        var wish = new { restaurantId = spoilt.Id, fulfilment = "pickup", items = Array.Empty<object>() };
        await api.Order.PostJsonAsync("/internal/v1/price-check", wish).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await api.Order.PostJsonAsync("/internal/v1/price-check", new { restaurantId = sound.Id, fulfilment = "pickup", items = Array.Empty<object>() }).ShouldBe(HttpStatusCode.OK);
        Assert.Equal(1, api.Services.GetRequiredService<Catalogue>().LeftOut);
        var listed = Assert.Single((await api.Ops.GetAsync("/api/v1/ops/product/restaurants/left-out").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray())!;
        Assert.Equal(spoilt.Id, listed.Id());
        Assert.NotEmpty(listed.Text("error"));

        // A new start finds it in the table.
        var fresh = ActivatorUtilities.CreateInstance<Catalogue>(api.Services);
        await fresh.RefreshAsync(null, CancellationToken.None);
        Assert.Null(fresh.Find(spoilt.Id));
        Assert.NotNull(fresh.Find(sound.Id));

        await api.ExecuteAsync(
            "UPDATE restaurants r JOIN restaurants s ON s.id = @sound SET r.name = 'Mended', r.menu = s.menu, r.hours = s.hours, r.time_zone = s.time_zone, r.version = r.version + 1, r.changed_at = UTC_TIMESTAMP(6) WHERE r.id = @spoilt",
            new { sound = sound.Id, spoilt = spoilt.Id });
        await api.RefreshAsync();
        await api.Anonymous().GetAsync($"/api/v1/restaurants/{spoilt.Id}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(0, api.Services.GetRequiredService<Catalogue>().LeftOut);
        Assert.Empty((await api.Ops.GetAsync("/api/v1/ops/product/restaurants/left-out").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray());
    }

    /// <summary>As a restored row is: it has the version of before.</summary>
    [Fact]
    public async Task What_is_mended_without_a_new_version_is_read_with_everything_else()
    {
        var kitchen = await api.PizzeriaAsync("Restored");
        var catalogue = ActivatorUtilities.CreateInstance<Catalogue>(api.Services);
        await api.ExecuteAsync("UPDATE restaurants SET time_zone = 'Mars/Base', always_open = 0, hours = '[null]' WHERE id = @Id", new { kitchen.Id });
        await catalogue.RefreshAsync(null, CancellationToken.None);
        Assert.Null(catalogue.Find(kitchen.Id));
        await api.ExecuteAsync("UPDATE restaurants SET time_zone = 'Europe/Berlin', always_open = 1, hours = '[]' WHERE id = @Id", new { kitchen.Id });
        await catalogue.RefreshAsync(null, CancellationToken.None);
        Assert.NotNull(catalogue.Find(kitchen.Id));
    }

    [Theory]
    [InlineData("""{"name":"Sushi \ufffe"}""", "/name")]
    [InlineData("""{"name":"Sushi \ud800"}""", "/name")]
    [InlineData("""{"name":"Sushi \ud83f\udfff"}""", "/name")]
    public async Task A_name_that_is_no_text_is_not_stored(string body, string pointer)
    {
        var kitchen = await api.PizzeriaAsync("Sushi");
        var problem = await api.StaffOf(kitchen.Id).PatchJsonAsync($"/api/v1/restaurants/{kitchen.Id}", body).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal(pointer, problem["errors"]![0]!.Text("pointer"));
        Assert.Equal(["Sushi"], await api.QueryAsync<string>("SELECT name FROM restaurants WHERE id = @Id", new { kitchen.Id }));
        await api.Anonymous().GetAsync("/api/v1/restaurants?query=%EF%BF%BE").ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Fact]
    public async Task What_could_not_be_listed_is_not_committed()
    {
        var kitchen = await api.PizzeriaAsync("Good");
        var store = api.Services.GetRequiredService<RestaurantStore>();
        await Assert.ThrowsAnyAsync<ArgumentException>(() => store.EditAsync(kitchen.Id, (restaurant, _) => restaurant.Describe("Bad \ufffe", null, null, null, null), CancellationToken.None));
        Assert.Equal(["Good"], await api.QueryAsync<string>("SELECT name FROM restaurants WHERE id = @Id", new { kitchen.Id }));
    }
}
