using System.Net;
using System.Text.Json.Nodes;
using FoodDelivery.TestKit;

namespace FoodDelivery.ProductService.Tests.Scenarios;

public sealed class FindingRestaurants(ProductApi api) : IClassFixture<ProductApi>
{
    private async Task<JsonNode> ListAsync(string query) => await api.Anonymous().GetAsync($"/api/v1/restaurants?{query}").ShouldBe(HttpStatusCode.OK);

    private static string[] Names(JsonNode page) => [.. page["items"]!.AsArray().Select(item => item!.Text("name"))];

    [Fact]
    public async Task Nearest_come_first_and_the_radius_ends_the_list()
    {
        await api.RestaurantAsync("Far", 10.02, 10.0, "nearness");
        await api.RestaurantAsync("Near", 10.001, 10.0, "nearness");
        await api.RestaurantAsync("Farther", 10.2, 10.0, "nearness");
        var page = await ListAsync("near=10.0,10.0&radiusMeters=5000&cuisine=Nearness");
        Assert.Equal(["Near", "Far"], Names(page));
        Assert.Equal(111, page["items"]![0]!["distanceMeters"]!.GetValue<int>());
        Assert.Null(page["nextCursor"]);
    }

    [Fact]
    public async Task Pages_by_name_follow_each_other_without_gap_or_repeat()
    {
        foreach (var name in new[] { "Bravo", "ärger", "Charlie", "Delta", "Bravo" }) await api.RestaurantAsync(name, cuisine: "paging");
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await ListAsync($"cuisine=paging&limit=2&cursor={cursor}");
            seen.AddRange(Names(page));
            cursor = page["nextCursor"]?.GetValue<string>();
        }
        while (cursor is not null);
        Assert.Equal(["ärger", "Bravo", "Bravo", "Charlie", "Delta"], seen);
    }

    [Fact]
    public async Task Search_looks_into_names_cuisines_and_items_without_case_and_accents()
    {
        var id = await api.RestaurantAsync("Döner Leuchtturm", cuisine: "kebab");
        await api.StaffOf(id).PutJsonAsync($"/api/v1/restaurants/{id}/menu", ProductApi.PizzaMenu()).ShouldBe(HttpStatusCode.OK);
        Assert.Contains("Döner Leuchtturm", Names(await ListAsync("query=DONER")));
        Assert.Contains("Döner Leuchtturm", Names(await ListAsync("query=kebab margh")));
        Assert.DoesNotContain("Döner Leuchtturm", Names(await ListAsync("query=kebab%20sushi")));
    }

    [Fact]
    public async Task Closed_restaurants_say_so_and_are_left_out_when_only_open_ones_are_wanted()
    {
        await api.RestaurantAsync("Shut", cuisine: "openness", alwaysOpen: false, hours: []);
        await api.RestaurantAsync("Open", cuisine: "openness");
        Assert.Equal(["Open", "Shut"], Names(await ListAsync("cuisine=openness")));
        Assert.Equal(["Open"], Names(await ListAsync("cuisine=openness&openNow=true")));
        Assert.Equal("closed", (await ListAsync("query=Shut&cuisine=openness"))["items"]![0]!.Text("status"));
    }

    [Theory]
    [InlineData("near=abc")]
    [InlineData("near=91,0")]
    [InlineData("radiusMeters=100")]
    [InlineData("near=1,1&radiusMeters=0")]
    [InlineData("limit=101")]
    [InlineData("cursor=nonsense")]
    public Task Bad_queries_are_refused(string query) => api.Anonymous().GetAsync($"/api/v1/restaurants?{query}").ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");

    [Fact]
    public async Task A_cursor_of_another_order_is_refused()
    {
        for (var i = 0; i < 2; i++) await api.RestaurantAsync("Same", cuisine: "order");
        var cursor = (await ListAsync("cuisine=order&limit=1")).Text("nextCursor");
        await api.Anonymous().GetAsync($"/api/v1/restaurants?near=1,1&cursor={cursor}").ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Fact]
    public async Task Detail_has_hours_and_unknown_is_404()
    {
        var id = await api.RestaurantAsync(alwaysOpen: false, hours: [new { day = "friday", opens = "17:00", closes = "01:00" }]);
        var detail = await api.Anonymous().GetAsync($"/api/v1/restaurants/{id}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal("friday", detail["hours"]![0]!.Text("day"));
        Assert.Equal("01:00", detail["hours"]![0]!.Text("closes"));
        await api.Anonymous().GetAsync($"/api/v1/restaurants/{Guid.NewGuid()}").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await api.Anonymous().GetAsync($"/api/v1/restaurants/{Guid.NewGuid()}/menu").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
    }
}
