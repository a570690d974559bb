using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;

namespace FoodDelivery.UserService.Data;

/// <summary>What this process takes back itself it heeds at once, before the event has come round.</summary>
internal static class OwnRevocations
{
    /// <summary>Call it before the aggregate is saved, which forgets what was raised.</summary>
    public static void AfterCommit(this Revocations revocations, Transaction transaction, Aggregate account)
    {
        foreach (var revoked in account.Raised.OfType<RaisedEvent<AccessRevokedV1>>().ToList())
        {
            transaction.AfterCommit(() => revocations.Add(revoked.Data, transaction.Now));
        }
    }
}
