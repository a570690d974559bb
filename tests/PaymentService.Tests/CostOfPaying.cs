using System.Net;
using FoodDelivery.TestKit;

namespace FoodDelivery.PaymentService.Tests;

/// <summary>
/// Counted where it counts, by the server: what is sent in one command is one round trip. There is no worker here that asks for operations;
/// other background work is on the same schema, so the quietest of five is taken.
/// </summary>
public sealed class CostOfPaying(StoppedPaymentApi api) : IClassFixture<StoppedPaymentApi>
{
    /// <summary>The intent is committed before the provider is asked, and the outcome after: twice lock and read, write and commit.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_direct_authorisation_takes_four_round_trips(bool savedMethod)
    {
        var least = await LeastOfFiveAsync(async () =>
        {
            var order = api.NewOrder();
            if (savedMethod)
            {
                var method = await order.Customer.PostJsonAsync("/api/v1/payment-methods", new { token = "tok_ok", label = "Home" })
                    .ShouldBe(HttpStatusCode.Created);
                order = api.NewOrder(method.Text("id"), customerId: order.CustomerId);
            }
            return order.AuthorizedAsync;
        });
        least.ShouldBeAtMost(roundTrips: 4, statements: 14, commits: 2);
    }

    /// <summary>
    /// The event notes what is wanted (3: its stream is new here), the queue hands it out (2), and it is read (1) and recorded (2). Beside a
    /// worker the first attempt needs neither queue nor reading.
    /// </summary>
    [Fact]
    public async Task A_capture_takes_eight_round_trips()
    {
        var least = await LeastOfFiveAsync(async () =>
        {
            var order = await api.NewOrder().AuthorizedAsync();
            return async () =>
            {
                await order.PickedUpAsync();
                Assert.Equal(1, await api.RunDueAsync());
            };
        });
        least.ShouldBeAtMost(roundTrips: 8, statements: 24, commits: 3);
    }

    /// <summary>The provider tells of every movement, nearly always after we know of it.</summary>
    [Fact]
    public async Task A_message_about_what_is_known_takes_one_round_trip_and_no_commit()
    {
        var least = await LeastOfFiveAsync(async () =>
        {
            var order = await api.NewOrder().AuthorizedAsync();
            var key = (await api.Provider.BookedAsync(order.Id))[0].Key;
            return () => api.WebhookAsync(
                $$$"""{"id":"evt_{{{key}}}","type":"payment.authorized","data":{"operationKey":"{{{key}}}"}}""").ShouldBe(HttpStatusCode.OK);
        });
        Assert.Equal(1, least.RoundTrips);
        Assert.StartsWith("SELECT", Assert.Single(least.Statements), StringComparison.Ordinal);
    }

    private async Task<Cost> LeastOfFiveAsync(Func<Task<Func<Task>>> prepare)
    {
        await api.NewOrder().AuthorizedAsync(); // the first call builds the host
        var costs = new List<Cost>();
        for (var i = 0; i < 5; i++) costs.Add(await CostOfAsync(await prepare()));
        return costs.MinBy(cost => cost.Statements.Count)!;
    }

    private async Task<Cost> CostOfAsync(Func<Task> act)
    {
        var packets = WithoutSweeper(await GeneralLog.RecordAsync(api.ConnectionString, act));
        return new Cost(packets.Count, [.. packets.SelectMany(packet => packet.Statements)]);
    }

    // It looks for due deadlines twice a second, finds none and commits.
    private static List<Packet> WithoutSweeper(IEnumerable<Packet> packets)
    {
        var sweeping = new HashSet<long>();
        var others = new List<Packet>();
        foreach (var packet in packets)
        {
            if (packet.Text.Contains("FROM deadlines WHERE due_at", StringComparison.Ordinal)) sweeping.Add(packet.Connection);
            else if (packet.Text != "COMMIT" || !sweeping.Remove(packet.Connection)) others.Add(packet);
        }
        return others;
    }

    private sealed record Cost(int RoundTrips, IReadOnlyList<string> Statements)
    {
        public void ShouldBeAtMost(int roundTrips, int statements, int commits)
        {
            var all = $"{RoundTrips} round trips, {Statements.Count} statements:\n{string.Join('\n', Statements)}";
            Assert.True(Statements.Any(text => text.StartsWith("INSERT INTO ledger_entries", StringComparison.Ordinal)), all);
            Assert.True(RoundTrips <= roundTrips && Statements.Count <= statements, all);
            Assert.Equal(commits, Statements.Count(text => text == "COMMIT"));
        }
    }
}
