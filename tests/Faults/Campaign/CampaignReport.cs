using System.Collections.Concurrent;
using System.Text;
using Dapper;
using FoodDelivery.Faults.Checks;

namespace FoodDelivery.Faults.Campaign;

/// <summary>A line per fault and per minute while it runs; tables and a picture of the minutes in the end, on the screen and as Markdown.</summary>
public sealed class CampaignReport(Options options, Books books, Load load)
{
    private readonly DateTimeOffset began = TimeProvider.System.GetUtcNow();
    private readonly ConcurrentQueue<Met> faults = new();
    private readonly List<(DateTimeOffset At, long Placed, int Faults)> minutes = [];
    private readonly List<Check> checks = [];

    private string File => options.Text("report") ?? Path.Combine(Stack.State, "witness", "campaign.md");

    public async Task HappenedAsync(Met met)
    {
        faults.Enqueue(met);
        await Console.Out.WriteLineAsync(Line(met));
    }

    /// <summary>Counts each minute.</summary>
    public async Task TickAsync(CancellationToken until)
    {
        while (true)
        {
            await Task.Delay(TimeSpan.FromMinutes(1), until).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await CountAsync();
            if (until.IsCancellationRequested) return;
        }
    }

    public async Task CheckedAsync(Check check)
    {
        await CountAsync();
        checks.Add(check);
        await Console.Out.WriteLineAsync($"check {checks.Count}: {check}; {Placed} orders placed, {CarriedOut} faults");
        foreach (var violation in check.Violations) await Console.Out.WriteLineAsync($"  {Words(violation)}");
        await System.IO.File.WriteAllTextAsync(File, Text(early: false));
    }

    /// <returns>0 when every check held.</returns>
    public async Task<int> EndAsync(bool early)
    {
        var text = Text(early);
        await System.IO.File.WriteAllTextAsync(File, text);
        await Console.Out.WriteLineAsync($"\n{text}\nWritten to {File}");
        return checks.Count > 0 && checks.All(check => check.Holds) ? 0 : 1;
    }

    private int CarriedOut => faults.Count(met => met.CarriedOut);

    public long Placed => minutes.Count == 0 ? 0 : minutes[^1].Placed;

    // The database may be the one that is down: the next minute counts for both.
    private async Task CountAsync()
    {
        try
        {
            await using var connection = await books.OpenAsync();
            var placed = await connection.ExecuteScalarAsync<long>(books.Here("SELECT COUNT(*) FROM fd_order.orders"));
            minutes.Add((TimeProvider.System.GetUtcNow(), placed, CarriedOut));
            await Console.Out.WriteLineAsync($"{TimeProvider.System.GetUtcNow():HH:mm:ss} {placed} orders, {CarriedOut} faults, {load.Otherwise.Count} stories ended otherwise");
        }
        catch (Exception e) when (e is MySqlConnector.MySqlException or TimeoutException or IOException)
        {
            await Console.Out.WriteLineAsync($"{TimeProvider.System.GetUtcNow():HH:mm:ss} orders not counted: {e.Message}");
        }
    }

