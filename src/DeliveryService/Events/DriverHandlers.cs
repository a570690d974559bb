using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.DeliveryService.Data;
using FoodDelivery.DeliveryService.Domain;
using Microsoft.Extensions.Options;

namespace FoodDelivery.DeliveryService.Events;

/// <summary>Ops' decisions about drivers. A suspended driver gets nothing new but brings what is under way to its end.</summary>
public sealed class DriverHandlers(
    DriverStore drivers, DeliveryStore deliveries, PositionStore positions, IOptions<DeliveryOptions> options) :
    IEventHandler<DriverApprovedV1>, IEventHandler<DriverSuspendedV1>
{
    public async Task HandleAsync(DriverApprovedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct)
    {
        var driver = await drivers.LockAsync(transaction, data.DriverId);
        if (driver is null) driver = Driver.New(data.DriverId, data.FirstName, data.Vehicle, transaction.Now);
        else driver.Approve(data.FirstName, data.Vehicle);
        drivers.Save(transaction, driver);
    }

    public async Task HandleAsync(DriverSuspendedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct)
    {
        var (driver, busy) = await deliveries.LockDriverAsync(transaction, data.DriverId);
        if (busy?.Status.HasCarrier() != true)
        {
            transaction.AfterCommit(() => _ = positions.ForgetAsync(data.DriverId, CancellationToken.None));
        }
        if (driver is null) return;
        if (busy?.Status is DeliveryStatus.Offered) busy.Decline(DeliveryActor.System, "suspended", transaction.Now, options.Value);
        driver.Suspend();
        if (busy is not null) deliveries.Save(transaction, busy);
        drivers.Save(transaction, driver);
    }
}
