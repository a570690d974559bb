using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.UserService.Data;
using FoodDelivery.UserService.Domain;
using FoodDelivery.UserService.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace FoodDelivery.UserService.Endpoints;

public sealed record ServiceTokenRequest(
    [property: Compared(64)] string ClientId,
    [property: Compared(256)] string ClientSecret,
    [property: Compared(64)] string Audience);

public sealed record ServiceTokenResponse(string AccessToken, int ExpiresIn);

/// <summary>Who rings at a door needs name and phone; the rest is for who writes to people.</summary>
/// <param name="Erased">The person is gone: nobody is to be written to.</param>
public sealed record ContactResponse(
    Guid Id, string DisplayName, string? Phone,
    string? Email = null, bool? EmailVerified = null, Locale? Locale = null, bool? Erased = null);

/// <summary>Of those who were asked for and have an account.</summary>
public sealed record ContactList(IReadOnlyList<ContactResponse> Contacts);

/// <summary>What the mail of a link is made of.</summary>
/// <param name="DisplayName">Empty for who has no account yet.</param>
/// <param name="Token">What the link ends with; left out for a mail that only tells something.</param>
/// <param name="Detail">What it is about, where the kind does not say it all.</param>
public sealed record LinkResponse(
    LinkKind Kind, string Email, string DisplayName, Locale Locale, string? Token, DateTimeOffset ExpiresAt, LinkDetail? Detail);

/// <param name="RestaurantName">Of an invitation.</param>
/// <param name="Role">That it gives: owner, manager or kitchen.</param>
public sealed record LinkDetail(string RestaurantName, string Role);

/// <summary>For the other services only; the gateway does not route here.</summary>
internal static class InternalEndpoints
{
    private const int MostContacts = 100;

    public static void MapInternal(this WebApplication app)
    {
        // Anonymous, because this is where services get the token that every other internal call asks for.
        app.MapPost("/internal/v1/service-tokens", IssueAsync).ExcludeFromDescription();

        var users = app.MapGroup("/internal/v1/users/{id:guid}");
        users.MapGet("/contact", ContactAsync).RequireService("order", "notification");
        users.MapGet("/addresses/{addressId:guid}", AddressAsync).RequireService("cart");
        app.MapGet("/internal/v1/contacts", ContactsAsync).RequireService("notification");
        app.MapGet("/internal/v1/links/{id:guid}", LinkAsync).RequireService("notification");
        app.MapDelete("/internal/v1/links/{id:guid}", LinkMailedAsync).RequireService("notification");
    }

    private static async Task<Ok<ServiceTokenResponse>> IssueAsync(
        ServiceTokenRequest request, ServiceClients clients, AccessTokens tokens, HttpResponse response, CancellationToken ct)
    {
        if (!clients.Knows(request.ClientId, request.ClientSecret))
        {
            throw new ProblemException(401, "invalid_client", "The client or its secret is wrong.");
        }
        if (!ServiceClients.MayCall(request.ClientId, request.Audience))
        {
            throw new ProblemException(403, "audience_not_allowed", "This client calls no such service.");
        }
        response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new ServiceTokenResponse(
            await tokens.ForServiceAsync(request.ClientId, request.Audience, ct), (int)AccessTokens.ServiceLifetime.TotalSeconds));
    }

    private static async Task<Ok<ContactResponse>> ContactAsync(
        Guid id, ClaimsPrincipal caller, AccountReads accounts, CancellationToken ct)
    {
        var account = await accounts.FindAsync(id, ct) ?? throw ProblemException.NotFound("The account");
        // Nobody else has a use for the address.
        return TypedResults.Ok(caller.ServiceName() == "service:notification" ? ToWriteTo(account) : ToRing(account));
    }

    private static async Task<Ok<ContactList>> ContactsAsync(
        [FromQuery(Name = "id")] Guid[] ids, AccountReads accounts, CancellationToken ct)
    {
        if (ids.Length > MostContacts) throw ProblemException.Invalid("query:id", $"At most {MostContacts} are given.");
        return TypedResults.Ok(new ContactList([.. (await accounts.ListAsync(ids, ct)).Select(ToWriteTo)]));
    }

    // An order that is under way still asks for who has left; there is nobody to ring any more.
    private static ContactResponse ToRing(Account account) => new(account.Id, account.DisplayName, account.Phone);

    private static ContactResponse ToWriteTo(Account account) => ToRing(account) with
    {
        Email = account.Email, EmailVerified = account.EmailVerifiedAt is not null, Locale = account.Locale,
        Erased = account.ErasedAt is not null,
    };

    private static async Task<Ok<LinkResponse>> LinkAsync(Guid id, LinkStore links, HttpResponse response, CancellationToken ct)
    {
        response.Headers.CacheControl = "no-store";
        var mail = await links.FindMailAsync(id, ct);
        return TypedResults.Ok(new LinkResponse(
            mail.Kind, mail.Email, mail.DisplayName, mail.Locale, mail.Token, mail.ExpiresAt,
            mail.RestaurantName is null ? null : new LinkDetail(mail.RestaurantName, mail.StaffRole!)));
    }

    /// <summary>Changes something only for the mail after which an address is forgotten.</summary>
    private static async Task<NoContent> LinkMailedAsync(Guid id, LinkStore links, CancellationToken ct)
    {
        await links.MailedAsync(id, ct);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<AddressResponse>> AddressAsync(Guid id, Guid addressId, AddressStore addresses, CancellationToken ct) =>
        TypedResults.Ok(AddressResponse.From(await addresses.FindAsync(id, addressId, ct)));
}
