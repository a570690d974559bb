using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.DeliveryService.Data;
using FoodDelivery.DeliveryService.Domain;
using Microsoft.Extensions.Options;
using Change = System.Action<
    FoodDelivery.DeliveryService.Domain.Delivery, System.DateTimeOffset, FoodDelivery.DeliveryService.Domain.DeliveryOptions>;

namespace FoodDelivery.DeliveryService.Endpoints;

/// <summary>
/// Runs people's one-step commands on deliveries: lock, check the right, change, save, show. Longer ones are files of their own.
/// </summary>
public sealed class DeliveryCommands(Database database, DeliveryStore deliveries, DeliveryReader reader, IOptions<DeliveryOptions> options)
{
    /// <summary>A command of the assigned driver.</summary>
    public Task<DeliveryResponse> AsDriverAsync(Guid id, Guid driverId, Change change, CancellationToken ct) =>
        RunAsync(id, DeliveryActor.Driver, delivery => delivery.IsAssignedTo(driverId), change, ct);

    public Task<DeliveryResponse> AsOpsAsync(Guid id, Change change, CancellationToken ct) =>
        RunAsync(id, DeliveryActor.Ops, _ => true, change, ct);

    public Task<DeliveryResponse> AsCustomerAsync(Guid id, Guid customerId, Change change, CancellationToken ct) =>
        RunAsync(id, DeliveryActor.Customer, delivery => delivery.CustomerId == customerId, change, ct);

    public static ProblemException NotFound() => ProblemException.NotFound("The delivery");

    private async Task<DeliveryResponse> RunAsync(
        Guid id, DeliveryActor actor, Func<Delivery, bool> isCallers, Change change, CancellationToken ct)
    {
        var delivery = await database.WriteAsync(async transaction =>
        {
            var locked = await deliveries.LockAsync(transaction, id);
            if (locked is null || !isCallers(locked)) throw NotFound();
            change(locked, transaction.Now, options.Value);
            // A repeat has changed nothing, and whatever a person changes raises an event.
            if (locked.Raised.Count > 0) deliveries.Save(transaction, locked);
            return locked;
        }, ct);
        return await reader.ShowAsync(delivery, actor, ct);
    }
}
