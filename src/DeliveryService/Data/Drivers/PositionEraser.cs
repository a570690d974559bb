using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;

namespace FoodDelivery.DeliveryService.Data;

/// <summary>
/// Erases every hour the positions of drivers who are off duty: Redis was away when they went, or an upload crossed their going.
/// Several replicas do the same without harm.
/// </summary>
public sealed class PositionEraser(
    Database database, DriverStore drivers, PositionStore positions, JumpStore jumps, TimeProvider clock, ILogger<PositionEraser> log)
    : PeriodicWork(TimeSpan.FromHours(1), log)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    public async Task RunAsync(CancellationToken ct)
    {
        // In this order: who comes on duty in between is on duty.
        var known = await positions.AllAsync(ct);
        var onDuty = await database.ReadAsync(drivers.OnDutyAsync, ct);
        var oldest = clock.GetUtcNow() - KeptFor;
        foreach (var (driverId, at) in known)
        {
            if (!onDuty.Contains(driverId) || at < oldest) await positions.ForgetAsync(driverId, ct);
        }
        await jumps.ForgetAsync(oldest, ct);
    }

    protected override Task WorkAsync(CancellationToken ct) => RunAsync(ct);
}
