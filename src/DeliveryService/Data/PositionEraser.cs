using System.Diagnostics.CodeAnalysis;
using FoodDelivery.BuildingBlocks.Sql;

namespace FoodDelivery.DeliveryService.Data;

/// <summary>
/// Erases every hour the positions of drivers who are off duty: Redis was away when they went, or an upload crossed their going.
/// Several replicas do the same without harm.
/// </summary>
[SuppressMessage("Design", "CA1031", Justification = "The loop outlives any single failure; what is left is erased an hour later.")]
public sealed class PositionEraser(Database database, DriverStore drivers, PositionStore positions, TimeProvider clock, ILogger<PositionEraser> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);
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
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogWarning(e, "Positions of drivers off duty were not erased; trying again in an hour");
            }
        }
    }
}
