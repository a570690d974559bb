using FoodDelivery.Faults.Witness;

namespace FoodDelivery.Faults.Rare;

/// <summary>Somebody deletes the topic of orders under load. It is made anew and filled from the outbox, as docs/operations.md says.</summary>
public static class LostTopic
{
    private const string Topic = "order.events.v1";
    private static readonly string[] Readers = ["cart", "payment", "delivery", "notification", "analytics"];

    public static async Task<string> HappenAsync(Stage stage, CancellationToken ct)
    {
        var folder = Path.Combine(Stack.State, "kafka", "data", $"{Topic}-0");
        var born = Directory.GetCreationTimeUtc(folder);
        await TopicAdmin.DeleteAsync(Topic);
        await Stage.UntilAsync(() => Task.FromResult(!Directory.Exists(folder) || Directory.GetCreationTimeUtc(folder) > born), TimeSpan.FromSeconds(60), $"{Topic} is gone", ct);
        // Makes what is missing, and returns when it has a leader.
        await Stack.RunAsync("start", "kafka");
        await Stack.RunAsync("stop", Readers);
        foreach (var reader in Readers) await TopicDump.RewindAsync(Stack.Kafka, $"{reader}-service", Topic);
        await Stack.RunAsync("start", Readers);
        await stage.Harness.Witness.ForgetAsync(Topic);
        var answer = await stage.Harness.Town.Ops.DoAsync("republish", "/api/v1/ops/order/outbox/republish", new { since = TimeProvider.System.GetUtcNow().AddDays(-1), topic = Topic }, ct);
        var events = answer["events"]!.GetValue<long>();
        return events > 0 ? $"{events} events published again" : throw new InvalidOperationException("Nothing was published again.");
    }
}
