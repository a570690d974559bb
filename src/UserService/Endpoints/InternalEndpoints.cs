using System.ComponentModel.DataAnnotations;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.UserService.Data;
using FoodDelivery.UserService.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FoodDelivery.UserService.Endpoints;

public sealed record ServiceTokenRequest(
    [property: StringLength(64), Compared] string ClientId,
    [property: StringLength(256), Compared] string ClientSecret,
    [property: StringLength(64), Compared] string Audience);

public sealed record ServiceTokenResponse(string AccessToken, int ExpiresIn);

public sealed record ContactResponse(Guid Id, string DisplayName, string? Phone);

/// <summary>For the other services only; the gateway does not route here.</summary>
internal static class InternalEndpoints
{
    public static void MapInternal(this WebApplication app)
    {
        // Anonymous, because this is where services get the token that every other internal call asks for.
        app.MapPost("/internal/v1/service-tokens", IssueAsync).ExcludeFromDescription();

        var users = app.MapGroup("/internal/v1/users/{id:guid}");
        users.MapGet("/contact", ContactAsync).RequireService("order");
        users.MapGet("/addresses/{addressId:guid}", AddressAsync).RequireService("cart");
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

    private static async Task<Ok<ContactResponse>> ContactAsync(Guid id, AccountReads accounts, CancellationToken ct)
    {
        var account = await accounts.FindAsync(id, ct) ?? throw ProblemException.NotFound("The account");
        return TypedResults.Ok(new ContactResponse(account.Id, account.DisplayName, account.Phone));
    }

    private static async Task<Ok<AddressResponse>> AddressAsync(Guid id, Guid addressId, AddressStore addresses, CancellationToken ct) =>
        TypedResults.Ok(AddressResponse.From(await addresses.FindAsync(id, addressId, ct)));
}
