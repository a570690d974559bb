using System.Net;
using System.Text.RegularExpressions;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.DeliveryService.Data;
using FoodDelivery.DeliveryService.Domain;
using FoodDelivery.TestKit;

namespace FoodDelivery.DeliveryService.Tests;

/// <summary>What is measured of deliveries that do not get on.</summary>
public sealed partial class StuckDeliveries(DeliveryApi api) : IClassFixture<DeliveryApi>
{
    [Fact]
    public async Task The_longest_wait_for_a_next_step_is_measured_until_the_step_is_taken()
    {
        var begin = api.Clock.GetUtcNow();
        var (order, driver, id) = await api.CarriedAsync("pickedUp");
        api.Clock.Advance(TimeSpan.FromMinutes(40));
        var (_, other, otherId) = await api.CarriedAsync("atDropoff");
        Assert.Equal((2, begin), await MeasureAsync());

        await DeliveryApi.StepAsync(driver, id, "arrive-dropoff").ShouldBe(HttpStatusCode.OK);
        Assert.Equal((2, begin + TimeSpan.FromMinutes(40)), await MeasureAsync());
        foreach (var (carrier, delivery) in new[] { (driver, id), (other, otherId) }) await DeliveryApi.HandOverAsync(carrier, delivery).ShouldBe(HttpStatusCode.OK);
        Assert.Equal("delivered", await api.StatusAsync(order));
        Assert.Equal((0, null), await MeasureAsync());

        // Whoever is asked in between, nobody has taken it.
        begin = api.Clock.GetUtcNow();
        var place = api.NewPlace();
        var unwanted = await api.AcceptedOrderAsync(place);
        api.Clock.Advance(TimeSpan.FromMinutes(5));
        var asked = await api.OnlineDriverAsync(place);
        await DeliveryApi.DeclineAsync(asked, await api.OfferAsync(asked, unwanted)).ShouldBe(HttpStatusCode.OK);
        Assert.Equal("searching", await api.StatusAsync(unwanted));
        Assert.Equal((1, begin), await MeasureAsync());
    }

    [Fact]
    public async Task A_call_for_help_is_measured_from_its_first_moment_until_it_is_answered()
    {
        var (order, driver, id) = await api.CarriedAsync("pickedUp");
        var (_, waiting, other) = await api.CarriedAsync("assigned");
        foreach (var (caller, delivery) in new[] { (driver, id), (waiting, other) })
        {
            await DeliveryApi.StepAsync(caller, delivery, "help", new { kind = "vehicle" }).ShouldBe(HttpStatusCode.OK);
        }
        Assert.Equal(2, (await api.BacklogAsync("helpCalls")).Number);
        await api.OpsAsync(other, "unassign", new { reason = "Flat tyre" }).ShouldBe(HttpStatusCode.OK);
        Assert.Equal(1, (await api.BacklogAsync("helpCalls")).Number);
        api.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(0, (await api.BacklogAsync("helpCalls")).Number);
        Assert.Equal("pickedUp", await api.StatusAsync(order));
    }

    [Fact]
    public void It_is_measured_in_every_status_that_somebody_leads_out_of()
    {
        // What is planned waits for its time, and the deadlines that have passed are measured by themselves.
        var open = Enum.GetValues<DeliveryStatus>().Where(status => !status.IsEnd() && status is not DeliveryStatus.Planned).Select(status => status.Wire());
        Assert.Equal(open.Order(), Quoted().Matches(DeliveryReads.UnderWay).Select(match => match.Groups[1].Value).Order());
    }

    private async Task<(long Number, DateTimeOffset? Since)> MeasureAsync()
    {
        var state = await api.BacklogAsync("deliveries");
        return (state.Number, state.Since);
    }

    [GeneratedRegex("'([A-Za-z]+)'")]
    private static partial Regex Quoted();
}
