using System.Net;
using System.Text.Json.Nodes;
using FoodDelivery.Contracts;
using FoodDelivery.DeliveryService.Data;
using FoodDelivery.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace FoodDelivery.DeliveryService.Tests;

/// <summary>Places of a driver that do not fit together, as ops see them.</summary>
public sealed class Jumps(DeliveryApi api) : IClassFixture<DeliveryApi>
{
    [Fact]
    public async Task Offline_and_online_again_500_km_away_is_marked_for_ops()
    {
        var driver = await StartAsync(48);
        await DeliveryApi.GoAsync(driver, "offline");
        api.Clock.Advance(TimeSpan.FromMinutes(10));
        await DeliveryApi.GoAsync(driver, "online");
        await BeAtAsync(driver, 52.5);
        var jump = (await JumpAsync(driver))!;
        Assert.InRange(jump["distanceMeters"]!.GetValue<long>(), 499_000, 501_500);
        Assert.Equal(api.Clock.GetUtcNow(), jump["at"]!.GetValue<DateTimeOffset>(), TimeSpan.FromSeconds(1));
        // Nothing follows for the driver: ops look at it.
        Assert.Equal("online", (await driver.Client.GetAsync("/api/v1/drivers/me").ShouldBe(HttpStatusCode.OK)).Text("status"));
    }

    [Fact]
    public async Task Who_takes_the_time_for_the_way_has_not_jumped_nor_who_comes_for_the_first_time()
    {
        var driver = await StartAsync(48);
        Assert.Null(await JumpAsync(driver));
        await DeliveryApi.GoAsync(driver, "offline");
        api.Clock.Advance(TimeSpan.FromHours(6));
        await DeliveryApi.GoAsync(driver, "online");
        await BeAtAsync(driver, 52.5);
        Assert.Null(await JumpAsync(driver));
    }

    [Fact]
    public async Task A_jump_within_a_shift_is_marked_once_it_is_taken()
    {
        var driver = await StartAsync(48);
        for (var i = 0; i < 3; i++)
        {
            Assert.Null(await JumpAsync(driver));
            api.Clock.Advance(TimeSpan.FromSeconds(5));
            await BeAtAsync(driver, 52.5, accepted: i == 2);
        }
        Assert.NotNull(await JumpAsync(driver));
    }

    [Fact]
    public async Task Mark_and_last_place_are_gone_after_a_day()
    {
        var driver = await StartAsync(48);
        await DeliveryApi.GoAsync(driver, "offline");
        await DeliveryApi.GoAsync(driver, "online");
        await BeAtAsync(driver, 52.5);
        await DeliveryApi.GoAsync(driver, "offline");
        Assert.NotNull(await JumpAsync(driver));
        api.Clock.Advance(TimeSpan.FromHours(25));
        await api.Services.GetRequiredService<PositionEraser>().RunAsync(CancellationToken.None);
        Assert.Null(await JumpAsync(driver));
        await DeliveryApi.GoAsync(driver, "online");
        await BeAtAsync(driver, 10);
        Assert.Null(await JumpAsync(driver));
    }

    private async Task<TestDriver> StartAsync(double lat)
    {
        var driver = await api.ApprovedDriverAsync();
        await DeliveryApi.GoAsync(driver, "online");
        await BeAtAsync(driver, lat);
        return driver;
    }

    private async Task BeAtAsync(TestDriver driver, double lat, bool accepted = true)
    {
        var points = new[] { new { lat, lng = 16.0, at = api.Clock.GetUtcNow() } };
        var answer = await driver.Client.PostJsonAsync("/api/v1/drivers/me/positions", new { points }).ShouldBe(HttpStatusCode.Accepted);
        Assert.Equal(accepted, answer["accepted"]!.GetValue<bool>());
    }

    private async Task<JsonNode?> JumpAsync(TestDriver driver)
    {
        var ops = api.ClientFor(Guid.CreateVersion7(), Roles.Ops);
        for (string? cursor = null; ;)
        {
            var page = await ops.GetAsync($"/api/v1/ops/delivery/drivers?limit=100{(cursor is null ? "" : $"&cursor={cursor}")}").ShouldBe(HttpStatusCode.OK);
            if (page["items"]!.AsArray().FirstOrDefault(one => one!.Id() == driver.Id) is { } shown) return shown["jump"];
            cursor = page.Text("nextCursor");
        }
    }
}
