using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.BuildingBlocks.Tests.Sample;
using MySqlConnector;

namespace FoodDelivery.BuildingBlocks.Tests;

/// <summary>What the database itself refuses, whatever the code above it does.</summary>
public sealed class SchemaGuards : IAsyncLifetime
{
    private readonly Guid stream = Guid.NewGuid();
    private readonly Guid applied = Guid.NewGuid();
    private SampleService service = null!;

    public async Task InitializeAsync() => service = await SampleService.StartAsync();

    public async Task DisposeAsync() => await service.DisposeAsync();

    [Fact]
    public async Task An_event_is_applied_once()
    {
        await ApplyAsync(applied, 1);
        await RefusedAsync("ux_inbox_event", () => ApplyAsync(applied, 2));
    }

    [Fact]
    public async Task A_step_of_a_stream_is_applied_once()
    {
        await ApplyAsync(applied, 1);
        await RefusedAsync("ux_inbox_sequence", () => ApplyAsync(Guid.NewGuid(), 1));
        await ApplyAsync(Guid.NewGuid(), 2);
    }

    [Fact]
    public async Task An_event_is_in_the_outbox_once()
    {
        await SendAsync();
        await RefusedAsync("ux_outbox_event", SendAsync);
    }

    private static async Task RefusedAsync(string key, Func<Task> write) => Assert.True((await Assert.ThrowsAsync<MySqlException>(write)).IsDuplicateKey(key));

    private Task ApplyAsync(Guid id, long seq) => service.Database.WriteAsync(transaction => transaction.ExecuteAsync(
        "INSERT INTO inbox (event_id, topic, aggregate_id, seq, applied_at) VALUES (@id, 'user.events.v1', @stream, @seq, UTC_TIMESTAMP(6))", new { id, stream, seq }), default);

    private Task SendAsync() => service.Database.WriteAsync(transaction => transaction.ExecuteAsync(
        "INSERT INTO outbox (event_id, topic, aggregate_id, seq, type, value, created_at) VALUES (@applied, 'user.events.v1', @stream, 1, 'x', '{}', UTC_TIMESTAMP(6))", new { applied, stream }), default);
}
