using System.Diagnostics;
using Confluent.Kafka;

namespace FoodDelivery.Faults.Rare;

/// <summary>
/// Brokers of a cluster of three die under load: one, the one whose disk is lost too, and two, one after the other or in the same moment. With one
/// away others lead its partitions; with two away nobody can be elected and nothing be acknowledged until there are two again.
/// </summary>
public static class BrokerLoss
{
    private static readonly TimeSpan LedAgainWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CompleteWithin = TimeSpan.FromSeconds(60);

    public static IReadOnlyList<RareFault> All { get; } =
    [
        .. Stack.Brokers.Select(broker => new RareFault("F12", $"{broker} of three brokers is killed", false, (stage, ct) => LoseOneAsync(broker, disk: false, stage, ct))),
        .. Stack.Brokers.Select(broker => new RareFault("F12", $"{broker} of three brokers is killed, and its disk is lost", false, (stage, ct) => LoseOneAsync(broker, disk: true, stage, ct))),
        .. Stack.Brokers.Select(broker => new RareFault("F12", $"all of three brokers but {broker} are killed, one after the other", false, (stage, ct) => LoseTwoAsync(broker, together: false, stage, ct))),
        .. Stack.Brokers.Select(broker => new RareFault("F12", $"all of three brokers but {broker} are killed in the same moment", false, (stage, ct) => LoseTwoAsync(broker, together: true, stage, ct))),
    ];

    private static async Task<string> LoseOneAsync(string lost, bool disk, Stage stage, CancellationToken ct)
    {
        await CompleteAsync(ct);
        var led = Led(lost);
        var watch = Stopwatch.StartNew();
        await Stack.RunAsync("kill", lost);
        await LedByOthersAsync(lost, ct);
        var ledAgain = watch.Elapsed;
        if (Stage.Hold > watch.Elapsed) await Task.Delay(Stage.Hold - watch.Elapsed, ct);
        if (disk) Directory.Delete(Path.Combine(Stack.State, lost), recursive: true);
        return $"led {led} partitions, which others led after {ledAgain.TotalSeconds:0} s; {await ReviveAsync([lost], stage, ct)}";
    }

    private static async Task<string> LoseTwoAsync(string left, bool together, Stage stage, CancellationToken ct)
    {
        string[] lost = [.. Stack.Brokers.Except([left])];
        await CompleteAsync(ct);
        var led = lost.Sum(Led);
        if (together)
        {
            await Stack.RunAsync("kill", lost);
        }
        else
        {
            await Stack.RunAsync("kill", lost[0]);
            await LedByOthersAsync(lost[0], ct);
            await Stack.RunAsync("kill", lost[1]);
        }
        await Task.Delay(Stage.Hold, ct);
        var waiting = await stage.Harness.Books.CountAsync("SELECT COUNT(*) FROM fd_order.outbox WHERE published_at IS NULL");
        if (waiting == 0) throw new InvalidOperationException("Nothing waited in Order's outbox though one broker alone may acknowledge nothing.");
        return $"led {led} partitions; {waiting} events waited in Order's outbox; {await ReviveAsync(lost, stage, ct)}";
    }

    private static async Task<string> ReviveAsync(string[] lost, Stage stage, CancellationToken ct)
    {
        foreach (var broker in lost) await stage.Supervisor.ReviveAsync(broker);
        var watch = Stopwatch.StartNew();
        await CompleteAsync(ct);
        return $"all copies complete again {watch.Elapsed.TotalSeconds:0} s after the restart";
    }

    private static Task LedByOthersAsync(string lost, CancellationToken ct) => Stage.UntilAsync(
        () => Task.FromResult(TopicAdmin.Partitions().All(partition => partition.Leader >= 0 && partition.Leader != Id(lost))), LedAgainWithin, "every partition is led by a broker that is left", ct);

    // Somebody who has not caught up is no copy: losing one more then would be another fault.
    private static Task CompleteAsync(CancellationToken ct) => Stage.UntilAsync(
        () => Task.FromResult(TopicAdmin.Partitions().All(partition => partition.Leader >= 0 && partition.InSyncReplicas.Length == partition.Replicas.Length)), CompleteWithin, "every copy is complete", ct);

    private static int Led(string broker) => TopicAdmin.Partitions().Count(partition => partition.Leader == Id(broker));

    private static int Id(string broker) => Stack.Brokers.IndexOf(broker) + 1;
}
