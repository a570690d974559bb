using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.BuildingBlocks.Tests.Sample;
using FoodDelivery.TestKit;
using Microsoft.Extensions.Time.Testing;
using MySqlConnector;

namespace FoodDelivery.BuildingBlocks.Tests;

/// <summary>How aggregates come into the database: everything with the commit, or nothing.</summary>
public sealed class Saving : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = TestClock.Start();
    private readonly Guid id = Guid.CreateVersion7();
    private SampleService service = null!;

    public async Task InitializeAsync() => service = await SampleService.StartAsync(clock: clock);

    public async Task DisposeAsync() => await service.DisposeAsync();

    [Fact]
    public async Task Row_deadline_and_events_are_there_together()
    {
        await StartAsync();
        Assert.Equal((1L, "running"), await RowAsync());
        Assert.Equal([1L], await SequencesAsync());
        Assert.Equal(clock.GetUtcNow().AddMinutes(1), Assert.Single(await DeadlinesAsync()));

        await ChangeAsync(counter =>
        {
            counter.Count(clock.GetUtcNow());
            counter.Stop();
        });
        Assert.Equal((3L, "standingStill"), await RowAsync());
        Assert.Equal([1L, 2L, 3L], await SequencesAsync());
        Assert.Empty(await DeadlinesAsync());
    }

    [Fact]
    public async Task A_version_that_is_not_the_one_that_was_read_commits_nothing_of_the_packet()
    {
        await StartAsync();
        var stale = await Assert.ThrowsAsync<MySqlException>(() => service.Database.WriteAsync(async transaction =>
        {
            var counter = (await transaction.QuerySingleOrDefaultAsync<Counter>("SELECT * FROM counters WHERE id = @id", new { id }))!;
            await ChangeAsync(rival => rival.Count(clock.GetUtcNow()));
            counter.Stop();
            transaction.Write("INSERT INTO history (member_id, type) VALUES (@id, 'lost')", new { id });
            counter.Save(transaction);
        }, default));
        Assert.True(stale.IsStale());
        Assert.Equal((2L, "running"), await RowAsync());
        Assert.Equal([1L, 2L], await SequencesAsync());
        Assert.Single(await DeadlinesAsync());
        Assert.Empty(await service.HistoryAsync(id));
    }

    [Fact]
    public async Task What_fails_in_the_packet_is_what_the_caller_sees_and_leaves_the_connection_usable()
    {
        await StartAsync();
        var twice = await Assert.ThrowsAsync<MySqlException>(StartAsync);
        Assert.True(twice.IsDuplicateKey("PRIMARY"));
        Assert.Equal((1L, "running"), await RowAsync());
        await ChangeAsync(counter => counter.Count(clock.GetUtcNow()));
        Assert.Equal((2L, "running"), await RowAsync());
    }

    [Fact]
    public async Task A_query_sees_what_was_left_to_be_written_before_it() => await service.Database.WriteAsync(async transaction =>
    {
        Counter.Start(id, transaction.Now).Insert(transaction);
        var counter = (await Counter.LockAsync(transaction, id))!;
        Assert.Equal(1, counter.StoredVersion);
        counter.Stop();
        counter.Save(transaction);
        counter = (await Counter.LockAsync(transaction, id))!;
        Assert.Equal((2L, CounterState.StandingStill), (counter.Version, counter.State));
    }, default);

    [Fact]
    public async Task A_command_is_two_round_trips()
    {
        await StartAsync();
        var sent = await GeneralLog.RecordAsync(service.ConnectionString, () => ChangeAsync(counter => counter.Count(clock.GetUtcNow())));
        Assert.Equal(2, sent.TransactionWith("UPDATE counters").Count);
    }

    [Fact]
    public async Task A_moment_is_one_and_in_the_precision_of_the_database() => await service.Database.WriteAsync(transaction =>
    {
        var first = transaction.Now;
        clock.Advance(TimeSpan.FromTicks(7));
        Assert.Equal(first, transaction.Now);
        Assert.Equal(0, first.Ticks % TimeSpan.TicksPerMicrosecond);
        return Task.CompletedTask;
    }, default);

    [Fact]
    public async Task A_statement_that_names_what_its_object_lacks_is_refused_before_it_is_sent() => await service.Database.WriteAsync(transaction =>
    {
        Assert.Throws<ArgumentException>(() => transaction.Write("INSERT INTO history (member_id, type) VALUES (@id, @type)", new { id }));
        return Task.CompletedTask;
    }, default);

    private Task StartAsync() => service.Database.WriteAsync(transaction =>
    {
        Counter.Start(id, transaction.Now).Insert(transaction);
        return Task.CompletedTask;
    }, default);

    private Task ChangeAsync(Action<Counter> change) => service.Database.WriteAsync(async transaction =>
    {
        var counter = (await Counter.LockAsync(transaction, id))!;
        change(counter);
        counter.Save(transaction);
    }, default);

    private async Task<(long Version, string State)> RowAsync() =>
        Assert.Single(await service.QueryAsync<(long, string)>("SELECT version, state FROM counters WHERE id = @id", new { id }));

    private Task<IReadOnlyList<long>> SequencesAsync() => service.QueryAsync<long>("SELECT seq FROM outbox WHERE aggregate_id = @id ORDER BY id", new { id });

    private Task<IReadOnlyList<DateTimeOffset>> DeadlinesAsync() => service.QueryAsync<DateTimeOffset>("SELECT due_at FROM deadlines WHERE aggregate_id = @id", new { id });
}
