using System.Diagnostics;

namespace FoodDelivery.Faults.Rare;

/// <summary>
/// Brokers of a cluster of three die under load: one, the one whose disk is lost too, and two, one after the other. Two at one moment are more than
/// a cluster that acknowledges on two promises to survive, and Kafka before 0.11 does not (docs/guarantees.md).
/// </summary>
public static class BrokerLoss
{
    private static readonly TimeSpan LedAgainWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CompleteWithin = TimeSpan.FromSeconds(60);

    public static IReadOnlyList<RareFault> All { get; } =
    [
        .. Stack.Brokers.Select(broker => new RareFault("F12", $"{broker} of three brokers is killed", false, (stage, ct) => LoseAsync([broker], disk: false, stage, ct))),
        .. Stack.Brokers.Select(broker => new RareFault("F12", $"{broker} of three brokers is killed, and its disk is lost", false, (stage, ct) => LoseAsync([broker], disk: true, stage, ct))),
        .. Stack.Brokers.Select(broker => new RareFault("F12", $"all of three brokers but {broker} are killed, one after the other", false, (stage, ct) => LoseAsync([.. Stack.Brokers.Except([broker])], disk: false, stage, ct))),
    ];

    private static async Task<string> LoseAsync(string[] lost, bool disk, Stage stage, CancellationToken ct)
    {
        // Somebody who has not caught up is no copy: losing one more then would be another fault.
        await CompleteAsync(ct);
        var led = await CountAsync("--describe", line => IsLedBy(line, lost));
        var watch = Stopwatch.StartNew();
        for (var dead = 1; dead <= lost.Length; dead++)
        {
            await Stack.RunAsync("kill", lost[dead - 1]);
            await Stage.UntilAsync(async () => await CountAsync("--describe", line => IsPartition(line) && !IsLedBy(line, Stack.Brokers.Except(lost.Take(dead)))) == 0,
                LedAgainWithin, "every partition is led by a broker that is left", ct);
        }
        var ledAgain = watch.Elapsed;
        if (Stage.Hold > watch.Elapsed) await Task.Delay(Stage.Hold - watch.Elapsed, ct);
        if (disk) foreach (var broker in lost) Directory.Delete(Path.Combine(Stack.State, broker), recursive: true);
        foreach (var broker in lost) await stage.Supervisor.ReviveAsync(broker);
        watch.Restart();
        await CompleteAsync(ct);
        return $"led {led} partitions, which others led after {ledAgain.TotalSeconds:0} s; all copies complete again {watch.Elapsed.TotalSeconds:0} s after the restart";
    }

    private static Task CompleteAsync(CancellationToken ct) => Stage.UntilAsync(
        async () => await CountAsync("--describe --under-replicated-partitions", IsPartition) == 0, CompleteWithin, "every copy is complete", ct);

    private static async Task<int> CountAsync(string words, Func<string, bool> counts) => (await TopicAdmin.RunAsync(words.Split(' '))).Split('\n').Count(counts);

    private static bool IsPartition(string line) => line.Contains("Partition: ", StringComparison.Ordinal);

    private static bool IsLedBy(string line, IEnumerable<string> brokers) =>
        brokers.Any(broker => line.Contains($"Leader: {Stack.Brokers.IndexOf(broker)}\t", StringComparison.Ordinal));
}
