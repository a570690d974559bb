using System.Data.Common;
using System.Net;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.NotificationService.Tests;

public sealed class Notifications : IDisposable
{
    private readonly NotificationApi api = new();

    public void Dispose() => api.Dispose();

    [Fact]
    public async Task Messages_are_listed_newest_first_in_pages_and_marked_as_read()
    {
        await api.DeliverAsync(api.Order, 1, api.Placed());
        await api.DeliverAsync(api.Order, 2, api.Accepted());
        await api.DeliverAsync(api.Order, 3, new OrderPickedUpV1(api.Order, api.Customer, api.Restaurant, api.Clock.GetUtcNow()));
        var now = api.Clock.GetUtcNow();
        await api.DeliverAsync(api.Order, 4, new OrderDeliveredV1(api.Order, api.Customer, api.Restaurant, now, now, 0));

        var first = await api.AsCustomer().GetAsync("/api/v1/notifications?limit=2").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(["order_delivered", "order_picked_up"], first["items"]!.AsArray().Select(item => item!.Text("template")));
        var second = await api.AsCustomer().GetAsync($"/api/v1/notifications?limit=2&cursor={first.Text("nextCursor")}")
            .ShouldBe(HttpStatusCode.OK);
        Assert.Equal(["order_accepted"], second["items"]!.AsArray().Select(item => item!.Text("template")));
        Assert.Null(second["nextCursor"]);

        var id = first["items"]![0]!["id"]!.GetValue<long>();
        await api.ClientFor(Guid.CreateVersion7(), Roles.Customer).PostAsync($"/api/v1/notifications/{id}/read", null)
            .ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await api.AsCustomer().PostAsync($"/api/v1/notifications/{id}/read", null).ShouldBe(HttpStatusCode.NoContent);
        var unread = await api.AsCustomer().GetAsync("/api/v1/notifications?unread=true").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(2, unread["items"]!.AsArray().Count);
        await api.AsCustomer().PostAsync("/api/v1/notifications/read-all", null).ShouldBe(HttpStatusCode.NoContent);
        unread = await api.AsCustomer().GetAsync("/api/v1/notifications?unread=true").ShouldBe(HttpStatusCode.OK);
        Assert.Empty(unread["items"]!.AsArray());
    }

    [Theory]
    [InlineData(null, "en", "On its way", "Your order was picked up.")]
    [InlineData("fr-CH, de;q=0.8, en;q=0.4", "de", "Unterwegs", "Deine Bestellung wurde abgeholt.")]
    [InlineData("de;q=0, en-GB", "en", "On its way", "Your order was picked up.")]
    [InlineData("DE-at", "de", "Unterwegs", "Deine Bestellung wurde abgeholt.")]
    [InlineData("\"nothing of the kind, ;;", "en", "On its way", "Your order was picked up.")]
    public async Task They_are_in_the_language_of_who_reads_and_what_somebody_wrote_stays(string? wish, string language, string title, string text)
    {
        const string Written = "Cold or warm?";
        var at = api.Clock.GetUtcNow();
        await api.DeliverAsync(api.Order, 1, new OrderPickedUpV1(api.Order, api.Customer, api.Restaurant, at));
        await api.DeliverAsync(api.Delivery, 1, new DeliveryContactAttemptedV1(api.Delivery, api.Order, api.Customer, api.Restaurant, api.Driver, "message", Written, 1, at, at.AddMinutes(5)));
        var client = api.AsCustomer();
        if (wish is not null) client.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Language", wish);
        var answer = await client.GetAsync("/api/v1/notifications");
        Assert.Equal((language, "Accept-Language"), (Assert.Single(answer.Content.Headers.ContentLanguage), Assert.Single(answer.Headers.Vary)));
        var items = (await Task.FromResult(answer).ShouldBe(HttpStatusCode.OK))["items"]!.AsArray();
        Assert.Equal([Written, text], items.Select(item => item!.Text("text")));
        Assert.Equal(title, items[1]!.Text("title"));
    }

    [Fact]
    public async Task Ops_see_what_needs_them_and_customers_do_not()
    {
        await api.DeliverAsync(api.Order, 1, new DeliveryUnassignedV1(api.Delivery, api.Order, api.Customer, api.Restaurant, 5));
        var ops = await api.ClientFor(Guid.CreateVersion7(), Roles.Ops).GetAsync("/api/v1/notifications").ShouldBe(HttpStatusCode.OK);
        Assert.Equal("delivery_unassigned", ops["items"]![0]!.Text("template"));
        Assert.Empty((await api.AsCustomer().GetAsync("/api/v1/notifications").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray());
    }

    [Fact]
    public async Task Staff_of_several_restaurants_see_the_messages_of_all_as_one_list()
    {
        var (second, third) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var restaurant in new[] { api.Restaurant, second, third, second, api.Restaurant })
        {
            var order = Guid.CreateVersion7();
            await api.DeliverAsync(order, 1, api.Submitted() with { OrderId = order, RestaurantId = restaurant });
        }
        var staff = api.ClientFor(Guid.CreateVersion7(), Roles.Restaurant, api.Restaurant, second);
        var newest = await api.QueryAsync<long>(
            "SELECT no FROM stream_events WHERE name = 'notification' AND recipient_id <> @third ORDER BY no DESC", new { third });

        var seen = new List<long>();
        string? cursor = null;
        do
        {
            var page = await staff.GetAsync($"/api/v1/notifications?unread=true&limit=3&cursor={cursor}").ShouldBe(HttpStatusCode.OK);
            seen.AddRange(page["items"]!.AsArray().Select(item => item!["id"]!.GetValue<long>()));
            cursor = page["nextCursor"]?.GetValue<string>();
        }
        while (cursor is not null);
        Assert.Equal(newest, seen);
        Assert.Equal(4, seen.Count);
    }

