using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.DeliveryService.Data;
using FoodDelivery.DeliveryService.Domain;
using Microsoft.Extensions.Options;

namespace FoodDelivery.DeliveryService.Events;

/// <summary>Ops' decisions about drivers. A suspended driver gets nothing new but brings what is under way to its end.</summary>
public sealed class DriverHandlers(DriverStore drivers, DeliveryStore deliveries, PositionStore positions, IOptions<DeliveryOptions> options) :
    IEventHandler<DriverApprovedV1>, IEventHandler<DriverSuspendedV1>
{
    public Task HandleAsync(DriverApprovedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        drivers.ApproveAsync(transaction, data.DriverId, data.FirstName, data.Vehicle);

    public async Task HandleAsync(DriverSuspendedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct)
    {
        await drivers.SuspendAsync(transaction, data.DriverId);
        var busy = await deliveries.LockBusyAsync(transaction, data.DriverId);
        if (busy?.Status.HasCarrier() == true) return;
        transaction.AfterCommit(() => _ = positions.ForgetAsync(data.DriverId, CancellationToken.None));
        if (busy is null) return;
        busy.Decline(DeliveryActor.System, "suspended", transaction.Now, options.Value);
        await deliveries.SaveAsync(transaction, busy);
    }
}
