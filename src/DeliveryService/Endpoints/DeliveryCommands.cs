using System.Security.Cryptography;
using System.Text;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.DeliveryService.Data;
using FoodDelivery.DeliveryService.Domain;
using Microsoft.Extensions.Options;

namespace FoodDelivery.DeliveryService.Endpoints;

/// <summary>Runs people's commands on deliveries: find, check the right, change, store, show.</summary>
public sealed class DeliveryCommands(
    Database database, DeliveryStore deliveries, DriverStore drivers, OfferStore offers, DropoffStore dropoffs, DeliveryViews views, IOptions<DeliveryOptions> options, ILogger<DeliveryCommands> log)
{
    private const int PinTries = 5;

    private readonly DeliveryOptions options = options.Value;

    /// <summary>A command of the assigned driver.</summary>
    public Task<DeliveryView> AsDriverAsync(Guid id, Guid driverId, Action<Delivery, DateTimeOffset, DeliveryOptions> change, CancellationToken ct) =>
        RunAsync(id, DeliveryActor.Driver, delivery => delivery.IsAssignedTo(driverId), change, ct);

    public Task<DeliveryView> AsOpsAsync(Guid id, Action<Delivery, DateTimeOffset, DeliveryOptions> change, CancellationToken ct) => RunAsync(id, DeliveryActor.Ops, _ => true, change, ct);

    public Task<DeliveryView> AsCustomerAsync(Guid id, Guid customerId, Action<Delivery, DateTimeOffset, DeliveryOptions> change, CancellationToken ct) =>
        RunAsync(id, DeliveryActor.Customer, delivery => delivery.CustomerId == customerId, change, ct);

    public Task<DeliveryView> PickUpAsync(Guid id, Guid driverId, int? bagCount, CancellationToken ct) => RunAsync(
        id, DeliveryActor.Driver, delivery => delivery.IsAssignedTo(driverId),
        async (transaction, delivery) => delivery.PickUp(bagCount, (await drivers.FindAsync(transaction, driverId))!.Vehicle, transaction.Now, options), ct);

    /// <summary>Gives a delivery back before pick-up. Repeating it answers the same although the delivery is no longer the driver's.</summary>
    public async Task<DeliveryView> GiveBackAsync(Guid id, Guid driverId, CancellationToken ct)
    {
        var delivery = await database.WriteAsync(async transaction =>
        {
            var locked = await deliveries.LockAsync(transaction, id) ?? throw NotFound();
            if (!locked.IsAssignedTo(driverId)) return await offers.GaveBackAsync(transaction, id, driverId) ? locked : throw NotFound();
            Checked(() => locked.Unassign(DeliveryActor.Driver, transaction.Now, options));
            await deliveries.SaveAsync(transaction, locked);
            return locked;
        }, ct);
        log.LogInformation("Driver {DriverId} gave delivery {DeliveryId} back", driverId, id);
        // A stranger's view from here on: no successor, no place, no address.
        var view = await views.ShowAsync(delivery, DeliveryActor.Restaurant, ct);
        return view with { Driver = null };
    }

    /// <summary>Ends the delivery when the customer's PIN is right; wrong tries are counted.</summary>
    public async Task<DeliveryView> DeliverAsync(Guid id, Guid driverId, string pin, CancellationToken ct)
    {
        var known = await database.ReadAsync(session => deliveries.FindAsync(session, id), ct);
        if (known is null || !known.IsAssignedTo(driverId)) throw NotFound();
        await dropoffs.EnsureAsync(known, ct);

        ProblemException? refusal = null;
        var delivery = await database.WriteAsync(async transaction =>
        {
            refusal = null;
            var locked = await deliveries.LockAsync(transaction, id);
            if (locked is null || !locked.IsAssignedTo(driverId)) throw NotFound();
            if (locked.Can(DeliveryCommand.Deliver, DeliveryActor.Driver)) refusal = await CheckPinAsync(transaction, id, pin);
            if (refusal is not null) return locked;
            Checked(() => locked.Deliver(DeliveryActor.Driver, "pin", transaction.Now));
            await deliveries.SaveAsync(transaction, locked);
            return locked;
        }, ct);
        Failpoint.Hit("delivery.deliver.after_commit");
        // Thrown only now: the count of the wrong try must be committed.
        return refusal is null ? await views.ShowAsync(delivery, DeliveryActor.Driver, ct) : throw refusal;
    }

    /// <summary>Ops give the delivery to a driver of their choice.</summary>
    public Task<DeliveryView> AssignAsync(Guid id, Guid driverId, CancellationToken ct) => RunAsync(id, DeliveryActor.Ops, _ => true, async (transaction, delivery) =>
    {
        if (delivery.IsAssignedTo(driverId) && delivery.Status.HasCarrier()) return;
        var driver = await drivers.LockAsync(transaction, driverId) ?? throw ProblemException.NotFound("The driver");
        if (!driver.Approved) throw DriverEndpoints.NotApproved();
        if (delivery.DriverId != driverId && await drivers.IsBusyAsync(transaction, driverId)) throw new ProblemException(409, "driver_busy", "The driver is asked for or carries another delivery.");
        var position = await views.PositionAsync(driverId, ct);
        delivery.Assign(driver, position is null ? 0 : new GeoPoint(position.Lat, position.Lng).MetresTo(delivery.PickupPoint), transaction.Now, options);
    }, ct);

    public static ProblemException NotFound() => ProblemException.NotFound("The delivery");

    /// <summary>Turns the machine's refusal into a problem.</summary>
    public static void Checked(Action change)
    {
        try
        {
            change();
        }
        catch (TransitionRefusedException e)
        {
            throw Conflict(e);
        }
    }

    private async Task<ProblemException?> CheckPinAsync(Transaction transaction, Guid id, string pin)
    {
        var dropoff = await dropoffs.FindAsync(transaction, id) ?? throw new BuildingBlocks.DependencyUnavailableException("order");
        if (dropoff.PinTries >= PinTries) return new ProblemException(409, "pin_locked", "Too many wrong PINs; ops must end this delivery.");
        if (CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(pin), Encoding.UTF8.GetBytes(dropoff.DeliveryPin))) return null;
        await dropoffs.CountWrongPinAsync(transaction, id);
        return new ProblemException(409, "pin_wrong", "The PIN is wrong.").With("triesLeft", PinTries - dropoff.PinTries - 1);
    }

    private Task<DeliveryView> RunAsync(Guid id, DeliveryActor actor, Func<Delivery, bool> isCallers, Action<Delivery, DateTimeOffset, DeliveryOptions> change, CancellationToken ct) =>
        RunAsync(id, actor, isCallers, (transaction, delivery) =>
        {
            change(delivery, transaction.Now, options);
            return Task.CompletedTask;
        }, ct);

    private async Task<DeliveryView> RunAsync(Guid id, DeliveryActor actor, Func<Delivery, bool> isCallers, Func<Transaction, Delivery, Task> change, CancellationToken ct)
    {
        try
        {
            var delivery = await database.WriteAsync(async transaction =>
            {
                var locked = await deliveries.LockAsync(transaction, id);
                if (locked is null || !isCallers(locked)) throw NotFound();
                await change(transaction, locked);
                await deliveries.SaveAsync(transaction, locked);
                return locked;
            }, ct);
            return await views.ShowAsync(delivery, actor, ct);
        }
        catch (TransitionRefusedException e)
        {
            throw Conflict(e);
        }
    }

    private static ProblemException Conflict(TransitionRefusedException e) =>
        new ProblemException(409, "delivery_state_conflict", "The delivery is in a status that does not allow this.")
            .With("currentStatus", e.Status.Wire()).With("allowedActions", e.AllowedActions.Select(action => action.Wire()).ToArray());
}