    private string Text(bool early)
    {
        var tried = faults.ToList();
        var all = tried.Where(met => met.CarriedOut).ToList();
        var text = new StringBuilder($"# Campaign of {(TimeProvider.System.GetUtcNow() - began).TotalMinutes:0} minutes, seed {options.Number("seed", 1)}{(early ? ", ended early by hand" : "")}\n\n")
            .AppendLine($"Began {began:yyyy-MM-dd HH:mm} UTC. {Placed} orders placed, {all.Count} faults, two at once (and {tried.Count - all.Count} that could not be carried out).")
            .AppendLine($"{all.Count(met => met.Hit)} are known to have been felt: data awaited on the line, the point in the process reached, or calls that had to be sent again meanwhile.")
            .AppendLine($"Of {all.Count(met => met.MayHaveHit)} more it is only known that they happened while orders were under way.")
            .AppendLine($"{all.Sum(met => met.Calls)} calls were awaiting their answer when one struck, {all.Sum(met => met.Repeated)} were sent again meanwhile.\n");
        Violations(text);
        text.AppendLine("\n| Fault | Times | Felt | While orders were under way | Orders under way, mean | Calls awaiting, sum | Mended after, p50 s | max s |\n|---|---|---|---|---|---|---|---|");
        foreach (var kind in all.GroupBy(met => $"{met.Fault.Row} {met.Fault.Name}").OrderBy(kind => kind.Key, StringComparer.Ordinal))
        {
            var took = kind.Select(met => met.Took.TotalSeconds).Order().ToList();
            text.AppendLine($"| {kind.Key} | {kind.Count()} | {kind.Count(met => met.Hit)} | {kind.Count(met => met.MayHaveHit)} | {kind.Average(met => met.Orders):0} | {kind.Sum(met => met.Calls)} | {took[took.Count / 2]:0.0} | {took[^1]:0.0} |");
        }
        text.AppendLine("\n| Happened to | Times | Felt | While orders were under way |\n|---|---|---|---|");
        foreach (var target in all.GroupBy(met => met.Fault.Target).OrderBy(target => target.Key, StringComparer.Ordinal))
        {
            text.AppendLine($"| {target.Key} | {target.Count()} | {target.Count(met => met.Hit)} | {target.Count(met => met.MayHaveHit)} |");
        }
        text.AppendLine("\n## Orders placed, minute by minute\n\n```text");
        for (var i = 1; i < minutes.Count; i++)
        {
            var placed = (minutes[i].Placed - minutes[i - 1].Placed) / Math.Max(0.05, (minutes[i].At - minutes[i - 1].At).TotalMinutes);
            text.AppendLine($"{minutes[i].At:HH:mm} {placed,5:0} {new string('█', (int)(placed / 15))} {new string('!', minutes[i].Faults - minutes[i - 1].Faults)}");
        }
        text.AppendLine("```\n\nEach ! is a fault that was mended in that minute.\n\n## How stories ended\n\n| Story | Count |\n|---|---|");
        foreach (var ending in load.Endings.OrderBy(ending => ending.Key, StringComparer.Ordinal)) text.AppendLine($"| {ending.Key} | {ending.Value} |");
        text.AppendLine("\n## Stories that ended otherwise\n");
        foreach (var story in load.Otherwise) text.AppendLine($"- {story.ReplaceLineEndings(" ")}");
        text.AppendLine("\n## Every fault\n\n```text");
        foreach (var met in tried.OrderBy(met => met.At)) text.AppendLine(Line(met));
        return text.AppendLine("```").ToString();
    }

    private void Violations(StringBuilder text)
    {
        text.AppendLine($"| Check | Everybody finished after s | At rest after s (limit {Check.RestWithin.TotalSeconds}) | Stories ended otherwise | Orders unknown | Promises broken |\n|---|---|---|---|---|---|");
        foreach (var (i, check) in checks.Index())
        {
            text.AppendLine($"| {i + 1} | {check.Finished.TotalSeconds:0} | {check.Settled?.TotalSeconds.ToString("0") ?? "never"} | {check.Otherwise} | {check.Unknown} | {check.Violations.Count} |");
        }
        text.AppendLine("\n| Promise | Violations |\n|---|---|");
        foreach (var guarantee in Invariant.All.GroupBy(invariant => invariant.Guarantee))
        {
            text.AppendLine($"| {guarantee.Key} {string.Join(", ", guarantee.Select(invariant => invariant.Name))} | {checks.SelectMany(check => check.Violations).Count(violation => violation.Invariant.Guarantee == guarantee.Key)} |");
        }
        foreach (var line in checks.SelectMany(check => check.Forced)) text.AppendLine($"\n- F33 {line}");
        foreach (var violation in checks.SelectMany(check => check.Violations)) text.AppendLine($"\n- {Words(violation)}");
    }

    private static string Line(Met met) =>
        $"{met.At:HH:mm:ss} {met.Fault.Row,-3} {met.Fault.Name} {met.Fault.Target} ({met.Fault.Detail}): {met.Orders} orders and {met.Calls} calls in flight, {(met.Struck is { } struck ? $"struck {struck} times, " : "")}{met.Repeated} repeated, mended after {met.Took.TotalSeconds:0.0} s"
        + (met.Error is null ? "" : $"; NOT CARRIED OUT: {met.Error}");

    private static string Words(Violation violation) => $"{violation.Invariant.Guarantee} {violation.Invariant.Name}: {violation.Rows} ({violation.First})";
}
