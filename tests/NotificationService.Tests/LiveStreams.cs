using System.Net;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace FoodDelivery.NotificationService.Tests;

public sealed class LiveStreams : IDisposable
{
    private readonly NotificationApi api = new(
        ("Streams:HeartbeatSeconds", "2"), ("Streams:MaxReplay", "5"), ("Streams:MaxPerPerson", "2"));

    public void Dispose() => api.Dispose();

    [Fact]
    public async Task Customer_and_staff_see_their_order_others_do_not()
    {
        using var customer = await api.OpenAsync(api.AsCustomer());
        using var staff = await api.OpenAsync(api.AsStaff());
        using var stranger = await api.OpenAsync(api.ClientFor(Guid.CreateVersion7(), Roles.Customer));
        using var otherStaff = await api.OpenAsync(api.ClientFor(Guid.CreateVersion7(), Roles.Restaurant, Guid.CreateVersion7()));

        await api.DeliverAsync(api.Order, 1, api.Placed());
        await api.DeliverAsync(api.Order, 2, api.Submitted());

        Assert.Equal("pendingPayment", (await customer.NextAsync()).Data!.Text("status"));
        Assert.Equal("awaitingAcceptance", (await customer.NextAsync()).Data!.Text("status"));
        Assert.Equal("awaitingAcceptance", (await staff.NextAsync()).Data!.Text("status"));
        Assert.Equal("order_submitted", (await staff.NextAsync()).Data!.Text("template"));
        Assert.True(await stranger.IsSilentAsync());
        Assert.True(await otherStaff.IsSilentAsync());
    }

    [Fact]
    public async Task A_reconnect_replays_exactly_what_was_missed()
    {
        string seen;
        using (var stream = await api.OpenAsync(api.AsCustomer()))
        {
            await api.DeliverAsync(api.Order, 1, api.Placed());
            seen = (await stream.NextAsync()).Id!;
        }
        await api.DeliverAsync(api.Order, 2, api.Submitted());
        await api.DeliverAsync(api.Order, 3, api.Accepted());

        using var again = await api.OpenAsync(api.AsCustomer(), seen);
        await api.DeliverAsync(api.Order, 4, new OrderPreparingV1(api.Order, api.Customer, api.Restaurant, api.Clock.GetUtcNow()));
        var statuses = new List<string>();
        var ids = new List<long>();
        while (statuses.LastOrDefault() != "preparing")
        {
            var e = await again.NextAsync();
            ids.Add(long.Parse(e.Id!));
            if (e.Name == "order.status") statuses.Add(e.Data!.Text("status"));
        }
        Assert.Equal(["awaitingAcceptance", "accepted", "preparing"], statuses);
        Assert.Equal(ids.Order().Distinct(), ids);
        Assert.Equal(long.Parse(seen) + 1, ids[0]);
    }

    [Fact]
    public async Task Too_much_missed_is_a_gap()
    {
        for (var i = 0; i < 6; i++)
        {
            var order = Guid.CreateVersion7();
            await api.DeliverAsync(order, 1, api.Placed() with { OrderId = order });
        }

        using var stream = await api.OpenAsync(api.AsCustomer(), "0");
        Assert.Equal("gap", (await stream.NextAsync()).Name);
    }

    [Fact]
    public async Task What_was_deleted_for_its_age_is_a_gap_and_the_rest_is_replayed()
    {
        string seen;
        using (var stream = await api.OpenAsync(api.AsCustomer()))
        {
            await api.DeliverAsync(api.Order, 1, api.Placed());
            seen = (await stream.NextAsync()).Id!;
            await api.DeliverAsync(api.Order, 2, api.Submitted());
            await stream.NextAsync();
            api.Clock.Advance(TimeSpan.FromDays(7.5));
            await api.DeliverAsync(api.Order, 3, new OrderPreparingV1(api.Order, api.Customer, api.Restaurant, api.Clock.GetUtcNow()));
            await stream.NextAsync();
        }
        await api.ForgetOldAsync();
        var kept = (await api.QueryAsync<long>("SELECT MIN(recipient_no) FROM stream_events"))[0];

        using var away = await api.OpenAsync(api.AsCustomer(), seen);
        Assert.Equal("gap", (await away.NextAsync()).Name);
        using var recent = await api.OpenAsync(api.AsCustomer(), $"{kept - 1}");
        Assert.Equal("preparing", (await recent.NextAsync()).Data!.Text("status"));
    }

