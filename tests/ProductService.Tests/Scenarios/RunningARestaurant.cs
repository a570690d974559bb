using System.Net;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.ProductService.Tests.Scenarios;

public sealed class RunningARestaurant(ProductApi api) : IClassFixture<ProductApi>
{
    [Fact]
    public async Task Every_change_is_told_once_in_order()
    {
        var kitchen = await api.PizzeriaAsync();
        var staff = api.StaffOf(kitchen.Id);
        var path = $"/api/v1/restaurants/{kitchen.Id}";
        await staff.PutJsonAsync($"{kitchen.PizzaPath}/availability", new { available = false, reason = "sold out" }).ShouldBe(HttpStatusCode.OK);
        await staff.PutJsonAsync($"{kitchen.PizzaPath}/availability", new { available = false, reason = "sold out" }).ShouldBe(HttpStatusCode.OK);
        await staff.PutJsonAsync($"{kitchen.PizzaPath}/options/{kitchen.Large}/availability", new { available = false }).ShouldBe(HttpStatusCode.OK);
        await staff.PostJsonAsync($"{path}/pause", new { reason = "full", until = api.Clock.GetUtcNow().AddHours(1) }).ShouldBe(HttpStatusCode.OK);
        await staff.PostJsonAsync($"{path}/resume").ShouldBe(HttpStatusCode.OK);
        await staff.PostJsonAsync($"{path}/resume").ShouldBe(HttpStatusCode.OK);
        await staff.PatchJsonAsync(path, new { prepMinutes = 20, minimumOrder = ProductApi.Eur(1200) }).ShouldBe(HttpStatusCode.OK);

        var events = await api.PublishedAsync(kitchen.Id);
        Assert.Equal(
            ["restaurant.published.v1", "menu.published.v1", "item.availability_changed.v1", "menu.published.v1", "restaurant.status_changed.v1", "restaurant.status_changed.v1", "restaurant.published.v1"],
            events.Select(e => e.Type));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], events.Select(e => e.Sequence));
        var change = events[2].Payload<ItemAvailabilityChangedV1>();
        Assert.Equal((kitchen.Pizza, false, "sold out", ProductApi.Someone), (change.ItemId, change.Available, change.Reason, change.Actor));
    }

    [Fact]
    public async Task Another_restaurant_does_not_exist_for_staff()
    {
        var kitchen = await api.PizzeriaAsync();
        var stranger = api.StaffOf(Guid.NewGuid());
        var path = $"/api/v1/restaurants/{kitchen.Id}";
        await stranger.PutJsonAsync($"{kitchen.PizzaPath}/availability", new { available = false }).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await stranger.PutJsonAsync($"{kitchen.PizzaPath}/options/{kitchen.Large}/availability", new { available = false }).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await stranger.PatchJsonAsync(path, new { name = "Mine" }).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await stranger.PutJsonAsync($"{path}/opening-hours", new { hours = Array.Empty<object>() }).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await stranger.PostJsonAsync($"{path}/pause", new { reason = "x" }).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await stranger.PostJsonAsync($"{path}/resume").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await stranger.PutJsonAsync($"{path}/menu", ProductApi.PizzaMenu()).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await api.Ops.PatchJsonAsync(path, new { name = "Ours" }).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Only_staff_and_ops_may_change_and_only_ops_create()
    {
        var kitchen = await api.PizzeriaAsync();
        var path = $"/api/v1/restaurants/{kitchen.Id}";
        await api.Anonymous().PatchJsonAsync(path, new { name = "x" }).ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");
        await api.ClientFor(ProductApi.Someone, Roles.Customer).PatchJsonAsync(path, new { name = "x" }).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        await api.StaffOf(kitchen.Id).PostJsonAsync("/api/v1/restaurants", new { }).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task A_stale_if_match_is_refused_and_the_present_one_works()
    {
        var kitchen = await api.PizzeriaAsync();
        var path = $"/api/v1/restaurants/{kitchen.Id}";
        var read = await api.Anonymous().GetAsync(path);
        var tag = read.Headers.ETag!.ToString();
        await api.StaffOf(kitchen.Id).SendJsonAsync(HttpMethod.Patch, path, new { prepMinutes = 30 }, ("If-Match", tag)).ShouldBe(HttpStatusCode.OK);
        await api.StaffOf(kitchen.Id).SendJsonAsync(HttpMethod.Patch, path, new { prepMinutes = 40 }, ("If-Match", tag)).ShouldBeProblem(HttpStatusCode.PreconditionFailed, "precondition_failed");
    }

    /// <summary>Who edits a menu has read the menu.</summary>
    [Fact]
    public async Task The_menus_own_tag_will_do_for_if_match()
    {
        var kitchen = await api.PizzeriaAsync();
        var path = $"/api/v1/restaurants/{kitchen.Id}";
        var tag = "W/" + (await api.Anonymous().GetAsync($"{path}/menu")).Headers.ETag;
        await api.Ops.SendJsonAsync(HttpMethod.Patch, $"{path}/items/{kitchen.Cola}", new { price = ProductApi.Eur(310) }, ("If-Match", tag)).ShouldBe(HttpStatusCode.OK);
        await api.Ops.SendJsonAsync(HttpMethod.Patch, $"{path}/items/{kitchen.Cola}", new { price = ProductApi.Eur(320) }, ("If-Match", tag))
            .ShouldBeProblem(HttpStatusCode.PreconditionFailed, "precondition_failed");
    }

    [Fact]
    public async Task A_weak_tag_will_do_for_if_match()
    {
        var kitchen = await api.PizzeriaAsync();
        var path = $"/api/v1/restaurants/{kitchen.Id}";
        var tag = "W/" + (await api.Anonymous().GetAsync(path)).Headers.ETag;
        await api.Ops.SendJsonAsync(HttpMethod.Patch, path, new { prepMinutes = 30 }, ("If-Match", $"\"0\", {tag}")).ShouldBe(HttpStatusCode.OK);
        await api.Ops.SendJsonAsync(HttpMethod.Patch, path, new { prepMinutes = 40 }, ("If-Match", tag)).ShouldBeProblem(HttpStatusCode.PreconditionFailed, "precondition_failed");
        await api.Ops.SendJsonAsync(HttpMethod.Patch, path, new { prepMinutes = 40 }, ("If-Match", "7")).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Fact]
    public async Task Parallel_changes_are_all_kept()
    {
        var kitchen = await api.PizzeriaAsync();
        var staff = api.StaffOf(kitchen.Id);
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => staff.PostJsonAsync($"/api/v1/restaurants/{kitchen.Id}/categories", new { name = $"Category {i}" })));
        foreach (var answer in answers) await answer.ShouldBe(HttpStatusCode.OK);
        Assert.Equal(51, (await api.MenuAsync(kitchen.Id))["categories"]!.AsArray().Count);
        Assert.Equal(Enumerable.Range(1, 52).Select(n => (long)n), (await api.PublishedAsync(kitchen.Id)).Select(e => e.Sequence));
    }

    [Theory]
    [InlineData("25:00")]
    [InlineData("")]
    public async Task Hours_are_replaced_and_bad_ones_refused(string never)
    {
        var id = await api.RestaurantAsync();
        var path = $"/api/v1/restaurants/{id}/opening-hours";
        var changed = await api.StaffOf(id).PutJsonAsync(path, new { hours = new[] { new { day = "monday", opens = "11:00", closes = "22:00" } } }).ShouldBe(HttpStatusCode.OK);
        Assert.False(changed["alwaysOpen"]!.GetValue<bool>());
        var problem = await api.StaffOf(id).PutJsonAsync(path, new { hours = new[] { new { day = "monday", opens = never, closes = "22:00" } } }).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal("/hours/0/opens", problem["errors"]![0]!.Text("pointer"));
        await api.StaffOf(id).PutJsonAsync(path, new { hours = Array.Empty<object>(), timeZone = "Mars/Base" }).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Fact]
    public async Task Pause_and_availability_need_a_future_end()
    {
        var kitchen = await api.PizzeriaAsync();
        var past = api.Clock.GetUtcNow().AddMinutes(-1);
        await api.StaffOf(kitchen.Id).PostJsonAsync($"/api/v1/restaurants/{kitchen.Id}/pause", new { reason = "x", until = past }).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        await api.StaffOf(kitchen.Id).PutJsonAsync($"{kitchen.PizzaPath}/availability", new { available = false, until = past }).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        await api.StaffOf(kitchen.Id).PutJsonAsync($"{kitchen.PizzaPath}/availability", new { available = true, until = past.AddHours(1) }).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        await api.StaffOf(kitchen.Id).PutJsonAsync($"/api/v1/restaurants/{kitchen.Id}/items/{Guid.NewGuid()}/availability", new { available = true }).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await api.StaffOf(kitchen.Id).PutJsonAsync($"{kitchen.PizzaPath}/options/{Guid.NewGuid()}/availability", new { available = true }).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
    }

    [Theory]
    [InlineData("""{"name":""}""")]
    [InlineData("""{"prepMinutes":0}""")]
    [InlineData("""{"minimumOrder":{"amount":1,"currency":"USD"}}""")]
    public async Task Bad_profile_changes_are_refused(string body)
    {
        var id = await api.RestaurantAsync();
        await api.StaffOf(id).PatchJsonAsync($"/api/v1/restaurants/{id}", body).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
    }
}
