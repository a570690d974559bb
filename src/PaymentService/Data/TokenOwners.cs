using System.Security.Cryptography;
using System.Text;
using FoodDelivery.BuildingBlocks.Sql;

namespace FoodDelivery.PaymentService.Data;

/// <summary>
/// Binds a provider's token to the customer who uses it first: whoever finds another's pays nothing with it. Those that stand for no one
/// person's card (a sandbox has such) are bound to nobody.
/// </summary>
internal static class TokenOwners
{
    /// <summary>Notes the owner unless there is one.</summary>
    public const string Claim =
        "INSERT IGNORE INTO token_owners (token_hash, customer_id, created_at) VALUES (@hash, @customerId, @Now);";

    /// <summary>A condition: it is this customer's.</summary>
    public const string IsOwn = "EXISTS (SELECT 1 FROM token_owners WHERE token_hash = @hash AND customer_id = @customerId)";

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>Whether a token is this customer's, now if not before.</summary>
    public static async Task<bool> ClaimAsync(Transaction transaction, Guid customerId, string token) =>
        await transaction.QuerySingleAsync<bool>(
            $"{Claim} SELECT {IsOwn}", new { hash = Hash(token), customerId, transaction.Now });
}
