using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FoodDelivery.BuildingBlocks.Hosting;

/// <summary>Work in the background that is done again and again. A failure is logged, and the next turn comes all the same.</summary>
/// <param name="interval">Time between two turns; the first comes after as long.</param>
[SuppressMessage("Design", "CA1031",
    Justification = "The loop outlives any single failure; each is logged and tried again at the next turn.")]
public abstract class PeriodicWork(TimeSpan interval, ILogger log) : BackgroundService
{
    /// <summary>One turn.</summary>
    protected abstract Task WorkAsync(CancellationToken ct);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await WorkAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                log.LogWarning(e, "{Work} failed; trying again in {Interval}", GetType().Name, interval);
            }
        }
    }
}
