using System.Diagnostics.CodeAnalysis;
using FoodDelivery.NotificationService.Data;
using Microsoft.Extensions.Options;

namespace FoodDelivery.NotificationService.Streams;

/// <summary>Deletes every hour what is older than <see cref="StreamOptions.KeepDays"/>. Several replicas may do so at once.</summary>
[SuppressMessage("Design", "CA1031", Justification = "The loop outlives any single failure; each is logged and retried.")]
internal sealed class StreamRetention(
    NotificationStore store, IOptions<StreamOptions> options, TimeProvider clock, ILogger<StreamRetention> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        do
        {
            try
            {
                await store.DeleteOlderThanAsync(clock.GetUtcNow().AddDays(-options.Value.KeepDays), stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                log.LogWarning(e, "Deleting old stream events failed; trying again in {Interval}", Interval);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
