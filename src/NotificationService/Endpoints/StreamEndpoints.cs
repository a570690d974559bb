using System.Globalization;
using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.NotificationService.Data;
using FoodDelivery.NotificationService.Domain;
using FoodDelivery.NotificationService.Streams;
using Microsoft.Extensions.Options;

namespace FoodDelivery.NotificationService.Endpoints;

/// <summary>The live stream of the caller.</summary>
internal static class StreamEndpoints
{
    private const string Description =
        "Server-sent events for the caller: customers see their orders, restaurant staff those of their restaurants, " +
        "drivers their offers and deliveries, ops what needs them.\n\n" +
        """
        | event | data | id |
        |---|---|---|
        | `hello` | serverTime, heartbeatSeconds, lastEventId | no |
        | `order.status` | orderId, restaurantId, status, at, code?, reason?, acceptBy?, readyBy?, total?, and those below | yes |
        | `delivery.status` | orderId, deliveryId, status, at, driverName?, vehicle?, pickupEta?, dropoffEta?, waitsUntil?, reason? | yes |
        | `delivery.position` | orderId, deliveryId, lat, lng, at (at most one a second, latest wins) | no |
        | `offer.created` | offerId, deliveryId, orderId, pay, expiresAt | yes |
        | `message` | orderId, messageId, from, at: somebody of the order wrote | yes |
        | `notification` | template, title, text, orderId?, at, time? (named by the text), values? (all that it names), wording? | yes |
        | `gap` | too much was missed to replay, or too long ago: read the state by REST | no |
        | `bye` | reason: token_expired, access_ended, too_slow, server_stopping; reconnect with Last-Event-ID | no |

        Of an order that is accepted or delayed also promiseEarliest and promiseLatest; of a rejected one itemIds, when items
        were the reason; of an undelivered one its cause.

        Send `Last-Event-ID` (header, or query parameter `lastEventId`) to get what was missed. Ids are opaque: send back the last one that
        came, or the one that `hello` named. A comment line comes every 15 s.
        """;

    public static void MapStreams(this WebApplication app) => app.MapGet("/api/v1/streams/me", StreamAsync)
        .WithTags("Streams").RequireRole(Roles.Customer, Roles.Restaurant, Roles.Driver, Roles.Ops)
        .Produces(200, contentType: "text/event-stream")
        .Describe("openMyStream", "Follow everything live", Description, problems: [400, 429])
        .DisableRequestTimeout();

    private static async Task StreamAsync(
        HttpContext http, ClaimsPrincipal caller, string? lastEventId, StreamHub hub, StreamReads stored, IOptions<StreamOptions> options,
        TimeProvider clock, IHostApplicationLifetime lifetime)
    {
        var after = LastEventId(http, lastEventId);
        var recipients = NotificationEndpoints.Recipients(caller);
        var connection = await hub.TryConnectAsync(caller.Id(), recipients, http.RequestAborted) ?? throw TooMany(options.Value);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        var sse = new SseWriter(http.Response);
        try
        {
            sse.Start();
            await sse.RetryAfterAsync(TimeSpan.FromSeconds(3), stop.Token);
            var lastId = connection.Position.ToString();
            var hello = new { serverTime = clock.GetUtcNow(), options.Value.HeartbeatSeconds, lastEventId = lastId };
            await sse.WriteAsync("hello", hello, stop.Token);
            if (after is not null) await ReplayAsync(sse, stored, connection.Position, after, options.Value.MaxReplay, stop.Token);
            await sse.FlushAsync(stop.Token);
            var heartbeat = TimeSpan.FromSeconds(options.Value.HeartbeatSeconds);
            await PumpAsync(http, sse, connection, heartbeat, TokenEnd(caller), clock, stop.Token);
            var expired = clock.GetUtcNow() >= TokenEnd(caller);
            await ByeAsync(sse, expired ? "token_expired" : http.HasAccessEnded() ? "access_ended" : "too_slow", http.RequestAborted);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            if (!http.RequestAborted.IsCancellationRequested) await ByeAsync(sse, "server_stopping", CancellationToken.None);
        }
        finally
        {
            hub.Disconnect(connection);
        }
    }

    private static ProblemException TooMany(StreamOptions options) =>
        new(429, "too_many_streams", $"At most {options.MaxPerPerson} streams may be open at once.") { RetryAfterSeconds = 5 };

    private static async Task ReplayAsync(
        SseWriter sse, StreamReads stored, StreamPosition upTo, string after, int limit, CancellationToken ct)
    {
        var position = upTo.Parse(after);
        var ranges = position?.Until(upTo);
        if (ranges is { Count: 0 }) return;
        var missed = ranges is null ? null : await stored.MissedAsync(ranges, limit, ct);
        if (position is null || missed is null)
        {
            await sse.WriteAsync("gap", new { after, upTo = upTo.ToString() }, ct);
            return;
        }
        foreach (var e in missed)
        {
            position.Advance(e);
            await sse.WriteAsync(e.Name, e.Data, position, ct);
        }
        StreamMetrics.CountReplayed(missed.Count);
    }

    /// <summary>Writes what comes until the token ends, the access was taken back or the client was too slow.</summary>
    private static async Task PumpAsync(
        HttpContext http, SseWriter sse, StreamConnection connection, TimeSpan heartbeat, DateTimeOffset tokenEnd, TimeProvider clock,
        CancellationToken ct)
    {
        var waiting = connection.Events.WaitToReadAsync(ct).AsTask();
        while (clock.GetUtcNow() < tokenEnd)
        {
            var left = tokenEnd - clock.GetUtcNow();
            var timer = Task.Delay(left < heartbeat ? left : heartbeat, ct);
            var came = await Task.WhenAny(waiting, timer) == waiting;
            // Who has been logged out, or is no longer staff, is told nothing more.
            if (http.HasAccessEnded()) return;
            if (came)
            {
                if (!await waiting) return;
                while (connection.Events.TryRead(out var e))
                {
                    if (e.Name == StreamEventNames.DeliveryPosition)
                    {
                        foreach (var position in connection.TakePositions()) await sse.WriteAsync(e.Name, position, ct);
                    }
                    else if (connection.Position.Advance(e))
                    {
                        await sse.WriteAsync(e.Name, e.Data, connection.Position, ct);
                        StreamMetrics.Pushed(e, clock.GetUtcNow());
                    }
                }
                waiting = connection.Events.WaitToReadAsync(ct).AsTask();
            }
            else
            {
                await timer;
                await sse.HeartbeatAsync(ct);
            }
            await sse.FlushAsync(ct);
        }
    }

    private static async Task ByeAsync(SseWriter sse, string reason, CancellationToken ct)
    {
        // Spread the reconnects of many clients over a few seconds.
        await sse.RetryAfterAsync(TimeSpan.FromMilliseconds(Random.Shared.Next(500, 5000)), ct);
        await sse.WriteAsync("bye", new { reason }, ct);
        await sse.FlushAsync(ct);
    }

    private static string? LastEventId(HttpContext http, string? query)
    {
        var text = http.Request.Headers["Last-Event-ID"] is { Count: 1 } header ? header.ToString() : query;
        if (string.IsNullOrEmpty(text)) return null;
        if (StreamPosition.IsWellFormed(text)) return text;
        throw ProblemException.Invalid("header:Last-Event-ID", "Not an event id of this stream.");
    }

    private static DateTimeOffset TokenEnd(ClaimsPrincipal caller) =>
        DateTimeOffset.FromUnixTimeSeconds(long.Parse(caller.FindFirstValue("exp")!, CultureInfo.InvariantCulture));
}
