using System.Net;
using FoodDelivery.TestKit;

namespace FoodDelivery.DeliveryService.Tests;

/// <summary>
/// What a driver's calls cost the database. Counted where it counts, by the server; the service's workers use the same schema, so the quietest
/// of some is taken.
/// </summary>
public sealed class CostOfCarrying(DeliveryApi api) : IClassFixture<DeliveryApi>
{
    [Fact]
    public async Task Accepting_an_offer_takes_three_round_trips_and_leaves_nothing_to_ask()
    {
        var ids = new List<Guid>();
        await CheckAsync(3, 12, "UPDATE offers", async () =>
        {
            var place = api.NewPlace();
            var driver = await api.OnlineDriverAsync(place);
            var offer = await api.OfferAsync(driver, await api.AcceptedOrderAsync(place));
            ids.Add(offer.Id("deliveryId"));
            return () => DeliveryApi.AcceptAsync(driver, offer);
        });
        Assert.Equal(["delivery"], await api.QueryAsync<string>("SELECT DISTINCT kind FROM deadlines WHERE aggregate_id IN @ids", new { ids }));
    }

    // From the restaurant on the answer shows the customer's phone number, and that is noted.
    [Theory]
    [InlineData("assigned", "arrive-pickup", 8)]
    [InlineData("atPickup", "pick-up", 6)]
    [InlineData("pickedUp", "arrive-dropoff", 6)]
    public Task A_step_takes_two_round_trips_and_few_statements(string from, string action, int most) => CheckAsync(2, most, "UPDATE deliveries", async () =>
    {
        var (order, driver, id) = await api.CarriedAsync(from);
        if (action == "pick-up") await api.SayReadyAsync(order);
        return () => DeliveryApi.StepAsync(driver, id, action);
    });

    [Fact]
    public Task Handing_over_takes_two_round_trips_and_eight_statements() => CheckAsync(2, 8, "DELETE FROM dropoffs", async () =>
    {
        var (_, driver, id) = await api.CarriedAsync("atDropoff");
        return () => DeliveryApi.HandOverAsync(driver, id);
    });

    [Fact]
    public Task Looking_takes_one_statement() => CheckAsync(1, 1, "FROM deliveries", async () =>
    {
        var (_, driver, id) = await api.CarriedAsync();
        return () => driver.Client.GetAsync($"/api/v1/deliveries/{id}");
    });

    [Fact]
    public async Task A_repeated_command_writes_nothing()
    {
        var (_, driver, id) = await api.CarriedAsync("atPickup");
        var packets = await GeneralLog.RecordAsync(api.ConnectionString, () => DeliveryApi.StepAsync(driver, id, "arrive-pickup").ShouldBe(HttpStatusCode.OK));
        Assert.DoesNotContain(packets, packet => packet.Text.Contains("UPDATE deliveries", StringComparison.Ordinal));
        await DeliveryApi.StepAsync(driver, id, "pick-up").ShouldBe(HttpStatusCode.OK);
        await DeliveryApi.StepAsync(driver, id, "arrive-dropoff").ShouldBe(HttpStatusCode.OK);
        await DeliveryApi.HandOverAsync(driver, id).ShouldBe(HttpStatusCode.OK);
        packets = await GeneralLog.RecordAsync(api.ConnectionString, () => DeliveryApi.HandOverAsync(driver, id).ShouldBe(HttpStatusCode.OK));
        Assert.DoesNotContain(packets, packet => packet.Text.Contains("UPDATE deliveries", StringComparison.Ordinal));
    }

    private async Task CheckAsync(int mostPackets, int mostStatements, string named, Func<Task<Func<Task<HttpResponseMessage>>>> prepare)
    {
        var counts = new List<IReadOnlyList<Packet>>();
        for (var i = 0; i < 5; i++)
        {
            var command = await prepare();
            var packets = await GeneralLog.RecordAsync(api.ConnectionString, () => command().ShouldBe(HttpStatusCode.OK));
            counts.Add([.. packets.Where(packet => !packet.IsOfWorkers())]);
        }
        var quietest = counts.MinBy(packets => packets.Sum(packet => packet.Text.Length))!;
        var statements = quietest.Sum(packet => packet.Statements.Count);
        var text = $"{quietest.Count} packets, {statements} statements:\n{string.Join("\n---\n", quietest.Select(packet => packet.Text))}";
        Assert.True(quietest.Any(packet => packet.Text.Contains(named, StringComparison.Ordinal)), text);
        Assert.True(quietest.Count <= mostPackets && statements <= mostStatements, text);
    }
}
