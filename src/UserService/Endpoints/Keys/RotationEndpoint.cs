using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.UserService.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FoodDelivery.UserService.Endpoints;

/// <param name="CurrentKid">The key that signs from now on.</param>
/// <param name="NextKid">The key that will sign after the next rotation.</param>
public sealed record RotatedKeysResponse(string CurrentKid, string NextKid);

/// <summary>Ops rotate the signing keys, and withdraw one.</summary>
internal static class RotationEndpoint
{
    public static void MapKeyRotation(this WebApplication app)
    {
        var ops = app.MapGroup("/api/v1/ops/user").WithTags("Ops").RequireRole(Roles.Ops);
        var example = new RotatedKeysResponse("019b76daa80075c7810a6b4d0ef3987a", "019b76daa80074b0a8dd14ee9541d70e");
        ops.MapPost("/keys/rotate", RotateAsync).Describe("rotateSigningKeys", "Rotate the signing keys",
            "The next key, published since it was made, signs from now on; a new next one is made. "
            + "Tokens of the old key stay good until they expire. A next key that is younger than 15 minutes may not be known everywhere: "
            + "409 rotation_too_soon, safeAt says from when on.",
            null, example, 403, 409);
        ops.MapPost("/keys/{kid:guid}/withdraw", WithdrawAsync).Describe("withdrawSigningKey", "Withdraw a stolen signing key",
            "Whatever it signed is refused from now on, by every service within about a second; when it is the current one the next signs. "
            + "People refresh, services fetch new tokens, ops who came with a token of it as well. docs/signing-key-stolen.md "
            + "tells the price.",
            null, example, 403, 404);
    }

    private static async Task<Ok<RotatedKeysResponse>> RotateAsync(ClaimsPrincipal caller, SigningKeys keys, CancellationToken ct) =>
        Show(await keys.RotateAsync(caller.Id(), ct));

    private static async Task<Ok<RotatedKeysResponse>> WithdrawAsync(
        Guid kid, ClaimsPrincipal caller, SigningKeys keys, CancellationToken ct) => Show(await keys.WithdrawAsync(kid, caller.Id(), ct));

    private static Ok<RotatedKeysResponse> Show(KeyRing ring) =>
        TypedResults.Ok(new RotatedKeysResponse(ring.Current.KeyId, ring.Next.KeyId));
}
