using System.Net;
using System.Text.Json.Nodes;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.ProductService.Tests.Scenarios;

/// <summary>A busy kitchen, a pause that ends, special days, and a restaurant that is gone.</summary>
public sealed class SlowAndClosed(ProductApi api) : IClassFixture<ProductApi>
{
    [Fact]
    public async Task A_busy_kitchen_takes_orders_and_promises_later()
    {
        var pizzeria = await api.PizzeriaAsync();
        var path = $"/api/v1/restaurants/{pizzeria.Id}";
        var until = api.Clock.GetUtcNow().AddMinutes(30);
        var busy = await api.StaffOf(pizzeria.Id).PostJsonAsync($"{path}/pause", new { reason = "Two cooks are ill", busyMinutes = 20, until }).ShouldBe(HttpStatusCode.OK);
        Assert.Equal((true, 20, 15), (busy["isOpen"]!.GetValue<bool>(), busy["busyMinutes"]!.GetValue<int>(), busy["prepMinutes"]!.GetValue<int>()));
        Assert.Equal((35, true), await PromiseAsync(pizzeria));
        var told = Assert.Single(await api.PublishedAsync<RestaurantStatusChangedV1>(pizzeria.Id));
        Assert.Equal(new RestaurantStatusChangedV1(pizzeria.Id, "busy", until, "Two cooks are ill", ProductApi.Someone, 20), told);

        // It ends by itself, and that is told like any other end.
        api.Clock.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal((15, true), await PromiseAsync(pizzeria));
        await api.SweepDeadlinesAsync();
        Assert.Equal(new RestaurantStatusChangedV1(pizzeria.Id, "open", null, null, null), (await api.PublishedAsync<RestaurantStatusChangedV1>(pizzeria.Id))[^1]);
        await api.StaffOf(pizzeria.Id).PostJsonAsync($"{path}/pause", new { reason = "Too much", busyMinutes = 121 }).ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_end_of_a_pause_is_told_once_and_not_when_it_was_ended_before()
    {
        var id = await api.RestaurantAsync();
        var path = $"/api/v1/restaurants/{id}";
        async Task PauseAsync(int minutes) => await api.StaffOf(id).PostJsonAsync($"{path}/pause", new { reason = "Full", until = api.Clock.GetUtcNow().AddMinutes(minutes) }).ShouldBe(HttpStatusCode.OK);
        async Task<IEnumerable<string>> ToldAsync() => (await api.PublishedAsync<RestaurantStatusChangedV1>(id)).Select(change => $"{change.Status} {change.Actor is null}");
        await PauseAsync(10);
        await PauseAsync(20); // longer
        api.Clock.Advance(TimeSpan.FromMinutes(11));
        await api.SweepDeadlinesAsync();
        Assert.Equal(["paused False", "paused False"], await ToldAsync());
        api.Clock.Advance(TimeSpan.FromMinutes(10));
        await api.SweepDeadlinesAsync();
        await api.SweepDeadlinesAsync();
        Assert.Equal(["paused False", "paused False", "open True"], await ToldAsync());

        await PauseAsync(10);
        await api.StaffOf(id).PostAsync($"{path}/resume", null).ShouldBe(HttpStatusCode.OK);
        api.Clock.Advance(TimeSpan.FromMinutes(11));
        await api.SweepDeadlinesAsync();
        Assert.Equal(["paused False", "open False"], (await ToldAsync()).Skip(3));
    }

    [Fact]
    public async Task Special_days_are_kept_until_others_are_sent()
    {
        var id = await api.RestaurantAsync();
        var (path, staff) = ($"/api/v1/restaurants/{id}", api.StaffOf(id));
        var today = DateOnly.FromDateTime(api.Clock.GetUtcNow().UtcDateTime);
        var days = new object[] { new { date = today.ToString("O"), note = "Holiday" }, new { date = today.AddDays(2).ToString("O"), hours = new[] { new { opens = "11:00", closes = "14:00" } } } };
        var closed = await staff.PutJsonAsync($"{path}/opening-hours", new { hours = Array.Empty<object>(), alwaysOpen = true, specialDays = days }).ShouldBe(HttpStatusCode.OK);
        Assert.Equal((false, "closed"), (closed["isOpen"]!.GetValue<bool>(), closed.Text("status")));
        Assert.Equal(["Holiday", null], closed["specialDays"]!.AsArray().Select(day => day!["note"]?.GetValue<string>()));
        await api.RefreshAsync();
        Assert.False((await api.Anonymous().GetAsync(path).ShouldBe(HttpStatusCode.OK))["isOpen"]!.GetValue<bool>());

        // A client of before sends none and takes none away.
        var kept = await staff.PutJsonAsync($"{path}/opening-hours", new { hours = Array.Empty<object>(), alwaysOpen = true }).ShouldBe(HttpStatusCode.OK);
        Assert.Equal(2, kept["specialDays"]!.AsArray().Count);
        await staff.PutJsonAsync($"{path}/opening-hours", new { hours = Array.Empty<object>(), alwaysOpen = true, specialDays = new[] { days[0], days[0] } }).ShouldBe(HttpStatusCode.BadRequest);
        var open = await staff.PutJsonAsync($"{path}/opening-hours", new { hours = Array.Empty<object>(), alwaysOpen = true, specialDays = Array.Empty<object>() }).ShouldBe(HttpStatusCode.OK);
        Assert.True(open["isOpen"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Ops_change_what_staff_cannot_and_say_why()
    {
        var id = await api.RestaurantAsync();
        var path = $"/api/v1/ops/product/restaurants/{id}";
        var change = new { reason = "Moved", address = "Street 2", location = new { lat = 48.3, lng = 11.7 }, cuisines = new[] { "greek" }, timeZone = "Europe/Athens", name = "Taverna" };
        var changed = await api.Ops.PatchJsonAsync(path, change).ShouldBe(HttpStatusCode.OK);
        Assert.Equal(("Street 2", "Europe/Athens", "Taverna", """["greek"]"""), (changed.Text("address"), changed.Text("timeZone"), changed.Text("name"), changed["cuisines"]!.ToJsonString()));
        Assert.Equal(48.3, changed["location"]!["lat"]!.GetValue<double>());
        var trail = await api.Ops.GetAsync($"/api/v1/ops/product/audit-trail?subject={id}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(("restaurant.correct", "Moved"), (Assert.Single(trail["items"]!.AsArray())!.Text("action"), trail["items"]![0]!.Text("reason")));
        await api.Ops.PatchJsonAsync(path, new { reason = "Typo", timeZone = "Mars/Base" }).ShouldBe(HttpStatusCode.BadRequest);
        await api.Ops.PatchJsonAsync(path, new { reason = "Typo", location = new { lat = 91, lng = 0 } }).ShouldBe(HttpStatusCode.BadRequest);
        await api.StaffOf(id).PatchJsonAsync(path, change).ShouldBe(HttpStatusCode.Forbidden);
        await api.Ops.PatchJsonAsync($"/api/v1/ops/product/restaurants/{Guid.NewGuid()}", change).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_restaurant_is_reached_by_phone_once_it_has_given_one_until_it_takes_it_back()
    {
        var pizzeria = await api.PizzeriaAsync("With A Phone");
        var (staff, path) = (api.StaffOf(pizzeria.Id), $"/api/v1/restaurants/{pizzeria.Id}");
        Assert.Equal((null, null), await PhonesAsync());
        await staff.PatchJsonAsync(path, new { phone = "+43 1 5550" }).ShouldBe(HttpStatusCode.OK);
        await staff.PatchJsonAsync(path, new { prepMinutes = 21 }).ShouldBe(HttpStatusCode.OK);
        Assert.Equal(("+43 1 5550", "+43 1 5550"), await PhonesAsync());
        foreach (var wrong in new[] { "call us", "12", "+43 1 5550 5550 5550 5550" })
        {
            await staff.PatchJsonAsync(path, new { phone = wrong }).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        }
        await api.Ops.PatchJsonAsync($"/api/v1/ops/product/restaurants/{pizzeria.Id}", new { reason = "Wrong number", phone = "" }).ShouldBe(HttpStatusCode.OK);
        Assert.Equal((null, null), await PhonesAsync());

        async Task<(string?, string?)> PhonesAsync()
        {
            await api.RefreshAsync();
            var shown = await api.Anonymous().GetAsync(path).ShouldBe(HttpStatusCode.OK);
            JsonNode check = await api.Order.PostJsonAsync("/internal/v1/price-check", new { restaurantId = pizzeria.Id, fulfilment = "pickup", items = Array.Empty<object>() }).ShouldBe(HttpStatusCode.OK);
            return (shown["phone"]?.GetValue<string>(), check["restaurantPhone"]?.GetValue<string>());
        }
    }

    [Fact]
    public async Task A_restaurant_that_is_closed_for_good_is_found_no_more_and_takes_nothing()
    {
        var pizzeria = await api.PizzeriaAsync("Gone For Good");
        var (path, ops) = ($"/api/v1/restaurants/{pizzeria.Id}", $"/api/v1/ops/product/restaurants/{pizzeria.Id}/close");
        await api.StaffOf(pizzeria.Id).PostJsonAsync($"{path}/pause", new { reason = "Full", until = api.Clock.GetUtcNow().AddMinutes(10) }).ShouldBe(HttpStatusCode.OK);
        for (var i = 0; i < 2; i++)
        {
            var closed = await api.Ops.PostJsonAsync(ops, new { reason = "The owner has retired" }).ShouldBe(HttpStatusCode.OK);
            Assert.Equal(("closed", false), (closed.Text("status"), closed["isOpen"]!.GetValue<bool>()));
        }
        Assert.Empty((await api.Anonymous().GetAsync("/api/v1/restaurants?query=gone%20good").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray());
        // What was ordered there still has a name.
        await api.Anonymous().GetAsync(path).ShouldBe(HttpStatusCode.OK);
        Assert.False((await PromiseAsync(pizzeria)).Orderable);
        await api.StaffOf(pizzeria.Id).PatchJsonAsync(path, new { prepMinutes = 20 }).ShouldBeProblem(HttpStatusCode.Conflict, "restaurant_gone");
        await api.StaffOf(pizzeria.Id).PostAsync($"{path}/resume", null).ShouldBe(HttpStatusCode.OK);
        await api.Ops.PutJsonAsync($"{path}/menu", ProductApi.PizzaMenu()).ShouldBeProblem(HttpStatusCode.Conflict, "restaurant_gone");
        api.Clock.Advance(TimeSpan.FromMinutes(11));
        await api.SweepDeadlinesAsync();
        Assert.Equal(["paused", "closed"], (await api.PublishedAsync<RestaurantStatusChangedV1>(pizzeria.Id)).Select(change => change.Status));
        await api.StaffOf(pizzeria.Id).PostJsonAsync(ops, new { reason = "Mine" }).ShouldBe(HttpStatusCode.Forbidden);
    }

    private async Task<(int PrepMinutes, bool Orderable)> PromiseAsync(Pizzeria pizzeria)
    {
        var item = pizzeria.Menu["categories"]![0]!["items"]![0]!;
        var size = item["optionGroups"]![0]!["options"]![0]!.Id();
        JsonNode check = await api.Order.PostJsonAsync("/internal/v1/price-check", new
        {
            restaurantId = pizzeria.Id, fulfilment = "pickup", items = new[] { new { itemId = item.Id(), quantity = 1, optionIds = new[] { size } } },
        }).ShouldBe(HttpStatusCode.OK);
        return (check["prepMinutes"]!.GetValue<int>(), check["orderable"]!.GetValue<bool>());
    }
}
