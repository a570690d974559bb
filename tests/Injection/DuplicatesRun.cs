using System.Diagnostics;
using FoodDelivery.Contracts;

namespace FoodDelivery.Injection;

/// <summary>Writes messages that lie in the topics already once more, shuffled, and looks whether anything at all changed. Nothing else may run meanwhile.</summary>
internal static class DuplicatesRun
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    public static async Task<bool> RunAsync(int count, int seed)
    {
        using var broker = new Broker();
        string[] topics = [Topics.Order, Topics.Payment, Topics.Delivery, Topics.User];
        await UntilReadAsync(broker, topics);
        var originals = broker.Read(topics);
        if (originals.Count == 0) throw new InvalidOperationException("The topics are empty: let some orders through first.");
        var before = await Effects.ReadAsync();

        var watch = Stopwatch.StartNew();
        var random = new Random(seed);
        var failures = 0;
        for (var i = 0; i < count; i++) broker.Queue(originals[random.Next(originals.Count)], _ => Interlocked.Increment(ref failures));
        broker.Flush();
        Console.WriteLine($"duplicates written: {count - failures:N0} of {count:N0} (of {originals.Count:N0} messages, seed {seed}) in {watch.Elapsed.TotalSeconds:0} s");
        await UntilReadAsync(broker, topics);
        Console.WriteLine($"read by every subscribing service after {watch.Elapsed.TotalSeconds:0} s");

        var after = await Effects.ReadAsync();
        var changed = after.Where(pair => before.GetValueOrDefault(pair.Key) != pair.Value).Select(pair => pair.Key).ToList();
        Console.WriteLine($"tables compared: {after.Count}, changed: {(changed.Count == 0 ? "none" : string.Join(", ", changed))}");
        return failures == 0 && changed.Count == 0;
    }

    public static async Task UntilReadAsync(Broker broker, IReadOnlyCollection<string> topics)
    {
        var watch = Stopwatch.StartNew();
        // Twice in a row: what is applied publishes again.
        for (var quiet = 0; quiet < 2;)
        {
            var unread = broker.Unread(topics);
            quiet = unread == 0 ? quiet + 1 : 0;
            if (watch.Elapsed > Limit) throw new TimeoutException($"{unread:N0} messages are still unread after {Limit.TotalMinutes:0} min.");
            await Task.Delay(TimeSpan.FromSeconds(2));
        }
    }
}
