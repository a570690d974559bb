using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace FoodDelivery.BuildingBlocks.Http;

/// <summary>
/// A keyed request: who asks for what with which key. Semantics of draft-ietf-httpapi-idempotency-key-header-07 (docs/adr/0011).
/// </summary>
/// <param name="Caller">User id; the same key of another caller is another request.</param>
/// <param name="Route">Method and path as the service writes it, whatever the spelling of the request.</param>
/// <param name="Key">The header's value, 8 to 255 printable ASCII characters.</param>
/// <param name="Fingerprint">SHA-256 of what the request means; a repeat with another meaning is refused.</param>
public sealed record IdempotentRequest(string Caller, string Route, string Key, byte[] Fingerprint)
{
    /// <summary>Reads the header.</summary>
    /// <param name="meaning">
    /// The business fields of the request in a canonical form; not the raw body, so that order and white space do not matter.
    /// </param>
    /// <exception cref="ProblemException">400 when the header is missing, repeated or malformed.</exception>
    public static IdempotentRequest From(HttpContext http, Guid caller, string meaning)
    {
        var values = http.Request.Headers["Idempotency-Key"];
        if (values.Count == 0) throw new ProblemException(400, "idempotency_key_missing", "This call needs an Idempotency-Key header.");
        var key = values.ToString().Trim('"');
        if (values.Count > 1 || key.Length is < 8 or > 255 || key.Any(c => c is < '!' or > '~'))
        {
            throw new ProblemException(
                400, "idempotency_key_invalid",
                "The Idempotency-Key header is 8 to 255 printable ASCII characters without spaces, once.");
        }
        var fingerprint = SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(meaning));
        return new IdempotentRequest(caller.ToString(), $"{http.Request.Method} {Path(http)}", key, fingerprint);
    }

    // The route with its parsed ids, not what was sent: a router takes an id in upper case, without dashes or in braces as well, and a
    // slash at the end, and each would be another request.
    private static string Path(HttpContext http) => http.GetEndpoint() is not RouteEndpoint { RoutePattern: var route }
        ? http.Request.Path
        : string.Concat(route.PathSegments.Select(segment => "/" + string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            RoutePatternParameterPart parameter => Canonical(http.Request.RouteValues[parameter.Name]?.ToString()),
            _ => throw new UnreachableException(),
        }))));

    private static string? Canonical(string? value) => Guid.TryParse(value, out var id) ? id.ToString() : value;
}

/// <summary>What is known of a keyed request.</summary>
/// <param name="ResourceId">What the first request created or creates.</param>
/// <param name="Status">HTTP status of the stored answer; null while the first request has no answer yet.</param>
/// <param name="Body">Stored answer, JSON.</param>
public sealed record IdempotencyRecord(Guid ResourceId, int? Status, byte[]? Body);

/// <summary>Stored answers of keyed requests, kept 24 hours. The row commits with the effect, so a crash leaves both or neither.</summary>
public static class Idempotency
{
    private static readonly Meter Meter = new("FoodDelivery.Http");
    private static readonly Counter<long> Replays =
        Meter.CreateCounter<long>("idempotency_replays", null, "Keyed requests that were answered from what is stored.");
    private static readonly TimeSpan Keep = TimeSpan.FromHours(24);

    /// <summary>Registers the table and its clean-up: an answer may hold an address, and must not outlive its use.</summary>
    public static IServiceCollection AddIdempotency(this IServiceCollection services) =>
        services.AddMigrations(MigrationSet.Work).AddRetention(new Retention("idempotency_keys", "created_at", Keep));

    /// <summary>Finds an earlier request with this key.</summary>
    /// <returns>
    /// Null when there is none; a record without status when the first one was abandoned in mid-way and the caller should finish it.
    /// </returns>
    /// <exception cref="ProblemException">422 when it meant something else, 409 while it is still being answered.</exception>
    public static async Task<IdempotencyRecord?> FindAsync(Session session, IdempotentRequest request, DateTimeOffset now)
    {
        var row = await session.QuerySingleOrDefaultAsync<Row>(
            """
            SELECT fingerprint, resource_id, locked_until, status, body FROM idempotency_keys
            WHERE caller = @Caller AND route = @Route AND idem_key = @Key AND created_at > @notBefore
            """, new { request.Caller, request.Route, request.Key, notBefore = now - Keep });
        if (row is null) return null;
        if (!row.Fingerprint.AsSpan().SequenceEqual(request.Fingerprint))
        {
            throw new ProblemException(422, "idempotency_key_reused", "This Idempotency-Key was used for a different request.");
        }
        if (row.Status is null && row.LockedUntil > now) throw InProgress();
        return new IdempotencyRecord(row.ResourceId, row.Status, row.Body);
    }

