using System.Diagnostics.CodeAnalysis;
using FoodDelivery.BuildingBlocks;

namespace FoodDelivery.DeliveryService.Matching;

/// <summary>
/// Runs the matcher when it is woken, and every second for what other replicas changed. What wakes it during a run and shortly after is
/// taken together by the next one.
/// </summary>
[SuppressMessage("Design", "CA1031",
    Justification = "The loop outlives any single failure; each is logged and tried again a second later.")]
public sealed class MatchingWorker(Matcher matcher, MatchSignal signal, ILogger<MatchingWorker> log) : BackgroundService
{
    private static readonly TimeSpan AtLeastEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await signal.WaitAsync(AtLeastEvery, stoppingToken);
                await matcher.RunAsync(stoppingToken);
                await Task.Delay(Pause, stoppingToken);
            }
            catch (DependencyUnavailableException e)
            {
                log.LogWarning("Matching waits: {Dependency} does not answer", e.Dependency);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                log.LogError(e, "Matching failed; trying again");
            }
        }
    }
}
