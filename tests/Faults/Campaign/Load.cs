using System.Collections.Concurrent;
using FoodDelivery.Faults.City;

namespace FoodDelivery.Faults.Campaign;

/// <summary>Orders at a steady rate, of every story, as long as it is on. Lanes that are busy let the turn pass to the next free one.</summary>
public sealed class Load(IEnumerable<Lane> lanes, double ordersPerSecond, int seed)
{
    // Most orders are delivered or end early; the rare stories are there to be met by faults too.
    private static readonly Story[] Mix =
    [
        .. Enumerable.Repeat(Story.Delivered, 40), .. Enumerable.Repeat(Story.Declined, 14), .. Enumerable.Repeat(Story.Rejected, 12), .. Enumerable.Repeat(Story.Cancelled, 12),
        .. Enumerable.Repeat(Story.CancelRacesAccept, 10), .. Enumerable.Repeat(Story.CancelRacesPickUp, 4), .. Enumerable.Repeat(Story.Refunded, 4), .. Enumerable.Repeat(Story.SoldOut, 2), .. Enumerable.Repeat(Story.Refreshed, 2),
    ];

    private readonly ConcurrentQueue<Lane> free = new(lanes);
    private readonly ConcurrentDictionary<Task, bool> running = new();
    private readonly Random random = new(seed);

    /// <summary>How stories ended: as told, or in which other way, with how many.</summary>
    public ConcurrentDictionary<string, int> Endings { get; } = new();

    /// <summary>Stories that did not go as told, in words.</summary>
    public ConcurrentQueue<string> Otherwise { get; } = new();

    /// <summary>Starts stories until told to stop; those under way go on.</summary>
    public async Task RunAsync(CancellationToken until, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1 / ordersPerSecond));
        try
        {
            while (await timer.WaitForNextTickAsync(until))
            {
                var story = Mix[random.Next(Mix.Length)];
                if (!free.TryDequeue(out var lane)) continue;
                if (story == Story.SoldOut && lane.SharesDish) story = Story.Delivered;
                var task = Task.Run(() => LiveAsync(lane, story, ct), ct);
                running[task] = true;
                // What failed stays, so that whoever waits for the end is told.
                _ = task.ContinueWith(done => running.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            }
        }
        catch (OperationCanceledException) when (until.IsCancellationRequested)
        {
            // The load goes off.
        }
    }

    /// <summary>Until everybody has finished what he began.</summary>
    public Task FinishAsync() => Task.WhenAll(running.Keys);

    private async Task LiveAsync(Lane lane, Story story, CancellationToken ct)
    {
        try
        {
            await lane.LiveAsync(story, ct);
            Endings.AddOrUpdate($"{story}: as told", 1, (_, count) => count + 1);
        }
        // Whatever it is: a story that ends in another way than told is a finding. Only our own interruption is none.
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            Endings.AddOrUpdate($"{story}: otherwise", 1, (_, count) => count + 1);
            var line = $"{TimeProvider.System.GetUtcNow():HH:mm:ss} {story}: {(e is RefusedException or TimeoutException or InvalidOperationException ? e.Message : $"{e.GetType().Name}: {e.Message}")}";
            Otherwise.Enqueue(line);
            // At once, and not only in the report: a run may be ended before that.
            await Console.Out.WriteLineAsync($"ended otherwise: {line.ReplaceLineEndings(" ")}");
        }
        finally
        {
            free.Enqueue(lane);
        }
    }
}
