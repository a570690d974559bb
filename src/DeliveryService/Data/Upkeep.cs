using System.Diagnostics.CodeAnalysis;
using FoodDelivery.BuildingBlocks.Sql;

namespace FoodDelivery.DeliveryService.Data;

/// <summary>Erases every hour what nobody needs any more. Several replicas do the same without harm.</summary>
[SuppressMessage("Design", "CA1031", Justification = "The loop outlives any single failure; what is left is erased an hour later.")]
public sealed class Upkeep(Database database, DriverStore drivers, PositionStore positions, TimeProvider clock, ILogger<Upkeep> log) : BackgroundService
{
    private const int PerStatement = 1000;
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);
    private static readonly TimeSpan PlacesKeptFor = TimeSpan.FromDays(1);
    private static readonly TimeSpan OffersKeptFor = TimeSpan.FromDays(30);

    public async Task RunAsync(CancellationToken ct)
    {
        await DeleteOffersAsync(ct);
        await ErasePlacesAsync(ct);
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
                log.LogWarning(e, "Upkeep failed; trying again in an hour");
            }
        }
    }

    private async Task DeleteOffersAsync(CancellationToken ct)
    {
        var before = clock.GetUtcNow() - OffersKeptFor;
        while (await database.ExecuteAsync("DELETE FROM offers WHERE closed_at < @before ORDER BY closed_at LIMIT @PerStatement", new { before, PerStatement }, ct) == PerStatement) { }
    }

    // Of drivers off duty: Redis was away when they went, or an upload crossed their going.
    private async Task ErasePlacesAsync(CancellationToken ct)
    {
        // In this order: who comes on duty in between is on duty.
        var known = await positions.AllAsync(ct);
        var onDuty = await database.ReadAsync(drivers.OnDutyAsync, ct);
        var oldest = clock.GetUtcNow() - PlacesKeptFor;
        foreach (var (driverId, at) in known)
        {
            if (!onDuty.Contains(driverId) || at < oldest) await positions.ForgetAsync(driverId, ct);
        }
    }
}
