using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.UserService.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FoodDelivery.UserService.Endpoints;

/// <param name="CurrentKid">The key that signs from now on.</param>
/// <param name="NextKid">The key that will sign after the next rotation.</param>
public sealed record RotatedKeysResponse(string CurrentKid, string NextKid);

/// <summary>Ops rotate the signing keys.</summary>
internal static class RotationEndpoint
{
    public static void MapKeyRotation(this WebApplication app)
    {
        var ops = app.MapGroup("/api/v1/ops/user").WithTags("Ops").RequireRole(Roles.Ops);
        ops.MapPost("/keys/rotate", RotateAsync).Describe("rotateSigningKeys", "Rotate the signing keys",
            "The next key, published since it was made, signs from now on; a new next one is made. "
            + "Tokens of the old key stay good until they expire.",
            null, new RotatedKeysResponse("019b76daa80075c7810a6b4d0ef3987a", "019b76daa80074b0a8dd14ee9541d70e"), 403);
    }

    private static async Task<Ok<RotatedKeysResponse>> RotateAsync(SigningKeys keys, CancellationToken ct)
    {
        var ring = await keys.RotateAsync(ct);
        return TypedResults.Ok(new RotatedKeysResponse(ring.Current.KeyId, ring.Next.KeyId));
    }
}