    [Fact]
    public async Task After_everything_was_deleted_only_who_missed_something_has_a_gap()
    {
        long seen;
        using (var stream = await api.OpenAsync(api.AsCustomer()))
        {
            await api.DeliverAsync(api.Order, 1, new OrderPreparingV1(api.Order, api.Customer, api.Restaurant, api.Clock.GetUtcNow()));
            seen = long.Parse((await stream.NextAsync()).Id!);
        }
        api.Clock.Advance(TimeSpan.FromDays(8));
        await api.ForgetOldAsync();
        Assert.Empty(await api.QueryAsync<long>("SELECT no FROM stream_events"));

        using var early = await api.OpenAsync(api.AsCustomer(), $"{seen - 1}");
        Assert.Equal("gap", (await early.NextAsync()).Name);
        using var current = await api.OpenAsync(api.AsCustomer(), $"{seen}");
        Assert.Equal("bye", (await current.NextAsync()).Name); // nothing missed, but his token is eight days old too
    }

    [Fact]
    public async Task A_repeated_event_is_shown_once()
    {
        using var stream = await api.OpenAsync(api.AsCustomer());
        var id = Guid.CreateVersion7();
        await api.DeliverAsync(api.Order, 1, api.Placed(), id);
        await api.DeliverAsync(api.Order, 1, api.Placed(), id);
        await stream.NextAsync();
        Assert.True(await stream.IsSilentAsync());
    }

    [Fact]
    public async Task Events_out_of_order_are_shown_in_order()
    {
        using var stream = await api.OpenAsync(api.AsCustomer());
        await api.DeliverAsync(api.Order, 2, api.Submitted());
        Assert.True(await stream.IsSilentAsync());
        await api.DeliverAsync(api.Order, 1, api.Placed());
        Assert.Equal("pendingPayment", (await stream.NextAsync()).Data!.Text("status"));
        Assert.Equal("awaitingAcceptance", (await stream.NextAsync()).Data!.Text("status"));
    }

    [Fact]
    public async Task Positions_reach_the_customer_at_most_once_a_second_and_carry_no_id()
    {
        using var stream = await api.OpenAsync(api.AsCustomer());
        await api.DeliverPositionAsync(48.1);
        await api.DeliverPositionAsync(48.2);
        var position = await stream.NextAsync();
        Assert.Equal("delivery.position", position.Name);
        Assert.Null(position.Id);
        Assert.Equal(48.1, position.Data!["lat"]!.GetValue<double>());
        Assert.True(await stream.IsSilentAsync());
        api.Clock.Advance(TimeSpan.FromSeconds(1));
        await api.DeliverPositionAsync(48.3);
        Assert.Equal(48.3, (await stream.NextAsync()).Data!["lat"]!.GetValue<double>());

        // Who opens the map later sees the courier at once.
        using var later = await api.OpenAsync(api.AsCustomer());
        Assert.Equal(48.3, (await later.NextAsync()).Data!["lat"]!.GetValue<double>());
    }

    [Fact]
    public async Task A_position_reaches_a_stream_of_another_replica()
    {
        // With a database of its own the other one can have it only through Redis.
        using var replica = new NotificationApi();
        using var stream = await replica.OpenAsync(replica.ClientFor(api.Customer, Roles.Customer));
        var seen = stream.NextAsync();
        await Eventually.IsTrueAsync(async () =>
        {
            api.Clock.Advance(TimeSpan.FromSeconds(1));
            await api.DeliverPositionAsync(48.1);
            return seen.IsCompleted;
        }, "the other replica shows the position");
        Assert.Equal("delivery.position", (await seen).Name);
    }

