using System.Security.Claims;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.UserService.Data;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FoodDelivery.UserService.Endpoints;

/// <param name="Client">What the device said it is; left out when it said nothing.</param>
/// <param name="LastUsedAt">When it last got new tokens, which it does about every ten minutes while it is in use.</param>
/// <param name="IsCurrent">Whether this is the session that asks.</param>
public sealed record SessionResponse(
    Guid Id, string? Client, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt, DateTimeOffset ExpiresAt, bool IsCurrent);

/// <summary>Where the caller is logged in, and logging out there.</summary>
internal static class SessionEndpoints
{
    private const int MaxClient = 200;

    public static void MapSessions(this WebApplication app)
    {
        var at = new DateTimeOffset(2026, 11, 22, 18, 30, 0, TimeSpan.Zero);
        var example = new SessionResponse(
            Guid.Parse("019b76da-a800-7c1e-9d35-6b4d0ef3987a"), "Mozilla/5.0 (X11; Linux x86_64)", at, at.AddHours(2), at.AddDays(14),
            true);
        var sessions = app.MapGroup("/api/v1/users/me/sessions").WithTags("Profile").RequireAuthorization();
        sessions.MapGet("", ListAsync).Describe("listMySessions", "List where I am logged in",
            "Newest first.", null, new Page<SessionResponse>([example], null), 400);
        sessions.MapDelete("/{id:guid}", EndAsync).Describe("endMySession", "Log out one of my sessions",
            "Its access tokens are refused from then on, by every service within about a second. 404 when it has ended already.",
            null, null, 404);
        sessions.MapDelete("", EndAllAsync).Describe("endAllMySessions", "Log out everywhere",
            "This session included. Every access token is refused from then on, by every service within about a second.", null, null, 404);
    }

    /// <summary>What the device says it is, as far as that can be shown.</summary>
    public static string? ClientName(this HttpContext http)
    {
        var text = http.Request.Headers.UserAgent.ToString().Trim();
        if (text.Length > MaxClient) text = text[..MaxClient];
        return text.Length > 0 && Texts.IsClean(text) ? text : null;
    }

    /// <summary>The session of the caller's token.</summary>
    public static Guid? SessionId(this ClaimsPrincipal caller) => Guid.TryParse(caller.FindFirstValue("sid"), out var sid) ? sid : null;

    private static async Task<Ok<Page<SessionResponse>>> ListAsync(
        ClaimsPrincipal caller, SessionStore sessions, CancellationToken ct, int? limit = null, string? cursor = null)
    {
        var size = Paging.Limit(limit);
        var current = caller.SessionId();
        var rows = await sessions.ListAsync(caller.Id(), Paging.DecodeId(cursor), size + 1, ct);
        return TypedResults.Ok(rows.Select(row => new SessionResponse(
                row.Id, row.Client, row.CreatedAt, row.RotatedAt ?? row.CreatedAt, row.ExpiresAt, row.Id == current))
            .ToList().ToPage(size, session => session.Id.ToString()));
    }

    private static async Task<NoContent> EndAsync(Guid id, ClaimsPrincipal caller, SessionStore sessions, CancellationToken ct)
    {
        await sessions.EndAsync(caller.Id(), id, ct);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> EndAllAsync(ClaimsPrincipal caller, AccountStore accounts, CancellationToken ct)
    {
        await accounts.EndAllSessionsAsync(caller.Id(), ct);
        return TypedResults.NoContent();
    }
}
