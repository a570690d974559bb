using System.Collections.Concurrent;
using FoodDelivery.Faults.City;

namespace FoodDelivery.Faults.Recovery;

/// <summary>Lanes that order one thing after the other until they are told to stop.</summary>
public sealed class Traffic(Town town)
{
    private static readonly Story[] Stories = [Story.Delivered, Story.Rejected, Story.Cancelled];

    private readonly ConcurrentQueue<string> broken = new();
    private readonly List<Task> running = [];
    private volatile bool over;
    private int orders;

    public int Orders => orders;

    public void Start(CancellationToken ct) => running.AddRange(town.Lanes.Select((lane, number) => LiveAsync(lane, number, ct)));

    /// <summary>Lets everybody finish what he has begun.</summary>
    /// <returns>What went wrong.</returns>
    public async Task<IReadOnlyList<string>> EndAsync()
    {
        over = true;
        await Task.WhenAll(running);
        return [.. broken];
    }

    private async Task LiveAsync(Lane lane, int number, CancellationToken ct)
    {
        while (!over)
        {
            try
            {
                await lane.LiveAsync(Stories[number++ % Stories.Length], ct);
            }
            catch (Exception e) when (e is RefusedException or TimeoutException or InvalidOperationException)
            {
                broken.Enqueue($"story: {e.Message}");
            }
            Interlocked.Increment(ref orders);
            await Task.Delay(TimeSpan.FromMilliseconds(300), ct);
        }
    }
}