    [Fact]
    public async Task A_closed_stream_makes_room_for_the_next()
    {
        (await api.OpenAsync(api.AsCustomer())).Dispose();
        (await api.OpenAsync(api.AsCustomer())).Dispose();
        await Eventually.IsTrueAsync(async () =>
        {
            using var answer = await api.AsCustomer().GetAsync("/api/v1/streams/me", HttpCompletionOption.ResponseHeadersRead);
            return answer.StatusCode is HttpStatusCode.OK;
        }, "there is room");
    }

    [Fact]
    public async Task Driver_sees_his_offer_and_that_the_food_is_ready()
    {
        using var driver = await api.OpenAsync(api.ClientFor(api.Driver, Roles.Driver));
        var now = api.Clock.GetUtcNow();
        var offer = Guid.CreateVersion7();
        await api.DeliverAsync(api.Order, 1, new DeliveryOfferedV1(
            api.Delivery, api.Order, api.Customer, api.Restaurant, offer, api.Driver, new Money(450, "EUR"), now.AddSeconds(40)));
        await api.DeliverAsync(api.Order, 2, api.Assigned());
        await api.DeliverAsync(api.Order, 1, new OrderReadyV1(api.Order, api.Customer, api.Restaurant, now, false));
        Assert.Equal(offer, (await driver.NextAsync()).Data!.Id("offerId"));
        Assert.Equal("assigned", (await driver.NextAsync()).Data!.Text("status"));
        Assert.Equal("ready", (await driver.NextAsync()).Data!.Text("status"));
    }

    [Fact]
    public async Task A_silent_stream_has_heartbeats()
    {
        using var stream = await api.OpenAsync(api.AsCustomer());
        Assert.Equal("comment", (await stream.NextAsync()).Name);
    }

    [Fact]
    public async Task The_stream_ends_with_the_token()
    {
        var claims = new Dictionary<string, object> { ["sub"] = api.Customer.ToString(), ["roles"] = new[] { Roles.Customer } };
        var token = TestTokens.Sign("fooddelivery", claims, lifetime: TimeSpan.FromSeconds(3));
        using var stream = await api.OpenAsync(api.WithToken(token));
        api.Clock.Advance(TimeSpan.FromSeconds(4));
        LiveEvent e;
        do e = await stream.NextAsync(); while (e.Name == "comment");
        Assert.Equal("bye", e.Name);
        Assert.Equal("token_expired", e.Data!.Text("reason"));
    }

    /// <summary>Logged out elsewhere, blocked, or no longer staff: the token would be good for minutes.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whose_access_was_taken_back_is_told_nothing_more(bool session)
    {
        var claims = new Dictionary<string, object> { ["sub"] = api.Customer.ToString(), ["roles"] = new[] { Roles.Customer }, ["sid"] = Guid.NewGuid().ToString(), ["rev"] = 3 };
        using var stream = await api.OpenAsync(api.WithToken(TestTokens.Sign("fooddelivery", claims)));
        using var other = await api.OpenAsync(api.AsCustomer());
        api.Services.GetRequiredService<Revocations>().Add(
            session ? new AccessRevokedV1(api.Customer, Guid.Parse((string)claims["sid"]), null) : new AccessRevokedV1(api.Customer, null, 4), DateTimeOffset.UtcNow);
        await api.DeliverAsync(api.Order, 1, api.Submitted());

        LiveEvent e;
        do e = await stream.NextAsync(); while (e.Name == "comment");
        Assert.Equal("bye", e.Name);
        Assert.Equal("access_ended", e.Data!.Text("reason"));
        do e = await other.NextAsync(); while (e.Name == "comment");
        Assert.Equal(session ? "order.status" : "bye", e.Name);
    }

    [Fact]
    public async Task Refusals()
    {
        await api.Anonymous().GetAsync("/api/v1/streams/me").ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");
        await api.AsCustomer().GetAsync("/api/v1/streams/me?lastEventId=abc")
            .ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        using var one = await api.OpenAsync(api.AsCustomer());
        using var two = await api.OpenAsync(api.AsCustomer());
        await api.AsCustomer().GetAsync("/api/v1/streams/me").ShouldBeProblem(HttpStatusCode.TooManyRequests, "too_many_streams");
    }
}
