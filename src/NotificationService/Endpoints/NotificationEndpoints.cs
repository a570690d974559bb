using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.NotificationService.Channels;
using FoodDelivery.NotificationService.Data;
using FoodDelivery.NotificationService.Domain;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace FoodDelivery.NotificationService.Endpoints;

/// <summary>A message for a person.</summary>
/// <param name="Id">A later message has a larger one.</param>
/// <param name="Template">Stable name of the text.</param>
/// <param name="Time">The moment that the text names in the restaurant's time; left out when it names none.</param>
/// <param name="Read">The caller has read it; messages of a restaurant are read by each of its people.</param>
public sealed record NotificationResponse(
    long Id, string Template, string Title, string Text, Guid? OrderId, DateTimeOffset At, DateTimeOffset? Time, bool Read);

/// <summary>Stored messages.</summary>
internal static class NotificationEndpoints
{
    public static void MapNotifications(this WebApplication app)
    {
        var group = app.MapGroup("/api/v1/notifications").WithTags("Notifications")
            .RequireRole(Roles.Customer, Roles.Restaurant, Roles.Driver, Roles.Ops);
        var example = new NotificationResponse(
            17, "order_accepted", "Order accepted", "Trattoria Demo accepted your order K7P2QX.",
            Guid.Parse("01980000-0000-7000-8000-000000000001"), new DateTimeOffset(2026, 11, 22, 18, 30, 0, TimeSpan.Zero), null, false);
        group.MapGet("", ListAsync).Describe(
            "listNotifications", "List my messages, newest first",
            "Restaurant staff see their restaurants' messages too, each with what he or she has read. Messages are kept for seven days. "
            + "Title and text are in the language of Accept-Language (en, de), otherwise in English; what somebody wrote stays as it is.",
            response: new Page<NotificationResponse>([example], null), problems: 400);
        group.MapPost("/{id:long}/read", ReadAsync)
            .Describe("markNotificationRead", "Mark a message as read", "For the caller only.", problems: 404);
        group.MapPost("/read-all", ReadAllAsync).Describe("markAllNotificationsRead", "Mark all my messages as read");
    }

    /// <summary>Whose events the caller sees.</summary>
    public static IReadOnlyCollection<Guid> Recipients(ClaimsPrincipal caller)
    {
        HashSet<Guid> recipients = [caller.Id()];
        if (caller.Has(Roles.Restaurant)) recipients.UnionWith(caller.RestaurantIds());
        if (caller.Has(Roles.Ops)) recipients.Add(Audience.Ops);
        return recipients;
    }

    private static async Task<Page<NotificationResponse>> ListAsync(
        ClaimsPrincipal caller, StreamReads stored, Templates templates, HttpContext http, bool? unread, int? limit, string? cursor,
        CancellationToken ct)
    {
        var language = Templates.Preferred(http.Request.GetTypedHeaders().AcceptLanguage);
        http.Response.Headers.ContentLanguage = language;
        http.Response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptLanguage);
        var size = Paging.Limit(limit);
        long? before = Paging.Decode(cursor) switch
        {
            null => null,
            var text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) => id,
            _ => throw ProblemException.Invalid("query:cursor", "Not a cursor of this list."),
        };
        var rows = await stored.ListAsync(caller.Id(), Recipients(caller), unread ?? false, before, size + 1, ct);
        return rows.Select(row => ToResponse(row, templates, language)).ToList()
            .ToPage(size, message => message.Id.ToString(CultureInfo.InvariantCulture));
    }

    private static async Task<NoContent> ReadAsync(long id, ClaimsPrincipal caller, NotificationStore store, CancellationToken ct) =>
        await store.MarkReadAsync(caller.Id(), Recipients(caller), id, ct)
            ? TypedResults.NoContent()
            : throw ProblemException.NotFound("The message");

    private static async Task<NoContent> ReadAllAsync(ClaimsPrincipal caller, NotificationStore store, CancellationToken ct)
    {
        await store.MarkReadAsync(caller.Id(), Recipients(caller), null, ct);
        return TypedResults.NoContent();
    }

    private static NotificationResponse ToResponse(StreamEvent row, Templates templates, string language)
    {
        var data = JsonSerializer.Deserialize<NotificationData>(row.Data, JsonDefaults.Tolerant)!;
        var (title, text) = templates.Render(language, data);
        return new NotificationResponse(
            row.Id, data.Template, title, text, data.OrderId, data.At, data.Time, row.ReadAt is not null);
    }
}
