using System.Security.Claims;
using System.Text;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FoodDelivery.BuildingBlocks.Messaging;

/// <summary>A message that could not be applied.</summary>
/// <param name="Reason">unreadable or handler_failed.</param>
/// <param name="Value">The message as text.</param>
public sealed record DeadLetterResponse(
    Guid Id, string Topic, int Partition, long Offset, string Reason, string Error, int Attempts, Guid? AggregateId, DateTimeOffset CreatedAt, string? Value);

/// <summary>Lets ops see, replay and discard dead letters: <c>/api/v1/ops/&lt;service&gt;/dead-letters</c>.</summary>
internal static class DeadLetterEndpoints
{
    /// <param name="name">The service, as it stands in the names of its operations.</param>
    public static void MapDeadLetters(this RouteGroupBuilder ops, string name)
    {
        var letters = ops.MapGroup("/dead-letters");
        letters.MapGet("", ListAsync).Describe($"list{name}DeadLetters", "List open dead letters", "Ops only. Oldest first.", problems: [400, 403]);
        letters.MapPost("/{id:guid}/replay", ReplayAsync)
            .Describe($"replay{name}DeadLetter", "Apply a dead letter again", "Ops only. Events of the same aggregate that waited behind it follow.", problems: [403, 404, 409]);
        letters.MapPost("/{id:guid}/discard", DiscardAsync)
            .Describe($"discard{name}DeadLetter", "Give a dead letter up", "Ops only. It is never applied; events of the same aggregate that waited behind it follow.", problems: [403, 404]);
    }

    private static async Task<Page<DeadLetterResponse>> ListAsync(Database database, int? limit, string? cursor, CancellationToken ct)
    {
        var size = Paging.Limit(limit);
        var rows = await database.ReadAsync(session => session.QueryAsync<Row>(
            $"{Select} WHERE resolved_at IS NULL AND (@after IS NULL OR id > @after) ORDER BY id LIMIT @take",
            new { after = Paging.DecodeId(cursor), take = size + 1 }), ct);
        return rows.Select(row => row.ToResponse()).ToList().ToPage(size, row => row.Id.ToString());
    }

    private static async Task<IResult> ReplayAsync(Guid id, ClaimsPrincipal caller, Database database, InboxProcessor processor, CancellationToken ct)
    {
        var row = await FindAsync(database, id, ct);
        try
        {
            await processor.ReplayAsync(new IncomingMessage(row.Topic, row.PartitionNo, row.OffsetNo, row.MessageKey, row.Value), ct);
        }
        catch (Exception e) when (e is not OperationCanceledException and not DependencyUnavailableException && !e.IsUnavailable())
        {
            throw new ProblemException(409, "replay_failed", $"It cannot be applied yet: {e.GetType().Name}: {e.Message}");
        }
        await ResolveAsync(database, id, "replayed", caller, ct);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> DiscardAsync(Guid id, ClaimsPrincipal caller, Database database, InboxProcessor processor, CancellationToken ct)
    {
        var row = await FindAsync(database, id, ct);
        await ResolveAsync(database, id, "discarded", caller, ct);
        if (row.AggregateId is { } aggregateId) await processor.ReleaseAsync(new StreamKey(row.Topic, aggregateId), ct);
        return TypedResults.NoContent();
    }

    private static async Task<Row> FindAsync(Database database, Guid id, CancellationToken ct) =>
        await database.ReadAsync(session => session.QuerySingleOrDefaultAsync<Row>($"{Select} WHERE id = @id AND resolved_at IS NULL", new { id }), ct)
        ?? throw ProblemException.NotFound("An open dead letter with this id");

    private static Task ResolveAsync(Database database, Guid id, string resolution, ClaimsPrincipal caller, CancellationToken ct) =>
        database.WriteAsync(transaction => transaction.ExecuteAsync(
            "UPDATE dead_letters SET resolved_at = @Now, resolution = @resolution, resolved_by = @by WHERE id = @id",
            new { transaction.Now, resolution, by = caller.Id(), id }), ct);

    private const string Select =
        "SELECT id, topic, partition_no, offset_no, message_key, value, aggregate_id, reason, error, attempts, created_at FROM dead_letters";

    private sealed record Row
    {
        public Guid Id { get; init; }
        public string Topic { get; init; } = "";
        public int PartitionNo { get; init; }
        public long OffsetNo { get; init; }
        public byte[]? MessageKey { get; init; }
        public byte[]? Value { get; init; }
        public Guid? AggregateId { get; init; }
        public string Reason { get; init; } = "";
        public string Error { get; init; } = "";
        public int Attempts { get; init; }
        public DateTimeOffset CreatedAt { get; init; }

        public DeadLetterResponse ToResponse() => new(
            Id, Topic, PartitionNo, OffsetNo, Reason, Error, Attempts, AggregateId, CreatedAt, Value is null ? null : Encoding.UTF8.GetString(Value));
    }
}
