using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.NotificationService.Domain;
using FoodDelivery.TestKit;

namespace FoodDelivery.NotificationService.Tests.Channels;

/// <summary>Devices and choices: whose they are, and what may be said.</summary>
public sealed class Subscribing : IDisposable
{
    private const string Url = "/api/v1/notifications/push-subscriptions";
    private const string Preferences = "/api/v1/notifications/preferences";
    private readonly ChannelApi channels = new();
    private readonly PushDevice device = new(ChannelApi.Keys.Public);
    private NotificationApi Api => channels.Api;

    public void Dispose() => channels.Dispose();

    [Fact]
    public async Task A_known_device_keeps_its_id_and_belongs_to_who_uses_it_now()
    {
        var subscription = device.Subscription("http://a.test/1");
        var first = await Api.AsCustomer().PostAsJsonAsync(Url, subscription).ShouldBe(HttpStatusCode.Created);
        var again = await Api.AsCustomer().PostAsJsonAsync(Url, subscription).ShouldBe(HttpStatusCode.OK);
        Assert.Equal(first.Text("id"), again.Text("id"));
        Assert.Equal("a.test", again.Text("service"));

        var other = Api.ClientFor(Guid.CreateVersion7(), Roles.Driver);
        await other.DeleteAsync($"{Url}/{first.Text("id")}").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await other.PostAsJsonAsync(Url, subscription).ShouldBe(HttpStatusCode.OK);
        Assert.Empty((await Api.AsCustomer().GetAsync(Url).ShouldBe(HttpStatusCode.OK))["items"]!.AsArray());
        await other.DeleteAsync($"{Url}/{first.Text("id")}").ShouldBe(HttpStatusCode.NoContent);
        Assert.Equal([0], await Api.QueryAsync<long>("SELECT COUNT(*) FROM push_audiences"));
        await Api.Anonymous().PostAsJsonAsync(Url, subscription).ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    [Fact]
    public async Task Nobody_has_more_than_ten_devices_even_all_at_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 14).Select(i => Api.AsCustomer().PostAsJsonAsync(Url, device.Subscription($"http://a.test/{i}"))));
        Assert.Equal(10, answers.Count(answer => answer.StatusCode == HttpStatusCode.Created));
        Assert.Equal(4, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task A_session_that_ends_takes_its_device_along_and_lost_rights_take_all()
    {
        var (user, here, there) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        HttpClient In(Guid session) => Api.WithToken(TestTokens.Sign(Authentication.PublicAudience, new()
        {
            ["sub"] = user.ToString(), ["roles"] = new[] { Roles.Restaurant }, ["restaurant_ids"] = new[] { Api.Restaurant.ToString() }, ["sid"] = session.ToString(),
        }));
        await In(here).PostAsJsonAsync(Url, device.Subscription("http://a.test/here")).ShouldBe(HttpStatusCode.Created);
        await In(there).PostAsJsonAsync(Url, device.Subscription("http://a.test/there")).ShouldBe(HttpStatusCode.Created);
        await Api.DeliverAsync(user, 1, new AccessRevokedV1(user, here));
        Assert.Equal(["http://a.test/there"], await Api.QueryAsync<string>("SELECT endpoint FROM push_subscriptions"));
        await In(here).PostAsJsonAsync(Url, device.Subscription("http://a.test/here")).ShouldBe(HttpStatusCode.Created);
        await Api.DeliverAsync(user, 2, new AccessRevokedV1(user, Revision: 3));
        Assert.Equal([0, 0], await Api.QueryAsync<long>("SELECT COUNT(*) FROM push_subscriptions UNION ALL SELECT COUNT(*) FROM push_audiences"));
    }

    [Theory]
    [InlineData("http://push.example.com/1", "/endpoint")]
    [InlineData("https://10.0.0.1/1", "/endpoint")]
    [InlineData("https://[::1]/1", "/endpoint")]
    [InlineData("https://localhost/1", "/endpoint")]
    [InlineData("https://user.food.svc.cluster.local/1", "/endpoint")]
    [InlineData("https://metadata.google.internal/1", "/endpoint")]
    [InlineData("https://a:b@push.example.com/1", "/endpoint")]
    [InlineData("ftp://push.example.com/1", "/endpoint")]
    [InlineData("nonsense", "/endpoint")]
    [InlineData("https://2130706433/1", "/endpoint")]
    public async Task In_production_an_endpoint_is_public_and_https(string endpoint, string pointer)
    {
        using var strict = new ChannelApi(null, ("Push:AllowPrivateEndpoints", "false"));
        var refused = await strict.Api.AsCustomer().PostAsJsonAsync(Url, device.Subscription(endpoint)).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal(pointer, refused["errors"]![0]!.Text("pointer"));
        await strict.Api.AsCustomer().PostAsJsonAsync(Url, device.Subscription("https://push.example.com/1")).ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_public_name_that_leads_into_our_network_is_not_called()
    {
        using var strict = new ChannelApi(null, ("Push:AllowPrivateEndpoints", "false"));
        await strict.Api.AsCustomer().PostAsJsonAsync(Url, device.Subscription("https://push.example.com/1")).ShouldBe(HttpStatusCode.Created);
        await using var inside = await new PushDevice(ChannelApi.Keys.Public).StartAsync();
        // As if the name's owner had changed where it leads.
        await strict.Api.ExecuteAsync("UPDATE push_subscriptions SET endpoint = @url", new { url = inside.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal) + "/1" });
        await strict.Api.DeliverAsync(strict.Api.Order, 1, strict.Api.Accepted());
        await strict.PushAsync();
        Assert.Equal(0, inside.Requests);
        Assert.Equal([("order_accepted", "failed", "push_private_address", 1)], await strict.LogAsync());
    }

    [Theory]
    [InlineData("p256dh", "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw5")]
    [InlineData("p256dh", "AAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("auth", "BTBZMqHH6r4Tts7J_aSIggAA")]
    public async Task Keys_are_checked(string name, string value)
    {
        var keys = new Dictionary<string, string> { ["p256dh"] = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4", ["auth"] = "BTBZMqHH6r4Tts7J_aSIgg", [name] = value };
        var refused = await Api.AsCustomer().PostAsJsonAsync(Url, new { endpoint = "https://push.example.com/1", keys }).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal($"/keys/{name}", refused["errors"]![0]!.Text("pointer"));
    }

    [Fact]
    public async Task Choices_are_kept_for_the_caller_alone_and_what_is_fixed_says_so()
    {
        var before = await Api.AsCustomer().GetAsync(Preferences).ShouldBe(HttpStatusCode.OK);
        Assert.Equal([("restaurantOrders", "email")], Off(before));
        Assert.Equal(ChannelTable.Offered.Count, before["choices"]!.AsArray().Count);
        Assert.Null(before["quietHours"]);
        await Api.AsCustomer().PutAsJsonAsync(Preferences, new
        {
            choices = new[] { new { type = "orderSummaries", channel = "push", enabled = false } },
            quietHours = new { from = "22:00", to = "07:30", timeZone = "Europe/Berlin" },
        }).ShouldBe(HttpStatusCode.OK);
        var after = await Api.AsCustomer().GetAsync(Preferences).ShouldBe(HttpStatusCode.OK);
        Assert.Equal([("orderSummaries", "push"), ("restaurantOrders", "email")], Off(after));
        Assert.Equal(("22:00", "07:30", "Europe/Berlin"), (after["quietHours"]!.Text("from"), after["quietHours"]!.Text("to"), after["quietHours"]!.Text("timeZone")));
        Assert.Null((await Api.ClientFor(Guid.CreateVersion7(), Roles.Customer).GetAsync(Preferences).ShouldBe(HttpStatusCode.OK))["quietHours"]);
    }

    private static IEnumerable<(string Type, string Channel)> Off(JsonNode preferences) => preferences["choices"]!.AsArray()
        .Where(choice => !choice!["enabled"]!.GetValue<bool>()).Select(choice => (choice!.Text("type"), choice!.Text("channel")));

    [Theory]
    [InlineData("orderUpdates", "push", "/choices/0/enabled")]
    [InlineData("orderUpdates", "email", "/choices/0/enabled")]
    [InlineData("driverWork", "push", "/choices/0/enabled")]
    [InlineData("restaurantOrders", "push", "/choices/0/enabled")]
    [InlineData("account", "email", "/choices/0/enabled")]
    [InlineData("account", "push", "/choices/0")]
    public async Task What_belongs_to_an_order_under_way_cannot_be_switched_off(string type, string channel, string pointer)
    {
        var refused = await Api.AsCustomer().PutAsJsonAsync(Preferences, new { choices = new[] { new { type, channel, enabled = false } } })
            .ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal(pointer, refused["errors"]![0]!.Text("pointer"));
    }

    [Theory]
    [InlineData("25:00", "07:00", "Europe/Berlin")]
    [InlineData("", "07:00", "Europe/Berlin")]
    [InlineData("22:00", "", "Europe/Berlin")]
    [InlineData("22:00", "22:00", "Europe/Berlin")]
    [InlineData("22:00", "07:00", "Europe/Nowhere")]
    public async Task Quiet_hours_are_hours_of_a_place(string from, string to, string timeZone) =>
        await Api.AsCustomer().PutAsJsonAsync(Preferences, new { choices = Array.Empty<object>(), quietHours = new { from, to, timeZone } })
            .ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");

    [Fact]
    public async Task Nothing_is_named_twice() => await Api.AsCustomer().PutAsJsonAsync(Preferences, new
    {
        choices = Enumerable.Repeat(new { type = "orderSummaries", channel = "email", enabled = true }, 2),
    }).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");

    [Fact]
    public async Task The_log_is_for_ops_and_is_read_in_pages()
    {
        foreach (var role in new[] { Roles.Customer, Roles.Restaurant, Roles.Driver })
        {
            await Api.ClientFor(Guid.CreateVersion7(), role, Api.Restaurant).GetAsync("/api/v1/ops/notification/deliveries").ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        }
        await Api.AsCustomer().PostAsJsonAsync(Url, device.Subscription("http://127.0.0.1:1/1")).ShouldBe(HttpStatusCode.Created);
        for (var i = 1; i <= 5; i++) await Api.DeliverAsync(Api.Order, i, new OrderPickedUpV1(Api.Order, Api.Customer, Api.Restaurant, Api.Clock.GetUtcNow()));
        var ops = Api.ClientFor(Guid.CreateVersion7(), Roles.Ops);
        var first = await ops.GetAsync($"/api/v1/ops/notification/deliveries?orderId={Api.Order}&state=waiting&channel=push&limit=3").ShouldBe(HttpStatusCode.OK);
        var second = await ops.GetAsync($"/api/v1/ops/notification/deliveries?limit=3&cursor={first.Text("nextCursor")}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal((3, 2), (first["items"]!.AsArray().Count, second["items"]!.AsArray().Count));
        Assert.Null(first["items"]![0]!["data"]);
        await ops.GetAsync("/api/v1/ops/notification/deliveries?state=lost").ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Empty((await ops.GetAsync($"/api/v1/ops/notification/deliveries?userId={Guid.CreateVersion7()}").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray());
    }

    [Theory]
    [InlineData("22:00", "07:00", "2026-07-01T21:30:00Z", "2026-07-02T05:00:00Z")]
    [InlineData("22:00", "07:00", "2026-07-02T03:00:00Z", "2026-07-02T05:00:00Z")]
    [InlineData("22:00", "07:00", "2026-07-02T05:00:00Z", null)]
    [InlineData("12:00", "14:00", "2026-01-05T11:30:00Z", "2026-01-05T13:00:00Z")]
    [InlineData("12:00", "14:00", "2026-01-05T13:30:00Z", null)]
    // The night in which the clocks go from two to three.
    [InlineData("22:00", "02:30", "2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z")]
    public void Quiet_hours_end_on_the_clock_of_the_place(string from, string to, string now, string? end) => Assert.Equal(
        end is null ? null : DateTimeOffset.Parse(end), new QuietHours(TimeOnly.Parse(from), TimeOnly.Parse(to), "Europe/Berlin").EndAfter(DateTimeOffset.Parse(now)));
}
