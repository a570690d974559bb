using System.Text;

namespace FoodDelivery.Faults.Recovery;

/// <summary>Prints each kill, and in the end a table against the limits, on the screen and as Markdown.</summary>
public sealed class RecoveryReport(Options options, int rounds)
{
    private readonly List<(Component Component, Recovered Result)> results = [];
    private readonly DateTimeOffset began = TimeProvider.System.GetUtcNow();

    public async Task AddAsync(Component component, int round, Recovered result)
    {
        results.Add((component, result));
        await Console.Out.WriteLineAsync($"round {round} {component.Name,-12} {component.Seen}: {Seconds(result.Took)} s ({result.Failed} tries failed){(IsLate(component, result) ? $", LATE: limit {component.Limit.TotalSeconds} s" : "")}");
        await WriteAsync("");
    }

    /// <returns>0 when every limit was kept and everything holds.</returns>
    public async Task<int> EndAsync(int orders, TimeSpan? settled, IReadOnlyList<string> broken)
    {
        var late = results.Count(entry => IsLate(entry.Component, entry.Result));
        var text = new StringBuilder($"\n{orders} orders went on meanwhile. Settled {Seconds(settled)} s after the last. Late: {late} of {results.Count}. {(broken.Count == 0 ? "Every promise holds." : "Broken:")}\n");
        foreach (var line in broken) text.Append($"- {line}\n");
        await Console.Out.WriteLineAsync($"\n{Table()}{text}");
        await WriteAsync(text.ToString());
        return late == 0 && broken.Count == 0 && results.Count > 0 ? 0 : 1;
    }

    private static bool IsLate(Component component, Recovered result) => !(result.Took <= component.Limit);

    private string Table()
    {
        var text = new StringBuilder("| Killed | Served again when users can | Kills | p50 s | Max s | Limit s | Failed tries |\n|---|---|---|---|---|---|---|\n");
        foreach (var group in results.GroupBy(entry => entry.Component))
        {
            // What never came back sorts last and is the maximum.
            var times = group.Select(entry => entry.Result.Took ?? TimeSpan.MaxValue).Order().ToList();
            text.Append($"| {group.Key.Name} | {group.Key.Seen} | {times.Count} | {Seconds(times[times.Count / 2])} | {Seconds(times[^1])} | {group.Key.Limit.TotalSeconds} | {group.Sum(entry => entry.Result.Failed)} |\n");
        }
        return text.ToString();
    }

    // Rewritten after every kill: an interrupted run keeps what it has measured.
    private Task WriteAsync(string end) => File.WriteAllTextAsync(options.Text("report") ?? Path.Combine(Stack.State, "witness", "report.md"),
        $"# Recovery, {rounds} rounds\n\nBegan {began:yyyy-MM-dd HH:mm} UTC.\n\n{Table()}{end}");

    private static string Seconds(TimeSpan? time) => time is { } span && span < TimeSpan.MaxValue ? $"{span.TotalSeconds:0.0}" : "never";
}
