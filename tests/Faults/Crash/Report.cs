using System.Text;

namespace FoodDelivery.Faults.Crash;

/// <summary>Prints each run as it ends, and in the end a table, on the screen and as Markdown.</summary>
public sealed class Report(Options options, string title)
{
    private readonly List<RunResult> results = [];
    private readonly DateTimeOffset began = TimeProvider.System.GetUtcNow();

    public async Task AddAsync(RunResult run)
    {
        results.Add(run);
        await Console.Out.WriteLineAsync(Line(run));
        await WriteAsync();
    }

    /// <returns>0 when every run hit and nothing was violated.</returns>
    public async Task<int> EndAsync()
    {
        await Console.Out.WriteLineAsync();
        await Console.Out.WriteLineAsync(Table());
        return results.Count > 0 && results.All(run => run.Hit && run.Broken.Count == 0) ? 0 : 1;
    }

    private string Table()
    {
        var text = new StringBuilder("| Point | Runs | Hits | Orders in flight | Violations | Down p50 s | Down max s | Settled max s |\n|---|---|---|---|---|---|---|---|\n");
        foreach (var point in results.GroupBy(run => run.Point)) Row(text, point.Key, [.. point]);
        Row(text, "**all**", results);
        return text.ToString();
    }

    private static void Row(StringBuilder text, string name, IReadOnlyList<RunResult> runs)
    {
        var down = runs.Where(run => run.Down is not null).Select(run => run.Down!.Value).Order().ToList();
        text.Append($"| {name} | {runs.Count} | {runs.Count(run => run.Hit)} | {runs.Sum(run => run.Orders)} | {runs.Count(run => run.Broken.Count > 0)} | ")
            .AppendLine($"{Seconds(down.Count > 0 ? down[down.Count / 2] : null)} | {Seconds(down.Count > 0 ? down[^1] : null)} | {Seconds(runs.Max(run => run.Settled))} |");
    }

    // Rewritten after every run: an interrupted one keeps what it has found.
    private async Task WriteAsync()
    {
        var file = options.Text("report") ?? Path.Combine(Stack.State, "witness", "report.md");
        var text = new StringBuilder($"# {title}\n\nBegan {began:yyyy-MM-dd HH:mm} UTC, {results.Count} runs so far took {(TimeProvider.System.GetUtcNow() - began).TotalMinutes:0} minutes.\n\n").Append(Table());
        var bad = results.Where(run => !run.Hit || run.Broken.Count > 0).ToList();
        if (bad.Count > 0) text.Append("\n## What did not hold\n\n");
        foreach (var run in bad)
        {
            text.AppendLine($"- {run.Point} run {run.Number}, {run.Failpoint} at pass {run.Pass}: {(run.Hit ? "" : "the point was not reached; ")}{string.Join("; ", run.Broken)}");
        }
        text.AppendLine("\n## Every run\n\n```text");
        foreach (var run in results) text.AppendLine(Line(run));
        await File.WriteAllTextAsync(file, text.AppendLine("```").ToString());
    }

    private static string Line(RunResult run) =>
        $"{run.Point,-4} run {run.Number,-3} {run.Failpoint}#{run.Pass} {(run.Hit ? "hit" : "NOT HIT")}, {run.Orders} orders, down {Seconds(run.Down)}, settled {Seconds(run.Settled)}, {run.Took.TotalSeconds:0.0} s: "
        + (run.Broken.Count == 0 ? "everything holds" : string.Join("; ", run.Broken));

    private static string Seconds(TimeSpan? time) => time is { } span ? $"{span.TotalSeconds:0.0}" : "–";
}