    [Fact]
    public async Task What_one_of_a_restaurant_has_read_the_others_have_not()
    {
        await api.DeliverAsync(api.Order, 1, api.Submitted());
        var order = Guid.CreateVersion7();
        await api.DeliverAsync(order, 1, api.Submitted() with { OrderId = order });
        var (ann, bob) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        HttpClient As(Guid person) => api.ClientFor(person, Roles.Restaurant, api.Restaurant);

        await As(ann).PostAsync("/api/v1/notifications/read-all", null).ShouldBe(HttpStatusCode.NoContent);
        Assert.Empty(await UnreadAsync(As(ann)));
        Assert.All((await As(ann).GetAsync("/api/v1/notifications").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray(), item => Assert.True(item!["read"]!.GetValue<bool>()));
        var unread = await UnreadAsync(As(bob));
        Assert.Equal(2, unread.Count);
        Assert.All(unread, item => Assert.False(item!["read"]!.GetValue<bool>()));

        await As(bob).PostAsync($"/api/v1/notifications/{unread[0]!["id"]}/read", null).ShouldBe(HttpStatusCode.NoContent);
        Assert.Equal(unread[1]!["id"]!.GetValue<long>(), Assert.Single(await UnreadAsync(As(bob)))!["id"]!.GetValue<long>());
        await api.ClientFor(bob, Roles.Restaurant, Guid.CreateVersion7()).PostAsync($"/api/v1/notifications/{unread[1]!["id"]}/read", null)
            .ShouldBeProblem(HttpStatusCode.NotFound, "not_found");

        api.Clock.Advance(TimeSpan.FromDays(8));
        await api.ForgetOldAsync();
        Assert.Empty(await api.QueryAsync<long>("SELECT no FROM message_reads"));
    }

    private static async Task<System.Text.Json.Nodes.JsonArray> UnreadAsync(HttpClient person) =>
        (await person.GetAsync("/api/v1/notifications?unread=true").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray();

    [Fact]
    public async Task What_is_older_than_seven_days_is_deleted_with_who_drove()
    {
        var (old, young) = (Guid.CreateVersion7(api.Clock.GetUtcNow()), Guid.CreateVersion7(api.Clock.GetUtcNow().AddDays(6)));
        foreach (var order in new[] { old, young })
        {
            await api.DeliverAsync(order, 1, api.Assigned(order));
            api.Clock.Advance(TimeSpan.FromDays(4));
        }
        await api.ForgetOldAsync();
        Assert.Equal([2, 2, 2], await api.QueryAsync<long>("SELECT recipient_no FROM stream_events"));
        Assert.Equal([young], await api.QueryAsync<Guid>("SELECT order_id FROM order_drivers"));
    }

    [Fact]
    public async Task Nothing_is_published_that_nobody_reads()
    {
        await api.DeliverAsync(api.Order, 1, new OrderRejectedV1(api.Order, api.Customer, api.Restaurant, "tooBusy", [], 10));
        Assert.Empty(await api.PublishedAsync(api.Customer));
    }

    [Fact]
    public async Task Numbers_have_no_holes_under_parallel_writers()
    {
        // All of them begin with people who have no row yet.
        await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Task.Run(() =>
        {
            var order = Guid.CreateVersion7();
            return api.DeliverAsync(order, 1, new OrderPreparingV1(order, api.Customer, api.Restaurant, api.Clock.GetUtcNow()));
        })));
        foreach (var recipient in new[] { api.Customer, api.Restaurant })
        {
            Assert.Equal(Enumerable.Range(1, 30).Select(i => (long)i), await api.QueryAsync<long>(
                "SELECT recipient_no FROM stream_events WHERE recipient_id = @recipient ORDER BY no", new { recipient }));
        }
    }

    [Fact]
    public async Task The_database_itself_refuses_to_tell_a_person_twice()
    {
        await api.DeliverAsync(api.Order, 1, api.Placed());
        var twice = await Assert.ThrowsAnyAsync<DbException>(() => api.ExecuteAsync(
            """
            INSERT INTO stream_events (recipient_no, recipient_id, name, data, cause_event_id, created_at)
            SELECT recipient_no + 1000, recipient_id, name, data, cause_event_id, created_at FROM stream_events
            """));
        Assert.Contains("ux_stream_events_cause", twice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusals()
    {
        await api.Anonymous().GetAsync("/api/v1/notifications").ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");
        await api.AsCustomer().GetAsync("/api/v1/notifications?limit=0").ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        await api.AsCustomer().GetAsync("/api/v1/notifications?cursor=zzz").ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        await api.AsCustomer().PostAsync("/api/v1/notifications/999/read", null).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task The_committed_document_is_what_the_code_generates() =>
        await OpenApiDocument.ShouldMatchCommittedAsync(api.Anonymous(), "notification");

    [Fact]
    public Task Every_text_follows_the_one_rule() => RequestProbe.Of(api, "notification").TextsFollowTheRuleAsync();

    [Fact]
    public Task Unknown_query_parameters_are_refused() => RequestProbe.Of(api, "notification").UnknownParametersAreRefusedAsync();

    [Fact]
    public Task Times_need_their_offset() => RequestProbe.Of(api, "notification").TimesNeedTheirOffsetAsync();

    [Fact]
    public Task Head_is_get_without_a_body() => RequestProbe.Of(api, "notification").HeadIsGetWithoutBodyAsync();
}
