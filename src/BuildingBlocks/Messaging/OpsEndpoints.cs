using System.Security.Claims;
using System.Text;
using FoodDelivery.BuildingBlocks.Audit;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FoodDelivery.BuildingBlocks.Messaging;

/// <summary>What ops can see and mend of a service's messages, and who of them did what: <c>/api/v1/ops/&lt;service&gt;</c>.</summary>
internal static class OpsEndpoints
{
    /// <summary>Does nothing in a service that keeps its messages in no database.</summary>
    public static void MapOps(this WebApplication app)
    {
        if (app.Services.GetService<InboxProcessor>() is null) return;
        var service = app.Services.GetRequiredService<EventSubscriptions>().Group.Replace("-service", "", StringComparison.Ordinal);
        var name = char.ToUpperInvariant(service[0]) + service[1..];
        var ops = app.MapGroup($"/api/v1/ops/{service}").WithTags("Ops").RequireRole(Roles.Ops);
        ops.MapDeadLetters(name);
        ops.MapOutbox(name);
        ops.MapWaiting(name);
        ops.MapDeadlines(app, name);
        app.MapAuditTrail(service);
    }
}

/// <summary>A message that could not be applied.</summary>
/// <param name="Reason">unreadable or handler_failed.</param>
/// <param name="Value">The message as text.</param>
public sealed record DeadLetterResponse(
    Guid Id, string Topic, int Partition, long Offset, string Reason, string Error, int Attempts,
    Guid? AggregateId, DateTimeOffset CreatedAt, string? Value);

/// <summary>Lets ops see, replay and discard dead letters: <c>/api/v1/ops/&lt;service&gt;/dead-letters</c>.</summary>
internal static class DeadLetterEndpoints
{
    /// <param name="name">The service, as it stands in the names of its operations.</param>
    public static void MapDeadLetters(this RouteGroupBuilder ops, string name)
    {
        var letters = ops.MapGroup("/dead-letters");
        letters.MapGet("", ListAsync)
            .Describe($"list{name}DeadLetters", "List open dead letters", "Ops only. Oldest first.", problems: [400, 403]);
        letters.MapPost("/{id:guid}/replay", ReplayAsync).Describe(
            $"replay{name}DeadLetter", "Apply a dead letter again",
            "Ops only. Events of the same aggregate that waited behind it follow.",
            problems: [403, 404, 409]);
        letters.MapPost("/{id:guid}/discard", DiscardAsync).Describe(
            $"discard{name}DeadLetter", "Give a dead letter up",
            "Ops only. It is never applied; events of the same aggregate that waited behind it follow.",
            problems: [403, 404]);
    }

    private static async Task<Page<DeadLetterResponse>> ListAsync(Database database, int? limit, string? cursor, CancellationToken ct)
    {
        var size = Paging.Limit(limit);
        var rows = await database.ReadAsync(session => session.QueryAsync<Row>(
            $"{Select} WHERE resolved_at IS NULL AND (@after IS NULL OR id > @after) ORDER BY id LIMIT @take",
            new { after = Paging.DecodeId(cursor), take = size + 1 }), ct);
        return rows.Select(row => row.ToResponse()).ToList().ToPage(size, row => row.Id.ToString());
    }

    private static async Task<NoContent> ReplayAsync(
        Guid id, ClaimsPrincipal caller, Database database, InboxProcessor processor, CancellationToken ct)
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
        await ResolveAsync(database, id, "replayed", "deadLetter.replay", caller, ct);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> DiscardAsync(
        Guid id, ClaimsPrincipal caller, Database database, InboxProcessor processor, CancellationToken ct)
    {
        var row = await FindAsync(database, id, ct);
        await ResolveAsync(database, id, "discarded", "deadLetter.discard", caller, ct);
        if (row.AggregateId is { } aggregateId) await processor.ReleaseAsync(new StreamKey(row.Topic, aggregateId), ct);
        return TypedResults.NoContent();
    }

