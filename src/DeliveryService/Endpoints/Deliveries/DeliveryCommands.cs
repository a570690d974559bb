using System.Security.Claims;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Audit;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.DeliveryService.Data;
using FoodDelivery.DeliveryService.Domain;
using Microsoft.Extensions.Options;
using Change = System.Action<
    FoodDelivery.DeliveryService.Domain.Delivery, System.DateTimeOffset, FoodDelivery.DeliveryService.Domain.DeliveryOptions>;

namespace FoodDelivery.DeliveryService.Endpoints;

/// <param name="Reason">Why ops do it; kept in the audit trail.</param>
public sealed record OpsRequest([property: Text(200, MinimumLength = 1)] string? Reason = null);

/// <summary>
/// Runs people's one-step commands on deliveries: lock, check the right, change, save, show. Longer ones are files of their own.
/// </summary>
public sealed class DeliveryCommands(Database database, DeliveryStore deliveries, DeliveryReader reader, IOptions<DeliveryOptions> options)
{
    /// <summary>A command of the assigned driver.</summary>
    public Task<DeliveryResponse> AsDriverAsync(Guid id, Guid driverId, Change change, CancellationToken ct) =>
        RunAsync(id, DeliveryActor.Driver, null, delivery => delivery.IsAssignedTo(driverId), change, ct);

    /// <summary>A command of ops, which is recorded with its effect.</summary>
    public Task<DeliveryResponse> AsOpsAsync(
        Guid id, ClaimsPrincipal caller, DeliveryCommand command, string? reason, Change change, CancellationToken ct) =>
        RunAsync(id, DeliveryActor.Ops, t => t.Audit(caller.Id(), ActionOf(command), id, reason), _ => true, change, ct);

    public static string ActionOf(DeliveryCommand command) => $"delivery.{command.Wire()}";

    public Task<DeliveryResponse> AsCustomerAsync(Guid id, Guid customerId, Change change, CancellationToken ct) =>
        RunAsync(id, DeliveryActor.Customer, null, delivery => delivery.CustomerId == customerId, change, ct);

    /// <summary>A command of whoever of the two is concerned.</summary>
    public Task<DeliveryResponse> AsDriverOrStaffAsync(
        Guid id, ClaimsPrincipal caller, Action<Delivery, DeliveryActor, DateTimeOffset> change, CancellationToken ct)
    {
        var actor = caller.Has(Roles.Driver) ? DeliveryActor.Driver : DeliveryActor.Restaurant;
        return RunAsync(
            id, actor, null, delivery => DeliveryReader.ActorOf(caller, delivery) == actor,
            (delivery, now, _) => change(delivery, actor, now), ct);
    }

    public static ProblemException NotFound() => ProblemException.NotFound("The delivery");

    private async Task<DeliveryResponse> RunAsync(
        Guid id, DeliveryActor actor, Action<Transaction>? audit, Func<Delivery, bool> isCallers, Change change, CancellationToken ct)
    {
        var delivery = await database.WriteAsync(async transaction =>
        {
            var locked = await deliveries.LockAsync(transaction, id);
            if (locked is null || !isCallers(locked)) throw NotFound();
            change(locked, transaction.Now, options.Value);
            // A repeat has changed nothing, and whatever a person changes raises an event.
            if (locked.Raised.Count == 0) return locked;
            deliveries.Save(transaction, locked);
            audit?.Invoke(transaction);
            return locked;
        }, ct);
        Failpoint.Hit("delivery.command.before_reply");
        return await reader.ShowAsync(delivery, actor, ct);
    }
}
