using System.Text;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.BuildingBlocks.Tests.Sample;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace FoodDelivery.BuildingBlocks.Tests;

/// <summary>The inbox: what happens to a message that comes once, twice, late, early or broken.</summary>
public sealed class Inboxes : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new();
    private readonly Guid member = Guid.NewGuid();
    private SampleService service = null!;
    private long offset;

    public async Task InitializeAsync() => service = await SampleService.StartAsync(clock: clock);

    public async Task DisposeAsync() => await service.DisposeAsync();

    [Fact]
    public async Task Events_are_applied_in_order_and_once()
    {
        var (first, second) = (Registered(1), Approved(2));
        await DeliverAsync(first, second, first, second);
        await DeliverAsync(first);
        await DeliverAsync(second);
        Assert.Equal(["user.registered.v1#1", "driver.approved.v1#2"], await service.HistoryAsync(member));
    }

    [Fact]
    public async Task An_event_before_its_predecessor_waits_for_it()
    {
        await DeliverAsync(Registered(3), Approved(2));
        Assert.Empty(await service.HistoryAsync(member));
        await DeliverAsync(Registered(1));
        Assert.Equal(["user.registered.v1#1", "driver.approved.v1#2", "user.registered.v1#3"], await service.HistoryAsync(member));
        Assert.Empty(await service.QueryAsync<long>("SELECT seq FROM parked_events"));
    }

    [Fact]
    public async Task A_predecessor_that_never_comes_is_given_up_after_30_seconds()
    {
        await DeliverAsync(Registered(1), Registered(3), Registered(4));
        clock.Advance(TimeSpan.FromSeconds(29));
        await Sweeper.SweepAsync(CancellationToken.None);
        Assert.Single(await service.HistoryAsync(member));
        clock.Advance(TimeSpan.FromSeconds(2));
        await Sweeper.SweepAsync(CancellationToken.None);
        Assert.Equal(["user.registered.v1#1", "user.registered.v1#3", "user.registered.v1#4"], await service.HistoryAsync(member));
    }

    [Fact]
    public async Task A_type_nobody_handles_does_not_stop_the_stream()
    {
        var suspended = Message(2, new DriverSuspendedV1(member, "rest"));
        await DeliverAsync(Registered(1), suspended, Registered(3));
        Assert.Equal(["user.registered.v1#1", "user.registered.v1#3"], await service.HistoryAsync(member));
    }

    [Fact]
    public async Task A_failing_event_stops_only_its_own_key_and_leaves_no_effect()
    {
        var other = Guid.NewGuid();
        service.Poison.Add(member);
        await DeliverAsync(Registered(1), Registered(1, other), Approved(2), Approved(2, other));
        Assert.Empty(await service.HistoryAsync(member));
        Assert.Equal(2, (await service.HistoryAsync(other)).Count);
        Assert.Equal(["handler_failed"], await service.QueryAsync<string>("SELECT reason FROM dead_letters"));
        Assert.Equal(["sample-service.dead-letters.v1"], await service.QueryAsync<string>("SELECT topic FROM outbox"));

        // The key stays blocked however long it takes, until ops replay.
        clock.Advance(TimeSpan.FromHours(1));
        await Sweeper.SweepAsync(CancellationToken.None);
        Assert.Empty(await service.HistoryAsync(member));

        service.Poison.Clear();
        var ops = service.WithToken(TestTokens.ForUser(Guid.NewGuid(), Roles.Ops));
        var list = await ops.GetAsync("/api/v1/ops/sample/dead-letters").ShouldBe(System.Net.HttpStatusCode.OK);
        var id = list["items"]![0]!.Text("id");
        await ops.PostAsync($"/api/v1/ops/sample/dead-letters/{id}/replay", null).ShouldBe(System.Net.HttpStatusCode.NoContent);
        Assert.Equal(["user.registered.v1#1", "driver.approved.v1#2"], await service.HistoryAsync(member));
        await ops.PostAsync($"/api/v1/ops/sample/dead-letters/{id}/replay", null).ShouldBeProblem(System.Net.HttpStatusCode.NotFound, "not_found");
        var act = Assert.Single((await ops.GetAsync("/api/v1/ops/sample/audit").ShouldBe(System.Net.HttpStatusCode.OK))["items"]!.AsArray())!;
        Assert.Equal(("deadLetter.replay", id), (act.Text("action"), act.Text("subject")));
    }

    [Fact]
    public async Task A_discarded_dead_letter_lets_its_followers_pass()
    {
        service.Poison.Add(member);
        await DeliverAsync(Registered(1), Approved(2));
        service.Poison.Clear();
        var ops = service.WithToken(TestTokens.ForUser(Guid.NewGuid(), Roles.Ops));
        var id = (await ops.GetAsync("/api/v1/ops/sample/dead-letters").ShouldBe(System.Net.HttpStatusCode.OK))["items"]![0]!.Text("id");
        await service.WithToken(TestTokens.ForUser(Guid.NewGuid(), Roles.Customer)).PostAsync($"/api/v1/ops/sample/dead-letters/{id}/discard", null).ShouldBe(System.Net.HttpStatusCode.Forbidden);
        await ops.PostAsync($"/api/v1/ops/sample/dead-letters/{id}/discard", null).ShouldBe(System.Net.HttpStatusCode.NoContent);
        Assert.Equal(["driver.approved.v1#2"], await service.HistoryAsync(member));
        Assert.Equal(["deadLetter.discard"], await service.QueryAsync<string>("SELECT action FROM audit_trail"));
    }

    [Fact]
    public async Task Ops_see_which_events_wait_on_their_way_in_and_on_their_way_out()
    {
        var (ops, other) = (service.WithToken(TestTokens.ForUser(Guid.NewGuid(), Roles.Ops)), Guid.NewGuid());
        service.Poison.Add(member);
        await DeliverAsync(Registered(1), Approved(2), Approved(3), Registered(1, other), Approved(3, other));
        var parked = (await ops.GetAsync("/api/v1/ops/sample/parked-events").ShouldBe(System.Net.HttpStatusCode.OK))["items"]!.AsArray();
        Assert.Equal(
            new[] { (member, 2L, 2L, true), (other, 3L, 1L, false) }.Order(),
            parked.Select(one => (one!.Id("aggregateId"), one!["firstSequence"]!.GetValue<long>(), one!["events"]!.GetValue<long>(), one!["behindDeadLetter"]!.GetValue<bool>())).Order());

        // The dead letter waits to be told; nobody relays here.
        var outbox = await ops.GetAsync("/api/v1/ops/sample/outbox").ShouldBe(System.Net.HttpStatusCode.OK);
        var topic = Assert.Single(outbox["topics"]!.AsArray())!;
        Assert.Equal(("sample-service.dead-letters.v1", 1L), (topic.Text("topic"), topic["events"]!.GetValue<long>()));
        Assert.Equal(clock.GetUtcNow(), topic["since"]!.GetValue<DateTimeOffset>(), TimeSpan.FromSeconds(1));
        Assert.Null(outbox["relay"]);
        foreach (var path in new[] { "parked-events", "outbox" })
        {
            await service.WithToken(TestTokens.ForUser(Guid.NewGuid(), Roles.Customer)).GetAsync($"/api/v1/ops/sample/{path}").ShouldBe(System.Net.HttpStatusCode.Forbidden);
        }
    }

    [Fact]
    public async Task A_waiting_event_that_cannot_be_applied_is_put_aside_and_not_its_predecessor()
    {
        await DeliverAsync(Unhandled(2), Approved(3));
        await DeliverAsync(Registered(1));
        Assert.Equal(["user.registered.v1#1"], await service.HistoryAsync(member));
        Assert.Equal([2L], await service.QueryAsync<long>("SELECT seq FROM dead_letters"));
        Assert.Equal([3L], await service.QueryAsync<long>("SELECT seq FROM parked_events"));

        var ops = service.WithToken(TestTokens.ForUser(Guid.NewGuid(), Roles.Ops));
        var letter = (await ops.GetAsync("/api/v1/ops/sample/dead-letters").ShouldBe(System.Net.HttpStatusCode.OK))["items"]![0]!;
        Assert.Equal(1, letter["offset"]!.GetValue<long>());
        await ops.PostAsync($"/api/v1/ops/sample/dead-letters/{letter.Text("id")}/discard", null).ShouldBe(System.Net.HttpStatusCode.NoContent);
        Assert.Equal(["user.registered.v1#1", "driver.approved.v1#3"], await service.HistoryAsync(member));
    }

    [Fact]
    public async Task A_stream_that_cannot_go_on_without_its_predecessor_does_not_stop_the_others()
    {
        var others = Enumerable.Range(0, 3).Select(_ => Guid.NewGuid()).ToList();
        await DeliverAsync([Registered(1), Unhandled(3), .. others.SelectMany(id => new[] { Registered(1, id), Approved(3, id) })]);
        clock.Advance(TimeSpan.FromSeconds(31));
        await Sweeper.SweepAsync(CancellationToken.None);
        foreach (var id in others) Assert.Equal(2, (await service.HistoryAsync(id)).Count);
        Assert.Equal([3L], await service.QueryAsync<long>("SELECT seq FROM dead_letters"));
        Assert.Empty(await service.QueryAsync<long>("SELECT seq FROM parked_events"));
    }

    public static TheoryData<string, byte[]?, byte[]?> Poisonous()
    {
        var id = Guid.NewGuid();
        var key = Encoding.ASCII.GetBytes(id.ToString());
        byte[] Json(string text) => Encoding.UTF8.GetBytes(text);
        var good = $$$"""{"specversion":"1.0","id":"{{{Guid.NewGuid()}}}","source":"/s","type":"user.registered.v1","subject":"{{{id}}}","time":"2026-01-01T00:00:00Z","sequence":1,"data":{"userId":"{{{id}}}","roles":[]}}""";
        return new TheoryData<string, byte[]?, byte[]?>
        {
            { "not JSON", key, Json("{oops") },
            { "no value", key, null },
            { "empty", key, [] },
            { "an array", key, Json("[1]") },
            { "invalid UTF-8", key, [(byte)'"', 0xff, 0xfe, (byte)'"'] },
            { "nested 1,000 deep", key, Json(new string('[', 1000) + new string(']', 1000)) },
            { "no key", null, Json(good) },
            { "key of another aggregate", Encoding.ASCII.GetBytes(Guid.NewGuid().ToString()), Json(good) },
            { "sequence 0", key, Json(good.Replace("\"sequence\":1", "\"sequence\":0", StringComparison.Ordinal)) },
            { "sequence beyond all sense", key, Json(good.Replace("\"sequence\":1", $"\"sequence\":{long.MaxValue}", StringComparison.Ordinal)) },
            { "negative sequence", key, Json(good.Replace("\"sequence\":1", "\"sequence\":-1", StringComparison.Ordinal)) },
            { "payload lacks a member", key, Json(good.Replace(",\"roles\":[]", "", StringComparison.Ordinal)) },
            { "wrong specversion", key, Json(good.Replace("\"1.0\"", "\"0.3\"", StringComparison.Ordinal)) },
        };
    }

    [Theory]
    [MemberData(nameof(Poisonous))]
    public async Task Poison_goes_to_the_dead_letters_and_nothing_else_waits(string kind, byte[]? key, byte[]? value)
    {
        await DeliverAsync(new IncomingMessage(Topics.User, 0, ++offset, key, value), Registered(1), Approved(2));
        Assert.Equal(2, (await service.HistoryAsync(member)).Count);
        Assert.True((await service.QueryAsync<string>("SELECT error FROM dead_letters")).Count == 1, kind);

        // The same message again (a crash before its offset was stored) adds neither a row nor a message.
        await DeliverAsync(new IncomingMessage(Topics.User, 0, offset - 2, key, value));
        Assert.Single(await service.QueryAsync<string>("SELECT error FROM dead_letters"));
        Assert.Single(await service.QueryAsync<string>("SELECT topic FROM outbox"));
    }

    /// <summary>A lost topic was made anew: its offsets begin at zero, where letters of the old one are.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Poison_at_the_place_of_an_older_letter_is_a_letter_of_its_own(bool resolved)
    {
        var place = ++offset;
        await DeliverAsync(new IncomingMessage(Topics.User, 0, place, null, [1]));
        if (resolved) await service.Database.ExecuteAsync("UPDATE dead_letters SET resolved_at = UTC_TIMESTAMP(6)", null, CancellationToken.None);
        await DeliverAsync(new IncomingMessage(Topics.User, 0, place, null, [2]), new IncomingMessage(Topics.User, 0, place, null, [2]));

        var open = await service.QueryAsync<byte[]>("SELECT value FROM dead_letters WHERE resolved_at IS NULL ORDER BY value");
        Assert.Equal(resolved ? [[2]] : [[1], [2]], open);
        Assert.Equal(2, (await service.QueryAsync<string>("SELECT topic FROM outbox")).Count);
    }

    [Fact]
    public async Task Unreadable_messages_do_not_cost_the_others_their_batch()
    {
        var messages = Enumerable.Range(1, 20).SelectMany(i => new[] { Registered(i), new IncomingMessage(Topics.User, 0, ++offset, null, [1]) }).ToArray();
        await DeliverAsync(messages);
        Assert.Equal(20, (await service.HistoryAsync(member)).Count);
        Assert.Equal(20, (await service.QueryAsync<string>("SELECT error FROM dead_letters")).Count);
        Assert.Equal(1, service.Injected.Handlers);
    }

    [Fact]
    public async Task A_huge_message_is_kept_whole_but_told_in_a_size_that_the_broker_takes()
    {
        var value = Encoding.UTF8.GetBytes("{\"data\":\"" + new string('x', 990_000));
        await DeliverAsync(new IncomingMessage(Topics.User, 0, ++offset, Encoding.UTF8.GetBytes(new string('k', 100_000)), value));
        Assert.Equal(value.Length, (await service.QueryAsync<int>("SELECT LENGTH(value) FROM dead_letters")).Single());
        Assert.InRange((await service.QueryAsync<int>("SELECT LENGTH(value) FROM outbox")).Single(), 1, 900_000);
    }

    [Fact]
    public async Task Two_consumers_of_the_same_messages_apply_them_once()
    {
        var messages = Enumerable.Range(1, 20).Select(i => Registered(i)).ToArray();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Processor.ProcessAsync(messages, CancellationToken.None))));
        Assert.Equal(Enumerable.Range(1, 20).Select(i => $"user.registered.v1#{i}"), await service.HistoryAsync(member));
        Assert.Empty(await service.QueryAsync<string>("SELECT error FROM dead_letters"));
    }

    private InboxProcessor Processor => service.Services.GetRequiredService<InboxProcessor>();

    private ParkedEventSweeper Sweeper => service.Services.GetRequiredService<ParkedEventSweeper>();

    private Task DeliverAsync(params IncomingMessage[] messages) => Processor.ProcessAsync(messages, CancellationToken.None);

    private IncomingMessage Registered(long sequence, Guid? id = null) => Message(sequence, new UserRegisteredV1(id ?? member, []), id);

    // An envelope like any other; that its payload lacks a member shows only in the handler.
    private IncomingMessage Unhandled(long sequence)
    {
        var message = Registered(sequence);
        return message with { Value = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(message.Value!).Replace("\"roles\":[]", "\"rules\":[]", StringComparison.Ordinal)) };
    }

    private IncomingMessage Approved(long sequence, Guid? id = null) => Message(sequence, new DriverApprovedV1(id ?? member, "Dan", "bike"), id);

    private IncomingMessage Message<T>(long sequence, T data, Guid? id = null) where T : IEvent
    {
        var subject = id ?? member;
        var envelope = new EventEnvelope(Guid.CreateVersion7(), "/test", T.EventType, subject, clock.GetUtcNow(), sequence, null, null, null, default);
        return new IncomingMessage(T.Topic, 0, ++offset, Encoding.ASCII.GetBytes(subject.ToString()), EventSerializer.Serialize(envelope, data));
    }
}
