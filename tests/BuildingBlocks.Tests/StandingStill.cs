using System.Diagnostics;
using Dapper;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.BuildingBlocks.Tests.Sample;
using FoodDelivery.FaultProxy;
using FoodDelivery.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using MySqlConnector;

namespace FoodDelivery.BuildingBlocks.Tests;

/// <summary>A database that takes what is sent and does not answer: frozen, or behind a line that has broken without a word.</summary>
public sealed class StandingStill : IAsyncLifetime
{
    private const int Places = 3;

    private SampleService service = null!;
    private TcpProxy line = null!;
    private Database database = null!;

    public async Task InitializeAsync()
    {
        service = await SampleService.StartAsync(clock: TestClock.Start());
        var server = new MySqlConnectionStringBuilder(service.ConnectionString);
        line = new TcpProxy(server.Server, (int)server.Port);
        var text = $"Server=127.0.0.1;Port={line.Port};User ID={server.UserID};Password={server.Password};Database={server.Database};"
            + $"Max Pool Size={Places};Connection Timeout=1;Default Command Timeout=1";
        database = new Database(
            new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:MySql", text)]).Build(), TimeProvider.System, NullLogger<Database>.Instance);
    }

    public async Task DisposeAsync()
    {
        database.Dispose();
        await line.DisposeAsync();
        await service.DisposeAsync();
    }

    [Fact]
    public async Task Callers_wait_for_seconds_and_everything_heals_by_itself()
    {
        await AskAllAsync();
        line.Faults = new() { HoldRequests = true, HoldReplies = true };
        var watch = Stopwatch.StartNew();
        // First those whose statement hangs, then those that find no connection to be had.
        Assert.True((await Assert.ThrowsAnyAsync<Exception>(AskAllAsync)).IsUnavailable());
        await Assert.ThrowsAnyAsync<Exception>(AskAllAsync);
        Assert.InRange(watch.Elapsed.TotalSeconds, 1, 8);

        line.Faults = FaultProxy.Faults.None;
        watch.Restart();
        await AskAllAsync();
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(3), $"It took {watch.Elapsed} to work again.");
    }

    [Fact]
    public async Task A_statement_without_an_answer_holds_its_locks_no_longer_than_the_line_is_broken()
    {
        var id = Guid.NewGuid();
        await database.ExecuteAsync("INSERT INTO members (id, events) VALUES (@id, 0)", new { id }, default);
        var broken = await Assert.ThrowsAnyAsync<Exception>(() => database.WriteAsync(async transaction =>
        {
            await transaction.ExecuteAsync("UPDATE members SET events = 1 WHERE id = @id", new { id });
            line.Faults = new() { HoldReplies = true };
            await transaction.ExecuteAsync("UPDATE members SET events = 2 WHERE id = @id", new { id });
        }, default));
        Assert.True(broken.IsUnavailable());
        line.Faults = FaultProxy.Faults.None;

        await using var other = new MySqlConnection(service.ConnectionString);
        await Eventually.IsTrueAsync(
            async () => (await other.QueryAsync<Guid>("SELECT id FROM members WHERE id = @id AND events = 0 FOR UPDATE SKIP LOCKED", new { id })).Any(), "the row is free and as it was");
    }

    private Task AskAllAsync() => Task.WhenAll(Enumerable.Range(0, Places).Select(_ => database.ReadAsync(session => session.QuerySingleAsync<long>("SELECT SLEEP(0.05)"), default)));
}
