using System.Diagnostics;
using FoodDelivery.Faults.Campaign;
using FoodDelivery.Faults.Crash;
using FoodDelivery.Faults.Recovery;

namespace FoodDelivery.Faults.Rare;

/// <summary>One rare fault after the other while people order; everything is asked after each.</summary>
public static class RareMode
{
    private const int Lanes = 8;
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(Options options, IReadOnlyList<RareFault> all, CancellationToken ct)
    {
        var rows = options.Text("rows")?.Split(',');
        var name = options.Text("named") ?? "";
        var faults = all.Where(fault => (rows?.Contains(fault.Row) ?? true) && fault.Name.Contains(name, StringComparison.Ordinal)).ToList();
        if (faults.Count == 0) throw new UsageException($"There are no such faults; there are\n{string.Join('\n', all.Select(fault => $"  {fault.Row} {fault.Name}"))}");
        await using var harness = await Harness.OpenAsync(Lanes, Lanes, ct, pace: City.Pace.Steady);
        var stage = new Stage(harness, new Supervisor(harness.Books, options.Number("proxy", 18011)));
        var results = new List<RareResult>();
        for (var round = 1; round <= options.Number("rounds", 1); round++)
        {
            foreach (var fault in faults)
            {
                var result = await FaceAsync(fault, stage, ct);
                results.Add(result);
                await Console.Out.WriteLineAsync(result.Line());
            }
        }
        return await EndAsync(options, results);
    }

    private static async Task<RareResult> FaceAsync(RareFault fault, Stage stage, CancellationToken ct)
    {
        var harness = stage.Harness;
        var traffic = new Traffic(harness.Town);
        var broken = new List<string>();
        traffic.Start(ct);
        await Task.Delay(Before, ct);
        var (inFlight, repeated, watch) = (harness.Town.Lanes.Count(lane => lane.HasOrder), harness.Journal.Answers.Repeated, Stopwatch.StartNew());
        var what = "";
        try
        {
            what = await fault.HappenAsync(stage, ct);
        }
        catch (Exception e) when (e is InvalidOperationException or TimeoutException or Confluent.Kafka.KafkaException or MySqlConnector.MySqlException)
        {
            broken.Add($"the fault itself: {e.Message}");
        }
        var took = watch.Elapsed;
        foreach (var component in Stack.Components) await stage.Supervisor.ReviveAsync(component);
        await Task.Delay(After, ct);
        var otherwise = await traffic.EndAsync();
        if (!fault.EndsOtherwise) broken.AddRange(otherwise);
        var end = await new Run(harness.Town, harness.Books, harness.Witness).FinishAsync(fault.Row, 1, "none", 0, hit: true, down: null, [], watch, ct);
        return new RareResult(fault, what, inFlight, traffic.Orders, harness.Journal.Answers.Repeated - repeated, otherwise.Count, took, end.Settled, [.. broken, .. end.Broken]);
    }

    private static async Task<int> EndAsync(Options options, IReadOnlyList<RareResult> results)
    {
        var text = $"""
            # Rare faults

            | Row | What happened | Orders under way when it struck | Orders in all | Calls repeated | Ended otherwise | Wrong for s | At rest after s | Broken |
            |---|---|---|---|---|---|---|---|---|
            {string.Join('\n', results.Select(result => result.Row()))}

            {string.Join('\n', results.SelectMany(result => result.Broken.Select(broken => $"- {result.Fault.Row} {result.Fault.Name}: {broken}")))}
            """;
        await File.WriteAllTextAsync(options.Text("report") ?? Path.Combine(Stack.State, "witness", $"{options.Mode}.md"), text);
        await Console.Out.WriteLineAsync($"\n{text}");
        return results.All(result => result.Broken.Count == 0 && result.InFlight > 0) ? 0 : 1;
    }
}

/// <summary>What came of a rare fault.</summary>
/// <param name="What">What it did.</param>
/// <param name="InFlight">Orders under way when it struck; without any it proves nothing.</param>
/// <param name="Otherwise">Stories that ended in another way than told.</param>
/// <param name="Broken">What did not hold; empty when everything did.</param>
public sealed record RareResult(RareFault Fault, string What, int InFlight, int Orders, int Repeated, int Otherwise, TimeSpan Took, TimeSpan? Settled, IReadOnlyList<string> Broken)
{
    public string Line() => $"{Fault.Row,-4} {Fault.Name}: {What}; {InFlight} orders under way, {Orders} in all, {Repeated} calls repeated, {Otherwise} ended otherwise, {Rest()}, "
        + (Broken.Count == 0 ? "nothing broken" : $"BROKEN: {string.Join("; ", Broken)}");

    public string Row() => $"| {Fault.Row} | {Fault.Name}: {What} | {InFlight} | {Orders} | {Repeated} | {Otherwise} | {Took.TotalSeconds:0} | {Settled?.TotalSeconds.ToString("0") ?? "never"} | {Broken.Count} |";

    private string Rest() => Settled is { } time ? $"at rest after {time.TotalSeconds:0} s" : "NOT at rest";
}
