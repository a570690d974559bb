using System.Data.Common;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Http;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.BuildingBlocks.Tests.Sample;
using FoodDelivery.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MySqlConnector;

namespace FoodDelivery.BuildingBlocks.Tests;

public sealed class Storage : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new();
    private SampleService service = null!;

    public async Task InitializeAsync() => service = await SampleService.StartAsync(clock: clock);

    public async Task DisposeAsync() => await service.DisposeAsync();

    [Fact]
    public async Task Ids_and_times_come_back_as_they_went_in()
    {
        var (id, at) = (Guid.CreateVersion7(), new DateTimeOffset(2026, 3, 29, 1, 30, 0, 123, 456, TimeSpan.Zero));
        await service.Database.WriteAsync(t => t.ExecuteAsync("INSERT INTO members (id, events, last_at) VALUES (@id, 1, @at)", new { id, at }), default);
        var row = Assert.Single(await service.QueryAsync<Member>("SELECT id, last_at FROM members WHERE id = @id", new { id }));
        Assert.Equal((id, at), (row.Id, row.LastAt));
        Assert.Equal(id.ToString("N"), Assert.Single(await service.QueryAsync<string>("SELECT LOWER(HEX(id)) FROM members WHERE id = @id", new { id })));
    }

    [Fact]
    public async Task Isolation_is_read_committed_whatever_the_server_says()
    {
        var level = await service.Database.WriteAsync(async transaction =>
        {
            await transaction.ExecuteAsync("INSERT INTO members (id, events) VALUES (@id, 1)", new { id = Guid.NewGuid() });
            var before = await transaction.QuerySingleAsync<long>("SELECT COUNT(*) FROM members");
            await service.Database.WriteAsync(other => other.ExecuteAsync("INSERT INTO members (id, events) VALUES (@id, 1)", new { id = Guid.NewGuid() }), default);
            return (before, After: await transaction.QuerySingleAsync<long>("SELECT COUNT(*) FROM members"));
        }, default);
        Assert.Equal(level.before + 1, level.After);
    }

    [Fact]
    public async Task A_deadlock_runs_the_whole_transaction_again()
    {
        var (a, b) = (Guid.NewGuid(), Guid.NewGuid());
        await service.Database.WriteAsync(t => t.ExecuteAsync("INSERT INTO members (id, events) VALUES (@a, 0), (@b, 0)", new { a, b }), default);
        var bothHoldOne = new Barrier(2);
        using var metrics = new Metrics();
        var runs = 0;
        Task Move(Guid first, Guid second) => Task.Run(() => service.Database.WriteAsync(async t =>
        {
            var run = Interlocked.Increment(ref runs);
            await t.ExecuteAsync("UPDATE members SET events = events + 1 WHERE id = @first", new { first });
            if (run <= 2) bothHoldOne.SignalAndWait(TimeSpan.FromSeconds(5));
            await t.ExecuteAsync("UPDATE members SET events = events + 1 WHERE id = @second", new { second });
        }, default));
        await Task.WhenAll(Move(a, b), Move(b, a));
        Assert.Equal(3, runs);
        Assert.Matches("transactions_repeated_total [1-9]", metrics.Write());
        Assert.Equal([2L, 2L], await service.QueryAsync<long>("SELECT events FROM members WHERE id IN @ids", new { ids = new[] { a, b }.ToArray() }));
    }

    [Fact]
    public async Task A_duplicate_key_is_told_apart()
    {
        var id = Guid.NewGuid();
        await service.Database.WriteAsync(t => t.ExecuteAsync("INSERT INTO members (id, events) VALUES (@id, 0)", new { id }), default);
        var e = await Assert.ThrowsAnyAsync<DbException>(() => service.Database.WriteAsync(t => t.ExecuteAsync("INSERT INTO members (id, events) VALUES (@id, 0)", new { id }), default));
        Assert.True(Assert.IsType<MySqlException>(e).IsDuplicateKey());
    }

    [Fact]
    public async Task Replicas_migrate_once_and_an_edited_script_stops_the_start()
    {
        var migrator = service.Services.GetRequiredService<Migrator>();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => migrator.MigrateAsync(default)));
        await service.Database.WriteAsync(t => t.ExecuteAsync("UPDATE schema_migrations SET checksum = REPEAT('0', 64) WHERE version = 1 LIMIT 1"), default);
        var e = await Assert.ThrowsAsync<MigrationRefusedException>(() => migrator.MigrateAsync(default));
        Assert.Contains("changed after it was applied", e.Message, StringComparison.Ordinal);

        // Not applied as far as the journal knows, but the tables are there: the database says no, and will again.
        await service.Database.WriteAsync(t => t.ExecuteAsync("DELETE FROM schema_migrations WHERE version = 1"), default);
        e = await Assert.ThrowsAsync<MigrationRefusedException>(() => migrator.MigrateAsync(default));
        Assert.Contains("already exists", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deadline_acts_once_when_due_even_with_several_sweepers()
    {
        var ids = Enumerable.Range(0, 30).Select(_ => Guid.NewGuid()).ToList(); // many, so that sweepers do meet
        foreach (var id in ids) await SetDeadlineAsync(id, 10);
        var sweeper = service.Services.GetRequiredService<DeadlineSweeper>();
        await sweeper.SweepAsync(default);
        Assert.Empty(await service.HistoryAsync(ids[0]));
        clock.Advance(TimeSpan.FromSeconds(10));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => sweeper.SweepAsync(default))));
        clock.Advance(TimeSpan.FromHours(1));
        await sweeper.SweepAsync(default);
        foreach (var id in ids) Assert.Single(await service.HistoryAsync(id));
    }

    [Fact]
    public async Task A_deadline_whose_handler_timed_out_waits_for_its_next_try_and_holds_up_no_other()
    {
        var (stuck, behind) = (Guid.NewGuid(), Guid.NewGuid());
        await SetDeadlineAsync(stuck, 1);
        await SetDeadlineAsync(behind, 2);
        service.Poison.Add(stuck);
        clock.Advance(TimeSpan.FromSeconds(3));
        var sweeper = service.Services.GetRequiredService<DeadlineSweeper>();
        await sweeper.SweepAsync(default);
        Assert.Single(await service.HistoryAsync(behind));

        service.Poison.Clear();
        await sweeper.SweepAsync(default);
        Assert.Empty(await service.HistoryAsync(stuck));
        clock.Advance(TimeSpan.FromSeconds(1));
        await sweeper.SweepAsync(default);
        Assert.Single(await service.HistoryAsync(stuck));
    }

    [Fact]
    public async Task A_look_that_finds_nothing_due_is_one_statement_and_a_deadline_three_round_trips()
    {
        var sweeper = service.Services.GetRequiredService<DeadlineSweeper>();
        var id = Guid.NewGuid();
        await SetDeadlineAsync(id, 1);
        var idle = await GeneralLog.RecordAsync(service.ConnectionString, () => sweeper.SweepAsync(default));
        var looks = idle.Where(packet => packet.Text.Contains("SELECT due_at FROM deadlines", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(looks);
        Assert.All(looks, look => Assert.Single(look.Statements));
        Assert.DoesNotContain(idle, packet => packet.Text.Contains("FOR UPDATE", StringComparison.Ordinal));

        clock.Advance(TimeSpan.FromSeconds(1));
        var acting = await GeneralLog.RecordAsync(service.ConnectionString, async () =>
        {
            await sweeper.SweepAsync(default);
            await Eventually.IsTrueAsync(async () => (await service.HistoryAsync(id)).Count == 1, "somebody has handled it");
        });
        // The claim, the handler's own statement, and the rest with the commit.
        Assert.Equal(3, acting.TransactionWith("INSERT INTO history").Count);
    }

    [Fact]
    public async Task A_deadline_that_asks_first_holds_no_lock_and_no_other_sweeper_takes_it_meanwhile()
    {
        var sweeper = service.Services.GetRequiredService<DeadlineSweeper>();
        var (id, asks) = (Guid.NewGuid(), 0);
        service.Injected.WhileAsking = async _ =>
        {
            asks++;
            await service.Database.ExecuteAsync("UPDATE deadlines SET attempts = attempts WHERE aggregate_id = @id", new { id }, default).WaitAsync(TimeSpan.FromSeconds(5));
            await sweeper.SweepAsync(default);
        };
        await SetDeadlineAsync(id, 0, "asking");
        await sweeper.SweepAsync(default);
        Assert.Single(await service.HistoryAsync(id));
        Assert.Equal(1, asks);
    }

    [Fact]
    public async Task A_deadline_that_cannot_ask_is_tried_again_and_one_that_was_cut_off_is_not_lost()
    {
        var sweeper = service.Services.GetRequiredService<DeadlineSweeper>();
        var id = Guid.NewGuid();
        await SetDeadlineAsync(id, 0, "asking");
        service.Injected.WhileAsking = _ => throw new DependencyUnavailableException("a dependency");
        await sweeper.SweepAsync(default);
        await sweeper.SweepAsync(default);
        Assert.Equal([1], await service.QueryAsync<int>("SELECT attempts FROM deadlines WHERE aggregate_id = @id", new { id }));

        using var stop = new CancellationTokenSource();
        service.Injected.WhileAsking = async _ =>
        {
            await stop.CancelAsync();
            stop.Token.ThrowIfCancellationRequested();
        };
        clock.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sweeper.SweepAsync(stop.Token));
        service.Injected.WhileAsking = _ => Task.CompletedTask;
        await sweeper.SweepAsync(default);
        Assert.Empty(await service.HistoryAsync(id));
        clock.Advance(TimeSpan.FromSeconds(10));
        await sweeper.SweepAsync(default);
        Assert.Single(await service.HistoryAsync(id));
    }

    [Fact]
    public async Task A_deadline_that_was_set_anew_while_it_asked_comes_again()
    {
        var sweeper = service.Services.GetRequiredService<DeadlineSweeper>();
        var id = Guid.NewGuid();
        service.Injected.WhileAsking = _ => SetDeadlineAsync(id, 20, "asking");
        await SetDeadlineAsync(id, 0, "asking");
        await sweeper.SweepAsync(default);
        Assert.Empty(await service.HistoryAsync(id));
        service.Injected.WhileAsking = _ => Task.CompletedTask;
        clock.Advance(TimeSpan.FromSeconds(20));
        await sweeper.SweepAsync(default);
        Assert.Single(await service.HistoryAsync(id));
    }

    private Task<bool> ClaimAsync(IdempotentRequest request, Guid resource) => Idempotency.ClaimAsync(service.Database, request, transaction =>
    {
        Idempotency.Claim(transaction, request, resource, TimeSpan.FromSeconds(30));
        return Task.FromResult(true);
    }, clock, default);

    [Fact]
    public async Task An_idempotency_key_replays_refuses_and_expires()
    {
        var request = new IdempotentRequest("caller", "POST /things", Guid.NewGuid().ToString(), new byte[32]);
        var resource = Guid.NewGuid();
        Task<IdempotencyRecord?> Find(IdempotentRequest r) => service.Database.ReadAsync(s => Idempotency.FindAsync(s, r, clock.GetUtcNow()), default);

        Assert.Null(await Find(request));
        await ClaimAsync(request, resource);
        Assert.Equal("idempotency_key_in_progress", (await Assert.ThrowsAsync<ProblemException>(() => Find(request))).Code);
        Assert.Equal("idempotency_key_in_progress", (await Assert.ThrowsAsync<ProblemException>(() =>
            ClaimAsync(request, Guid.NewGuid()))).Code);
        clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal((resource, (int?)null), await Find(request) is { } abandoned ? (abandoned.ResourceId, abandoned.Status) : default);

        await service.Database.WriteAsync(t =>
        {
            Idempotency.Complete(t, request, 201, [1, 2]);
            return Task.CompletedTask;
        }, default);
        Assert.Equal(201, (await Find(request))!.Status);
        Assert.Equal("idempotency_key_reused", (await Assert.ThrowsAsync<ProblemException>(() => Find(request with { Fingerprint = Enumerable.Repeat((byte)1, 32).ToArray() }))).Code);
        Assert.Null(await Find(request with { Caller = "another" }));
        clock.Advance(TimeSpan.FromHours(25));
        Assert.Null(await Find(request));
        await ClaimAsync(request, resource);
    }

    [Fact]
    public async Task Stored_answers_and_published_events_go_when_their_time_is_over()
    {
        await ClaimAsync(new IdempotentRequest("caller", "POST /things", "old-answer", new byte[32]), Guid.NewGuid());
        var old = clock.GetUtcNow();
        clock.Advance(TimeSpan.FromHours(23));
        await Sweep();
        Assert.Single(await service.QueryAsync<string>("SELECT idem_key FROM idempotency_keys"));
        clock.Advance(TimeSpan.FromHours(2));
        await Sweep();
        Assert.Empty(await service.QueryAsync<string>("SELECT idem_key FROM idempotency_keys"));

        // More than are deleted at a time, one that was published yesterday, and an old one that has not been published.
        clock.Advance(TimeSpan.FromDays(7));
        for (var i = 0; i < 3; i++) await EventsAsync(900, old);
        await EventsAsync(1, clock.GetUtcNow() - TimeSpan.FromDays(1));
        await EventsAsync(1, null);
        Assert.Equal(2700, await Sweep());
        Assert.Equal(2, (await service.QueryAsync<int>("SELECT COUNT(*) FROM outbox")).Single());

        Task<int> Sweep() => service.Services.GetRequiredService<RetentionSweeper>().SweepAsync(default);

        Task<int> EventsAsync(int number, DateTimeOffset? published) => service.Database.ExecuteAsync(
            $"""
             INSERT INTO outbox (event_id, topic, aggregate_id, seq, type, value, created_at, published_at)
             WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {number})
             SELECT UNHEX(LEFT(SHA2(CONCAT(i, @salt), 256), 32)), 'topic', UNHEX(LEFT(SHA2(i, 256), 32)), 1, 'type', '', @old, @published FROM n
             """, new { old, published, salt = Guid.NewGuid().ToString() }, default);
    }

    private Task SetDeadlineAsync(Guid id, int seconds, string kind = "sample") => service.Database.WriteAsync(transaction =>
    {
        transaction.SetDeadline(id, kind, clock.GetUtcNow().AddSeconds(seconds));
        return Task.CompletedTask;
    }, default);

    private sealed record Member
    {
        public Guid Id { get; init; }
        public DateTimeOffset LastAt { get; init; }
    }
}
