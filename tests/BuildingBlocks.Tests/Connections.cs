using Dapper;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Tests.Sample;
using FoodDelivery.TestKit;
using MySqlConnector;

namespace FoodDelivery.BuildingBlocks.Tests;

/// <summary>How connections are kept, shared and replaced.</summary>
public sealed class Connections : IAsyncLifetime
{
    private SampleService service = null!;

    // Not one of the service's: it must survive what it does to those.
    private MySqlConnection observer = null!;

    public async Task InitializeAsync()
    {
        service = await SampleService.StartAsync(clock: TestClock.Start());
        observer = new MySqlConnection(service.ConnectionString + ";Pooling=false");
        await observer.OpenAsync();
    }

    public async Task DisposeAsync()
    {
        await observer.DisposeAsync();
        await service.DisposeAsync();
    }

    [Fact]
    public async Task Idle_connections_that_the_server_closed_are_replaced_without_an_error()
    {
        await FillPoolAsync();
        await CloseAllAsync();
        Assert.Equal(0, await service.Database.ReadAsync(session => session.QuerySingleAsync<long>("SELECT COUNT(*) FROM members"), default));

        await FillPoolAsync();
        await CloseAllAsync();
        await AddMemberAsync();
        Assert.Equal(1, Assert.Single(await service.QueryAsync<long>("SELECT COUNT(*) FROM members")));
    }

    [Fact]
    public async Task A_transaction_whose_commit_was_sent_is_not_run_again()
    {
        await FillPoolAsync();
        var runs = 0;
        await Assert.ThrowsAnyAsync<Exception>(() => service.Database.WriteAsync(async transaction =>
        {
            runs++;
            await transaction.ExecuteAsync("INSERT INTO members (id, events) VALUES (@id, 0)", new { id = Guid.NewGuid() });
            await CloseAllAsync();
        }, default));
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task A_transaction_that_loses_its_connection_before_its_commit_runs_again()
    {
        await FillPoolAsync();
        var runs = 0;
        await service.Database.WriteAsync(async transaction =>
        {
            await transaction.ExecuteAsync("INSERT INTO members (id, events) VALUES (@id, 0)", new { id = Guid.NewGuid() });
            if (++runs == 1) await CloseAllAsync();
            await transaction.ExecuteAsync("INSERT INTO members (id, events) VALUES (@id, 0)", new { id = Guid.NewGuid() });
        }, default);
        Assert.Equal(2, runs);
        Assert.Equal(2, Assert.Single(await service.QueryAsync<long>("SELECT COUNT(*) FROM members")));
    }

    [Fact]
    public async Task A_cancelled_transaction_leaves_nothing_behind_for_the_next()
    {
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => service.Database.WriteAsync(async transaction =>
        {
            await transaction.ExecuteAsync("INSERT INTO members (id, events) VALUES (@id, 0)", new { id = Guid.NewGuid() });
            await stop.CancelAsync();
            stop.Token.ThrowIfCancellationRequested();
        }, stop.Token));
        await AddMemberAsync();
        Assert.Equal(1, Assert.Single(await service.QueryAsync<long>("SELECT COUNT(*) FROM members")));
    }

    [Fact]
    public async Task A_connection_is_used_again_after_a_read_and_after_a_commit()
    {
        var ids = new HashSet<long>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add(await service.Database.ReadAsync(session => session.QuerySingleAsync<long>("SELECT CONNECTION_ID()"), default));
            ids.Add(await service.Database.WriteAsync(transaction => transaction.QuerySingleAsync<long>("SELECT CONNECTION_ID()"), default));
        }
        Assert.Single(ids);
    }

    [Fact]
    public async Task More_work_than_connections_waits_its_turn()
    {
        using var watching = new CancellationTokenSource();
        using var metrics = new Metrics();
        var most = 0L;
        var work = Task.WhenAll(Enumerable.Range(0, 60).Select(_ => service.Database.ReadAsync(session => session.QuerySingleAsync<long>("SELECT SLEEP(0.2)"), default)));
        while (!work.IsCompleted) most = Math.Max(most, Open().Count);
        await work;
        Assert.InRange(most, 10, 20);
        Assert.Matches("connection_wait_seconds_count [1-9]", metrics.Write());
    }

    private Task AddMemberAsync() =>
        service.Database.WriteAsync(transaction => transaction.ExecuteAsync("INSERT INTO members (id, events) VALUES (@id, 0)", new { id = Guid.NewGuid() }), default);

    private Task FillPoolAsync() =>
        Task.WhenAll(Enumerable.Range(0, 5).Select(_ => service.Database.ReadAsync(session => session.QuerySingleAsync<long>("SELECT SLEEP(0.1)"), default)));

    // Without the observer's own.
    private IReadOnlyList<long> Open() => [.. TestEnvironment.ConnectionsTo(observer.Database).Where(id => id != observer.ServerThread)];

    // Again and again: the service's own loops open one now and then.
    private Task CloseAllAsync() => Eventually.IsTrueAsync(async () =>
    {
        foreach (var id in Open())
        {
            try
            {
                await observer.ExecuteAsync($"KILL {id}");
            }
            catch (MySqlException e) when (e.Number == 1094)
            {
                // Gone by itself meanwhile.
            }
        }
        return Open().Count == 0;
    }, "no connection is left");
}
