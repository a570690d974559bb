using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Audit;
using FoodDelivery.BuildingBlocks.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FoodDelivery.BuildingBlocks.Sql;

/// <summary>A deadline that has passed and was not acted upon.</summary>
public sealed record LateDeadline
{
    /// <summary>Of what.</summary>
    public Guid AggregateId { get; init; }

    /// <summary>What is due.</summary>
    public string Kind { get; init; } = "";

    /// <summary>When it is tried next; in the past when nobody has come to it yet.</summary>
    public DateTimeOffset DueAt { get; init; }

    /// <summary>How often acting upon it has failed; the log says with what.</summary>
    public int Attempts { get; init; }
}

/// <param name="Reason">Kept in the audit trail.</param>
public sealed record RetryRequest([property: Text(200, MinimumLength = 1)] string Reason);

/// <summary>Lets ops see which deadlines are late, and have them tried at once: <c>/api/v1/ops/&lt;service&gt;/deadlines</c>.</summary>
internal static class DeadlineEndpoints
{
    /// <summary>Does nothing in a service without deadlines.</summary>
    /// <param name="name">The service, as it stands in the names of its operations.</param>
    public static void MapDeadlines(this RouteGroupBuilder ops, WebApplication app, string name)
    {
        if (app.Services.GetService<DeadlineSweeper>() is null) return;
        var example = new LateDeadline
        {
            AggregateId = Guid.Parse("01930b6f-02a4-7d11-8a55-c1a2b3c4d5e6"), Kind = "kitchen", Attempts = 3,
            DueAt = new DateTimeOffset(2026, 11, 22, 12, 0, 8, TimeSpan.Zero),
        };
        ops.MapGet("/deadlines", ListAsync).Describe(
            $"list{name}LateDeadlines", "List deadlines that were not acted upon",
            "Ops only, at most a hundred: those whose time has come, and those that have failed and are tried again later. Most attempts "
            + "first.",
            response: new Page<LateDeadline>([example], null), problems: [403]);
        ops.MapPost("/deadlines/{id:guid}/retry", RetryAsync).Describe(
            $"retry{name}Deadline", "Try a failed deadline at once",
            "Ops only. `id` is that of the aggregate. 404 when none of its deadlines has failed: one that is not due yet stays as it is. "
            + "May be repeated.",
            request: new RetryRequest("The service that it asks is back"), problems: [400, 403, 404]);
    }

    private static async Task<Page<LateDeadline>> ListAsync(Database database, TimeProvider clock, CancellationToken ct) => new(
        await database.ReadAsync(session => session.QueryAsync<LateDeadline>(
            """
            SELECT aggregate_id, kind, due_at, attempts FROM deadlines WHERE due_at <= @now OR attempts > 0
            ORDER BY attempts DESC, due_at LIMIT 100
            """, new { now = clock.GetUtcNow() }), ct), null);

    private static async Task<NoContent> RetryAsync(
        Guid id, RetryRequest request, ClaimsPrincipal caller, Database database, DeadlineSweeper sweeper, CancellationToken ct)
    {
        SharedRequests.Check(request);
        await database.WriteAsync(async transaction =>
        {
            var failed = await transaction.QueryAsync<string>(
                "SELECT kind FROM deadlines WHERE aggregate_id = @id AND attempts > 0 FOR UPDATE", new { id });
            if (failed.Count == 0) throw ProblemException.NotFound("A deadline of it that has failed");
            transaction.Write(
                "UPDATE deadlines SET due_at = @Now WHERE aggregate_id = @id AND attempts > 0 AND due_at > @Now",
                new { transaction.Now, id });
            transaction.Audit(caller.Id(), "deadline.retry", id, request.Reason);
            transaction.AfterCommit(sweeper.LookNow);
        }, ct);
        return TypedResults.NoContent();
    }
}