    private static async Task<Row> FindAsync(Database database, Guid id, CancellationToken ct) =>
        await database.ReadAsync(session =>
            session.QuerySingleOrDefaultAsync<Row>($"{Select} WHERE id = @id AND resolved_at IS NULL", new { id }), ct)
        ?? throw ProblemException.NotFound("An open dead letter with this id");

    private static Task ResolveAsync(
        Database database, Guid id, string resolution, string action, ClaimsPrincipal caller, CancellationToken ct) =>
        database.WriteAsync(transaction =>
        {
            transaction.Audit(caller.Id(), action, id, null);
            return transaction.ExecuteAsync(
                "UPDATE dead_letters SET resolved_at = @Now, resolution = @resolution, resolved_by = @by WHERE id = @id",
                new { transaction.Now, resolution, by = caller.Id(), id });
        }, ct);

    private const string Select =
        """
        SELECT id, topic, partition_no, offset_no, message_key, value, aggregate_id, reason, error, attempts, created_at
        FROM dead_letters
        """;

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
            Id, Topic, PartitionNo, OffsetNo, Reason, Error, Attempts, AggregateId, CreatedAt,
            Value is null ? null : Encoding.UTF8.GetString(Value));
    }
}

/// <summary>Which events are to be sent again.</summary>
/// <param name="Since">Those recorded at this moment or later. Events are kept for seven days after they were published.</param>
/// <param name="Topic">Only those of this topic; all when null.</param>
public sealed record RepublishRequest(DateTimeOffset Since, [property: Compared(64, MinimumLength = 1)] string? Topic = null);

/// <param name="Events">How many are on their way again.</param>
public sealed record RepublishResponse(long Events);

/// <summary>Lets ops send events again that a topic has lost: <c>/api/v1/ops/&lt;service&gt;/outbox</c>.</summary>
internal static class OutboxEndpoints
{
    private const int Step = 5000;

    /// <param name="name">The service, as it stands in the names of its operations.</param>
    public static void MapOutbox(this RouteGroupBuilder ops, string name) =>
        ops.MapPost("/outbox/republish", RepublishAsync).Describe(
            $"republish{name}Events", "Send events again",
            "Ops only. For a topic that was lost and made anew. " +
            "Consumers that know an event already ignore it, so sending too many is harmless.",
            request: new RepublishRequest(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero)), problems: [400, 403]);

    private static async Task<RepublishResponse> RepublishAsync(
        RepublishRequest request, ClaimsPrincipal caller, Database database, OutboxHandover handover, TimeProvider clock,
        ILogger<OutboxRelay> log, CancellationToken ct)
    {
        SharedRequests.Check(request);
        if (request.Since > clock.GetUtcNow()) throw ProblemException.Invalid("/since", "Lies in the future.");
        // Up to here: what is recorded meanwhile is sent anyway, and what has just been sent again must not be taken a third time.
        var end = await database.ReadAsync(session => session.QuerySingleAsync<long>("SELECT COALESCE(MAX(id), 0) FROM outbox"), ct);
        var from = await database.ReadAsync(session => session.QuerySingleAsync<long>(
            "SELECT COALESCE(MIN(id), 0) FROM outbox WHERE created_at >= @Since", request), ct);
        // Before the steps, which may be many: what was begun is in the trail whatever becomes of the rest.
        await database.WriteAsync(transaction =>
        {
            transaction.Audit(caller.Id(), "outbox.republish", null, $"Since {request.Since:O}, {request.Topic ?? "all topics"}");
            return Task.CompletedTask;
        }, ct);
        var events = 0L;
        for (var at = from; at > 0 && at <= end; at += Step)
        {
            var to = Math.Min(end, at + Step - 1);
            events += await database.ExecuteAsync(
                """
                UPDATE outbox SET published_at = NULL
                WHERE id BETWEEN @at AND @to AND published_at IS NOT NULL AND created_at >= @Since AND (@Topic IS NULL OR topic = @Topic)
                """, new { at, to, request.Since, request.Topic }, ct);
            handover.ReadOutbox();
        }
        log.LogInformation("{Count} events recorded since {Since:O} are sent again", events, request.Since);
        return new RepublishResponse(events);
    }
}
