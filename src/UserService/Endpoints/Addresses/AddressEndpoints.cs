using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.UserService.Data;
using FoodDelivery.UserService.Domain;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FoodDelivery.UserService.Endpoints;

/// <param name="Label">For example Home.</param>
/// <param name="Address">Street, number, town.</param>
/// <param name="Lat">Latitude in degrees.</param>
/// <param name="Lng">Longitude in degrees.</param>
/// <param name="Notes">For the driver.</param>
public sealed record AddressRequest(
    [property: Text(300, MinimumLength = 3)] string Address,
    [property: Range(-90d, 90d)] double Lat,
    [property: Range(-180d, 180d)] double Lng,
    [property: Text(40)] string? Label = null,
    [property: Text(500, MultiLine = true)] string? Notes = null);

public sealed record AddressResponse(Guid Id, string? Label, string Address, double Lat, double Lng, string? Notes)
{
    internal static AddressResponse From(Address address) =>
        new(address.Id, address.Label, address.Text, address.Lat, address.Lng, address.Notes);
}

/// <summary>The caller's saved addresses.</summary>
internal static class AddressEndpoints
{
    public static void MapAddresses(this WebApplication app)
    {
        var request = new AddressRequest("Birkenallee 46, Birkenwerth am See", 48.207312, 11.583884, "Home", "Second bell from the top");
        var example = new AddressResponse(
            Guid.Parse("019b76da-a800-78dd-98af-fd677bd00b04"), request.Label, request.Address, request.Lat, request.Lng, request.Notes);
        var addresses = app.MapGroup("/api/v1/users/me/addresses").WithTags("Addresses").RequireAuthorization();
        addresses.MapGet("", ListAsync).Describe("listMyAddresses", "List my addresses",
            "Newest first; all of them, at most 20.", null, new Page<AddressResponse>([example], null));
        addresses.MapPost("", AddAsync).Describe("addMyAddress", "Save an address",
            $"At most {Address.MaxPerUser}.", request, example, 400, 404, 409);
        addresses.MapGet("/{id:guid}", GetAsync).Describe("getMyAddress", "Show one of my addresses", null, null, example, 404);
        addresses.MapPut("/{id:guid}", ReplaceAsync).Describe("replaceMyAddress", "Replace one of my addresses",
            null, request, example, 400, 404);
        addresses.MapDelete("/{id:guid}", RemoveAsync).Describe("removeMyAddress", "Remove one of my addresses", null, null, null, 404);
    }

    private static async Task<Ok<Page<AddressResponse>>> ListAsync(ClaimsPrincipal caller, AddressStore addresses, CancellationToken ct) =>
        TypedResults.Ok(new Page<AddressResponse>([.. (await addresses.ListAsync(caller.Id(), ct)).Select(AddressResponse.From)], null));

    private static async Task<Ok<AddressResponse>> GetAsync(Guid id, ClaimsPrincipal caller, AddressStore store, CancellationToken ct) =>
        TypedResults.Ok(AddressResponse.From(await store.FindAsync(caller.Id(), id, ct)));

    private static async Task<Created<AddressResponse>> AddAsync(
        AddressRequest request, ClaimsPrincipal caller, AddressStore addresses, TimeProvider clock, CancellationToken ct)
    {
        var address = ToAddress(Guid.CreateVersion7(clock.GetUtcNow()), caller, request);
        await addresses.AddAsync(address, ct);
        return TypedResults.Created($"/api/v1/users/me/addresses/{address.Id}", AddressResponse.From(address));
    }

    private static async Task<Ok<AddressResponse>> ReplaceAsync(
        Guid id, AddressRequest request, ClaimsPrincipal caller, AddressStore addresses, CancellationToken ct)
    {
        var address = ToAddress(id, caller, request);
        await addresses.ReplaceAsync(address, ct);
        return TypedResults.Ok(AddressResponse.From(address));
    }

    private static async Task<NoContent> RemoveAsync(Guid id, ClaimsPrincipal caller, AddressStore addresses, CancellationToken ct)
    {
        await addresses.RemoveAsync(caller.Id(), id, ct);
        return TypedResults.NoContent();
    }

    private static Address ToAddress(Guid id, ClaimsPrincipal caller, AddressRequest request) => new()
    {
        Id = id, UserId = caller.Id(),
        Label = request.Label, Text = request.Address, Lat = request.Lat, Lng = request.Lng, Notes = request.Notes,
    };
}
