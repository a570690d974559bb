using System.Net;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Tests.Sample;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;
using MySqlConnector;

namespace FoodDelivery.BuildingBlocks.Tests;

/// <summary>From the transaction to the broker and from the broker to the effect: nothing counts as done before it is.</summary>
public sealed class Relaying : IAsyncLifetime
{
    private readonly string schema = TestEnvironment.CreateSchema("sample");
    private readonly string prefix = $"t{Guid.NewGuid():N}.";
    private readonly Guid member = Guid.CreateVersion7();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
    {
        TestEnvironment.DropSchema(schema);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task What_the_broker_has_not_acknowledged_stays_in_the_outbox()
    {
        await using var service = await StartAsync(new() { ["Kafka:BootstrapServers"] = "127.0.0.1:1", ["Kafka:ProducerProperties"] = "enable.idempotence=false;message.timeout.ms=300" });
        await PublishAsync(service, 1);
        await Task.Delay(TimeSpan.FromSeconds(2)); // several attempts
        Assert.Equal(1, await UnpublishedAsync(service));
    }

    [Fact]
    public async Task A_topic_that_cannot_be_written_does_not_keep_the_others_waiting()
    {
        await using var service = await StartAsync();
        await service.Database.WriteAsync(transaction =>
        {
            // As many as one look of the relay takes, all before the one that can be sent.
            for (var i = 0; i < 500; i++) transaction.Enqueue(new OutboxMessage(Guid.CreateVersion7(), "no topic!", member, 0, "refused", [1]));
            return Task.CompletedTask;
        }, default);
        await PublishAsync(service, 1);
        await Eventually.IsTrueAsync(async () => await UnpublishedAsync(service) == 500, "the good one is sent", TimeSpan.FromSeconds(30));

        await SampleService.MakeTopicsAsync(prefix, "refused.v1");
        // They are tried again all the time: once the topic can be written, they go.
        await service.Database.ExecuteAsync("UPDATE outbox SET topic = 'refused.v1' WHERE published_at IS NULL", null, default);
        await Eventually.IsTrueAsync(async () => await UnpublishedAsync(service) == 0, "the others are sent", TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Ops_send_events_again_that_a_topic_has_lost()
    {
        await using var service = await StartAsync();
        var ops = service.WithToken(TestTokens.ForUser(Guid.NewGuid(), Roles.Ops));
        const string Path = "/api/v1/ops/sample/outbox/republish";
        var before = DateTimeOffset.UtcNow;
        await PublishAsync(service, 1);
        await Eventually.IsTrueAsync(async () => (await service.HistoryAsync(member)).Count == 1, "it is applied", TimeSpan.FromSeconds(40));
        await Eventually.IsTrueAsync(async () => await UnpublishedAsync(service) == 0, "it is marked");

        // Who knows it already does nothing; who has lost it applies it.
        Assert.Equal(0, (await ops.PostJsonAsync(Path, new { since = before, topic = Topics.Order }).ShouldBe(HttpStatusCode.OK))["events"]!.GetValue<long>());
        Assert.Equal(0, (await ops.PostJsonAsync(Path, new { since = DateTimeOffset.UtcNow }).ShouldBe(HttpStatusCode.OK))["events"]!.GetValue<long>());
        Assert.Equal(1, (await ops.PostJsonAsync(Path, new { since = before }).ShouldBe(HttpStatusCode.OK))["events"]!.GetValue<long>());
        await Eventually.IsTrueAsync(async () => await UnpublishedAsync(service) == 0, "it is sent again");
        await service.Database.ExecuteAsync("DELETE FROM inbox; DELETE FROM history; DELETE FROM members", null, default);
        Assert.Equal(1, (await ops.PostJsonAsync(Path, new { since = before, topic = Topics.User }).ShouldBe(HttpStatusCode.OK))["events"]!.GetValue<long>());
        await Eventually.IsTrueAsync(async () => (await service.HistoryAsync(member)).Count == 1, "it is applied again");

        Assert.Equal(4, (await service.QueryAsync<long>("SELECT COUNT(*) FROM audit_trail WHERE action = 'outbox.republish'"))[0]);
        Assert.Contains(Topics.Order, (await service.QueryAsync<string>("SELECT reason FROM audit_trail ORDER BY id"))[0], StringComparison.Ordinal);
        foreach (var topic in new[] { "", new string('t', 65) })
        {
            var problem = await ops.PostJsonAsync(Path, new { since = before, topic }).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
            Assert.Equal("/topic", problem["errors"]![0]!.Text("pointer"));
        }
        await ops.PostJsonAsync(Path, new { since = DateTimeOffset.UtcNow.AddMinutes(1) }).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        await service.WithToken(TestTokens.ForUser(Guid.NewGuid(), Roles.Driver)).PostJsonAsync(Path, new { since = before }).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Only_the_holder_of_the_lease_publishes_and_a_lapsed_lease_is_taken_over()
    {
        await using var service = await StartAsync();
        await Eventually.IsTrueAsync(async () => (await service.QueryAsync<long>("SELECT COUNT(*) FROM leases"))[0] == 1, "the relay leads");
        await service.Database.ExecuteAsync("UPDATE leases SET owner = 'another', expires_at = UTC_TIMESTAMP(6) + INTERVAL 1 HOUR", null, default);
        await Task.Delay(TimeSpan.FromSeconds(2.5)); // it looks at its lease every two seconds
        await PublishAsync(service, 1);
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        Assert.Equal(1, await UnpublishedAsync(service));
        // The holder is to know that somebody else commits.
        Assert.NotEqual("another", Assert.Single(await service.QueryAsync<string>("SELECT owner FROM leases WHERE name = 'outbox.others'")));

        await service.Database.ExecuteAsync("UPDATE leases SET expires_at = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND", null, default);
        await Eventually.IsTrueAsync(async () => await UnpublishedAsync(service) == 0, "the lease is taken over", TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Who_is_alone_reads_the_outbox_once_a_second_and_with_others_four_times()
    {
        await using var service = await StartAsync();
        await Eventually.IsTrueAsync(async () => (await service.QueryAsync<long>("SELECT COUNT(*) FROM leases"))[0] == 1, "the relay leads");
        Assert.InRange(await ReadsAsync(service), 1, 4);

        await service.Database.ExecuteAsync("INSERT INTO leases (name, owner, expires_at) VALUES ('outbox.others', 'another', UTC_TIMESTAMP(6) + INTERVAL 1 HOUR)", null, default);
        await Eventually.IsTrueAsync(async () => await ReadsAsync(service) > 6, "it looks for what the other one commits", TimeSpan.FromSeconds(30));

        await service.Database.ExecuteAsync("UPDATE leases SET expires_at = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND WHERE name = 'outbox.others'", null, default);
        await Eventually.IsTrueAsync(async () => await ReadsAsync(service) < 5, "it is alone again", TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task State_does_not_commit_without_its_events()
    {
        await using var service = await StartAsync();
        await Assert.ThrowsAsync<MySqlException>(() => service.Database.WriteAsync(async transaction =>
        {
            await transaction.ExecuteAsync("INSERT INTO members (id, events) VALUES (@member, 1)", new { member });
            transaction.Enqueue(new OutboxMessage(Guid.NewGuid(), Topics.User, member, 1, new string('x', 100), [])); // its type does not fit the column
        }, CancellationToken.None));
        Assert.Equal(0, (await service.QueryAsync<long>("SELECT COUNT(*) FROM members"))[0]);
    }

    [Fact]
    public async Task A_message_that_could_not_be_applied_comes_again_after_a_restart()
    {
        await using (var first = await StartAsync())
        {
            first.Injected.Away = true;
            await PublishAsync(first, 1);
            await Eventually.IsTrueAsync(() => Task.FromResult(first.Injected.Refused > 2), "the message arrives", TimeSpan.FromSeconds(40));
            await Task.Delay(TimeSpan.FromSeconds(1.5)); // stored offsets are committed every second
        }
        await using var second = await StartAsync();
        await Eventually.IsTrueAsync(async () => (await second.HistoryAsync(member)).Count == 1, "it comes again", TimeSpan.FromSeconds(40));
    }

    private Task<SampleService> StartAsync(Dictionary<string, string?>? settings = null) => SampleService.StartAsync(schema, prefix, settings: settings);

    private Task PublishAsync(SampleService service, long sequence) => service.Database.WriteAsync(transaction =>
    {
        transaction.Publish(member, sequence, new UserRegisteredV1(member, ["customer"]));
        return Task.CompletedTask;
    }, CancellationToken.None);

    private static async Task<int> ReadsAsync(SampleService service) =>
        (await GeneralLog.RecordAsync(service.ConnectionString, () => Task.Delay(TimeSpan.FromSeconds(3)))).Count(packet => packet.Text.Contains("value FROM outbox", StringComparison.Ordinal));

    private static async Task<long> UnpublishedAsync(SampleService service) => (await service.QueryAsync<long>("SELECT COUNT(*) FROM outbox WHERE published_at IS NULL"))[0];
}
