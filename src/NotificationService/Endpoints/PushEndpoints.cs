using System.Buffers.Text;
using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.NotificationService.Channels;
using FoodDelivery.NotificationService.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace FoodDelivery.NotificationService.Endpoints;

/// <summary>As a browser's PushSubscription is written in JSON.</summary>
/// <param name="Endpoint">Address of the push service for this device.</param>
/// <param name="ExpirationTime">Milliseconds since 1970, as browsers send it; not used.</param>
public sealed record PushSubscriptionRequest(
    [property: Pattern("^https?://[!-~]{3,1000}$")] string Endpoint, PushKeys Keys, double? ExpirationTime = null);

/// <param name="P256dh">The device's public key, base64url of 65 bytes.</param>
/// <param name="Auth">Its secret, base64url of 16 bytes.</param>
public sealed record PushKeys(
    [property: StringLength(88), Pattern(PushKeys.Base64)] string P256dh,
    [property: StringLength(24), Pattern(PushKeys.Base64)] string Auth)
{
    internal const string Base64 = "^[A-Za-z0-9_-]{20,88}={0,2}$";
}

/// <param name="Service">Host of the push service.</param>
public sealed record PushSubscriptionResponse(Guid Id, string Service, DateTimeOffset CreatedAt);

public sealed record PushSubscriptionsResponse(IReadOnlyList<PushSubscriptionResponse> Items);

/// <param name="PublicKey">For <c>applicationServerKey</c>: base64url.</param>
public sealed record PushKeyResponse(string PublicKey);

/// <summary>Devices that the caller lets us push to.</summary>
internal static class PushEndpoints
{
    public static void MapPush(this WebApplication app)
    {
        var everyone = app.MapGroup("/api/v1/notifications").WithTags("Push")
            .RequireRole(Roles.Customer, Roles.Restaurant, Roles.Driver, Roles.Ops);
        var example = new PushSubscriptionResponse(
            Guid.Parse("01980000-0000-7000-8000-000000000002"), "push.example.com",
            new DateTimeOffset(2026, 11, 22, 18, 30, 0, TimeSpan.Zero));
        const string Point = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
        everyone.MapGet("/push-key", Key).Describe(
            "getPushKey", "Get the key by which push services know us",
            "For `PushManager.subscribe`: `applicationServerKey`. 404 where this installation has no web push.",
            response: new PushKeyResponse(Point), problems: 404);
        everyone.MapGet("/push-subscriptions", ListAsync).Describe(
            "listPushSubscriptions", "List my devices", response: new PushSubscriptionsResponse([example]));
        everyone.MapPost("/push-subscriptions", SaveAsync).Describe(
            "savePushSubscription", "Let us push to this device",
            "As the browser's `PushSubscription` is written in JSON. Say it again at every start: it is free, and a subscription ends "
            + "with the session, and when rights or password change. A known endpoint keeps its id (200) and belongs to the caller from "
            + "then on. The endpoint is https and public. Staff and ops get what belongs to their restaurants and to ops as well.",
            request: new PushSubscriptionRequest(
                "https://push.example.com/send/f7Qq1", new PushKeys(Point, "BTBZMqHH6r4Tts7J_aSIgg")),
            response: example, problems: [400, 404, 409]);
        everyone.MapDelete("/push-subscriptions/{id:guid}", DeleteAsync).Describe(
            "deletePushSubscription", "Push to this device no more", problems: 404);
    }

    private static Ok<PushKeyResponse> Key(IOptions<PushOptions> options) =>
        options.Value.IsOn ? TypedResults.Ok(new PushKeyResponse(options.Value.PublicKey!)) : throw Off();

    private static async Task<Ok<PushSubscriptionsResponse>> ListAsync(
        ClaimsPrincipal caller, PushSubscriptionStore store, CancellationToken ct) =>
        TypedResults.Ok(new PushSubscriptionsResponse([.. (await store.ListAsync(caller.Id(), ct)).Select(ToResponse)]));

    private static async Task<Results<Ok<PushSubscriptionResponse>, Created<PushSubscriptionResponse>>> SaveAsync(
        PushSubscriptionRequest request, ClaimsPrincipal caller, PushSubscriptionStore store, PushEndpointPolicy endpoints,
        IOptions<PushOptions> options, CancellationToken ct)
    {
        if (!options.Value.IsOn) throw Off();
        if (endpoints.Refuse(request.Endpoint) is { } wrong) throw ProblemException.Invalid("/endpoint", wrong);
        var wanted = new PushSubscription
        {
            UserId = caller.Id(),
            SessionId = Guid.TryParse(caller.FindFirstValue("sid"), out var session) ? session : null,
            Endpoint = request.Endpoint,
            P256dh = Decode(request.Keys.P256dh, PushEncryption.IsPoint, "/keys/p256dh", "Not a public key: 65 bytes, a point of P-256."),
            Auth = Decode(request.Keys.Auth, bytes => bytes.Length == 16, "/keys/auth", "Not a secret: 16 bytes."),
        };
        var saved = await store.SaveAsync(wanted, NotificationEndpoints.Recipients(caller), options.Value.MaxPerPerson, ct)
            ?? throw new ProblemException(
                409, "too_many_subscriptions",
                $"At most {options.Value.MaxPerPerson} devices may be subscribed. Delete one of them first.");
        var response = ToResponse(saved.Stored);
        return saved.IsNew
            ? TypedResults.Created($"/api/v1/notifications/push-subscriptions/{response.Id}", response)
            : TypedResults.Ok(response);
    }

    private static async Task<NoContent> DeleteAsync(Guid id, ClaimsPrincipal caller, PushSubscriptionStore store, CancellationToken ct) =>
        await store.DeleteAsync(id, caller.Id(), ct) ? TypedResults.NoContent() : throw ProblemException.NotFound("The subscription");

    private static byte[] Decode(string text, Func<byte[], bool> isGood, string pointer, string message)
    {
        try
        {
            var bytes = Base64Url.DecodeFromChars(text);
            if (isGood(bytes)) return bytes;
        }
        catch (FormatException)
        {
            // answered below like any other text that is no key
        }
        throw ProblemException.Invalid(pointer, message);
    }

    private static PushSubscriptionResponse ToResponse(PushSubscription stored) =>
        new(stored.Id, new Uri(stored.Endpoint).Host, stored.CreatedAt);

    private static ProblemException Off() => new(404, "push_off", "This installation has no web push.");
}
