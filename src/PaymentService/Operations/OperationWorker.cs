using System.Diagnostics.CodeAnalysis;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.PaymentService.Data;

namespace FoodDelivery.PaymentService.Operations;

/// <summary>Wakes the worker of this process when an operation was queued.</summary>
public sealed class OperationSignal : WakeSignal;

/// <summary>Works off due operations, several at a time: one that waits for a silent provider must not hold up the others.</summary>
[SuppressMessage("Design", "CA1031",
    Justification = "The loop outlives any single failure; each is logged, and the operation is taken up again when its claim lapses.")]
public sealed class OperationWorker(OperationQueue queue, OperationRunner runner, OperationSignal signal, ILogger<OperationWorker> log)
    : BackgroundService
{
    private const int Parallel = 32;
    private const int Batch = 8;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var running = new List<Task>();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                running.RemoveAll(task => task.IsCompleted);
                if (running.Count >= Parallel) await Task.WhenAny(running);
                var claimed = await queue.ClaimAsync(Batch, stoppingToken);
                running.AddRange(claimed.Select(RunAsync));
                if (claimed.Count < Batch) await signal.WaitAsync(Poll, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning("Looking for due operations failed ({Error}); trying again", e.Message);
                await Task.Delay(Poll, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }
        await Task.WhenAll(running);
    }

    private async Task RunAsync(ClaimedOperation claimed)
    {
        try
        {
            await runner.RunAsync(claimed);
        }
        catch (Exception e)
        {
            log.LogError(e, "Operation {OperationId} of payment {PaymentId} failed; it is taken up again when its claim lapses",
                claimed.Id, claimed.PaymentId);
        }
    }
}
