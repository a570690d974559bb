using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.PaymentService.Data;
using FoodDelivery.PaymentService.Domain;

namespace FoodDelivery.PaymentService.Operations;

/// <summary>
/// Hands the worker of this process what was queued here and claimed for it in the same commit, so that nobody has to look for it. What is
/// lost on this way, or waits too long, is due again when its claim lapses.
/// </summary>
public sealed class OperationHandover : WakeSignal
{
    private readonly ConcurrentQueue<(Payment Payment, Guid OperationId)> queue = new();

    /// <summary>Whether there is a worker that takes them.</summary>
    public bool Accepting { get; set; }

    public void Add(Payment payment, Guid operationId)
    {
        queue.Enqueue((payment, operationId));
        Set();
    }

    public bool TryTake(out (Payment Payment, Guid OperationId) next) => queue.TryDequeue(out next);
}

/// <summary>Works off due operations, several at a time: one that waits for a silent provider must not hold up the others.</summary>
[SuppressMessage("Design", "CA1031",
    Justification = "The loop outlives any single failure; each is logged, and the operation is taken up again when its claim lapses.")]
public sealed class OperationWorker(OperationQueue queue, OperationRunner runner, OperationHandover handover, ILogger<OperationWorker> log)
    : BackgroundService
{
    private const int Parallel = 32;
    private const int Batch = 8;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var running = new List<Task>();
        var sinceLooked = Stopwatch.StartNew();
        var more = true;
        handover.Accepting = true;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                running.RemoveAll(task => task.IsCompleted);
                if (running.Count >= Parallel) await Task.WhenAny(running);
                // Both in turn: neither what is handed over nor what is due in the queue may keep the other waiting.
                if (more || sinceLooked.Elapsed >= Poll)
                {
                    sinceLooked.Restart();
                    var claimed = await queue.ClaimAsync(Batch, stoppingToken);
                    running.AddRange(claimed.Select(due => RunAsync(due.Id, due.PaymentId, () => runner.RunAsync(due))));
                    more = claimed.Count == Batch;
                }
                if (handover.TryTake(out var next))
                {
                    running.Add(RunAsync(next.OperationId, next.Payment.Id, () => runner.RunHandedAsync(next.Payment, next.OperationId)));
                }
                else if (!more)
                {
                    await handover.WaitAsync(Poll, stoppingToken);
                }
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
        handover.Accepting = false;
        await Task.WhenAll(running);
    }

    private async Task RunAsync(Guid operationId, Guid paymentId, Func<Task> run)
    {
        try
        {
            await run();
        }
        catch (Exception e)
        {
            log.LogError(e, "Operation {OperationId} of payment {PaymentId} failed; it is taken up again when its claim lapses",
                operationId, paymentId);
        }
    }
}
