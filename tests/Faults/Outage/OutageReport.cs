using System.Text;

namespace FoodDelivery.Faults.Outage;

/// <summary>The figures of an outage against their limits, on the screen and as Markdown.</summary>
public sealed class OutageReport(Options options, int seconds, int rate)
{
    private readonly StringBuilder table = new("| What | Figure | Limit |\n|---|---|---|\n");
    private readonly List<string> broken = [];

    /// <summary>What was answered while Kafka was away.</summary>
    public void Answers(Load load, int definite, int failures, string what, long peak)
    {
        var durations = load.Durations;
        Row("Orders placed, from 10 s before Kafka was killed on", $"{load.Placed} ({load.Missed} not begun, because everybody was busy)", $"{rate} per second");
        Row("Of them with a payment that waited for its event", $"{load.Undecided}", "–");
        Row("Time of an order, from the empty cart to accepted, rejected or cancelling", durations.Count == 0 ? "–" : $"p50 {durations[durations.Count / 2].TotalSeconds:0.00} s, max {durations[^1].TotalSeconds:0.00} s", "–");
        Row("Definite answers", $"{definite}", "–");
        Row("Failures (answers that left it open, and none)", $"{failures} ({what})", "0");
        Row("Unpublished events at the peak", $"{peak}", "–");
        if (failures > 0) broken.Add($"{failures} requests failed while Kafka was away: {what}");
        if (load.Placed < seconds * rate / 2) broken.Add($"Only {load.Placed} orders were placed in {seconds} s.");
        if (peak == 0) broken.Add("Nothing waited in the outboxes: Kafka was not missed, and this run proves nothing.");
    }

    public void Drained(TimeSpan? sinceStart, TimeSpan? sinceAnswer, TimeSpan limit)
    {
        Row("Everything published and applied, from Kafka's start", Seconds(sinceStart), $"{limit.TotalSeconds} s");
        Row("Everything published and applied, from Kafka's first answer", Seconds(sinceAnswer), "–");
        if (!(sinceStart <= limit)) broken.Add($"Not everything had arrived {limit.TotalSeconds} s after Kafka was started.");
    }

    /// <returns>0 when every limit was kept and everything holds.</returns>
    public async Task<int> EndAsync(TimeSpan? settled, IReadOnlyList<string> violations)
    {
        Row("At rest after everybody had finished", Seconds(settled), "60 s");
        broken.AddRange(violations);
        var end = broken.Count == 0 ? "\nEvery promise holds.\n" : "\nBroken:\n" + string.Concat(broken.Select(line => $"- {line}\n"));
        await Console.Out.WriteLineAsync($"\n{table}{end}");
        await File.WriteAllTextAsync(options.Text("report") ?? Path.Combine(Stack.State, "witness", "report.md"), $"# Kafka away for {seconds} s at {rate} orders per second\n\n{table}{end}");
        return broken.Count == 0 ? 0 : 1;
    }

    private void Row(string what, string figure, string limit) => table.Append($"| {what} | {figure} | {limit} |\n");

    private static string Seconds(TimeSpan? time) => time is { } span ? $"{span.TotalSeconds:0.0} s" : "not within the time given";
}
