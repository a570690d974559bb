using System.ComponentModel.DataAnnotations;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace FoodDelivery.BuildingBlocks.Messaging;

/// <summary>Which events are to be sent again.</summary>
/// <param name="Since">Those recorded at this moment or later. Events are kept for seven days after they were published.</param>
/// <param name="Topic">Only those of this topic; all when null.</param>
public sealed record RepublishRequest(DateTimeOffset Since, [property: StringLength(64, MinimumLength = 1)] string? Topic = null);

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
            "Ops only. For a topic that was lost and made anew. Consumers that know an event already ignore it, so sending too many is harmless.",
            request: new RepublishRequest(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero)), problems: [400, 403]);

    private static async Task<RepublishResponse> RepublishAsync(RepublishRequest request, Database database, OutboxSignal signal, TimeProvider clock, ILogger<OutboxRelay> log, CancellationToken ct)
    {
        if (request.Since > clock.GetUtcNow()) throw ProblemException.Invalid("/since", "Lies in the future.");
        // Up to here: what is recorded meanwhile is sent anyway, and what has just been sent again must not be taken a third time.
        var end = await database.ReadAsync(session => session.QuerySingleAsync<long>("SELECT COALESCE(MAX(id), 0) FROM outbox"), ct);
        var from = await database.ReadAsync(session => session.QuerySingleAsync<long>("SELECT COALESCE(MIN(id), 0) FROM outbox WHERE created_at >= @Since", request), ct);
        var events = 0L;
        for (var at = from; at > 0 && at <= end; at += Step)
        {
            var to = Math.Min(end, at + Step - 1);
            events += await database.ExecuteAsync(
                """
                UPDATE outbox SET published_at = NULL
                WHERE id BETWEEN @at AND @to AND published_at IS NOT NULL AND created_at >= @Since AND (@Topic IS NULL OR topic = @Topic)
                """, new { at, to, request.Since, request.Topic }, ct);
            signal.Set();
        }
        log.LogInformation("{Count} events recorded since {Since:O} are sent again", events, request.Since);
        return new RepublishResponse(events);
    }
}