    /// <summary>
    /// Claims the key, with the commit of the effect. When another request with this key was first, the commit fails with a duplicate key
    /// (see <see cref="ClaimAsync{T}"/>) and nothing is kept.
    /// </summary>
    /// <param name="lockFor">How long others are told that the request is in progress; after that it counts as abandoned.</param>
    public static void Claim(Transaction transaction, IdempotentRequest request, Guid resourceId, TimeSpan lockFor) => transaction.Write(
        """
        INSERT INTO idempotency_keys (caller, route, idem_key, fingerprint, resource_id, locked_until, created_at)
        VALUES (@Caller, @Route, @Key, @Fingerprint, @resourceId, @lockedUntil, @Now)
        """,
        new
        {
            request.Caller, request.Route, request.Key, request.Fingerprint, resourceId,
            transaction.Now, lockedUntil = transaction.Now + lockFor,
        });

    /// <summary>The key was not free: its table has no unique key but the primary one, and ids of what is made are new.</summary>
    private static bool IsTaken(Exception e) => e.IsDuplicateKey("PRIMARY");

    /// <summary>
    /// Runs work that claims the key. A key past its time is free again; looked at only when it is in the way, because nearly every key is
    /// new.
    /// </summary>
    /// <exception cref="ProblemException">409 when another request with this key was first.</exception>
    public static async Task<T> ClaimAsync<T>(
        Database database, IdempotentRequest request, Func<Transaction, Task<T>> work, TimeProvider clock, CancellationToken ct)
    {
        try
        {
            return await database.WriteAsync(work, ct);
        }
        catch (Exception e) when (IsTaken(e))
        {
            var freed = await database.ExecuteAsync(
                "DELETE FROM idempotency_keys WHERE caller = @Caller AND route = @Route AND idem_key = @Key AND created_at <= @notBefore",
                new { request.Caller, request.Route, request.Key, notBefore = clock.GetUtcNow() - Keep }, ct);
            if (freed == 0) throw InProgress();
        }
        try
        {
            return await database.WriteAsync(work, ct);
        }
        catch (Exception e) when (IsTaken(e))
        {
            throw InProgress();
        }
    }

    /// <summary>Stores the answer, with the commit.</summary>
    public static void Complete(Transaction transaction, IdempotentRequest request, int status, byte[] body) => transaction.Write(
        "UPDATE idempotency_keys SET status = @status, body = @body WHERE caller = @Caller AND route = @Route AND idem_key = @Key",
        new { request.Caller, request.Route, request.Key, status, body });

    /// <summary>
    /// Joins the key to the row that its request changes, so that one statement stores both:
    /// <c>UPDATE … {Join} SET …, {Answer} WHERE …</c>, with <c>Caller</c>, <c>Route</c>, <c>Key</c>, <c>answerStatus</c> and
    /// <c>answer</c> among the parameters. For writes whose statements are counted.
    /// </summary>
    public const string Join = "LEFT JOIN idempotency_keys k ON k.caller = @Caller AND k.route = @Route AND k.idem_key = @Key";

    /// <summary>The assignments that go with <see cref="Join"/>.</summary>
    public const string Answer = "k.status = @answerStatus, k.body = @answer";

    /// <summary>The stored answer as it was, with <c>Idempotent-Replayed: true</c>.</summary>
    public static IResult Replay(HttpContext http, IdempotencyRecord record)
    {
        http.Response.Headers["Idempotent-Replayed"] = "true";
        Replays.Add(1);
        return new StoredResult(record.Status!.Value, record.Body!);
    }

    private static ProblemException InProgress() =>
        new(409, "idempotency_key_in_progress", "A request with this Idempotency-Key is being handled; repeat it in a moment.")
        {
            RetryAfterSeconds = 1,
        };

    private sealed class StoredResult(int status, byte[] body) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = status;
            httpContext.Response.ContentType = "application/json; charset=utf-8";
            return httpContext.Response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
        }
    }

    private sealed record Row
    {
        public byte[] Fingerprint { get; init; } = [];
        public Guid ResourceId { get; init; }
        public DateTimeOffset LockedUntil { get; init; }
        public int? Status { get; init; }
        public byte[]? Body { get; init; }
    }
}
