using System.Text;
using FoodDelivery.Faults.City;

namespace FoodDelivery.Faults.Races;

/// <summary>Prints each kind of race as it ends, and in the end a table, on the screen and as Markdown.</summary>
public sealed class RacesReport(Options options, string title)
{
    private readonly List<Row> rows = [];
    private readonly DateTimeOffset began = TimeProvider.System.GetUtcNow();

    public async Task RanAsync(IRace race, IReadOnlyList<Round> rounds, Tally answers, TimeSpan took)
    {
        var winners = string.Join(", ", rounds.Where(round => round.Winner is not null).GroupBy(round => Kind(round.Winner!)).OrderByDescending(group => group.Count()).Select(group => $"{group.Count()}× {group.Key}"));
        rows.Add(new Row(race, rounds.Count, answers, winners, took));
        await Console.Out.WriteLineAsync($"{race.Name,-12} {rounds.Count} rounds in {took.TotalSeconds:0} s, {answers.All} answers (repeated: {answers.What}), won by {winners}; {rounds.Count(round => round.Wrong.Count > 0)} with wrong answers");
        await WriteAsync("\nNot judged yet.\n");
    }

    /// <summary>What the referee says of each round of a race.</summary>
    public void Judged(IRace race, IReadOnlyList<IReadOnlyList<string>> verdicts) => rows.Single(row => row.Race == race).Verdicts = verdicts;

    /// <returns>0 when each round had exactly one winner and everything holds.</returns>
    public async Task<int> EndAsync(TimeSpan? settled, IReadOnlyList<string> broken)
    {
        var wrong = rows.SelectMany(row => row.Verdicts.SelectMany(verdict => verdict.Select(line => $"{row.Race.Name}: {line}"))).Concat(broken).ToList();
        // Whom the gateway turned away did not race with the others.
        wrong.AddRange(rows.Where(row => row.Answers.Of(429) > 0).Select(row => $"{row.Race.Name}: {row.Answers.Of(429)} requests met a limit (of the gateway, of a customer's quotes or orders); raise it for this run"));
        var end = new StringBuilder($"\nAt rest {(settled is { } time ? $"{time.TotalSeconds:0.0} s after the last race" : "never")}. {(wrong.Count == 0 ? "Every promise holds.\n" : "Broken:\n\n")}");
        foreach (var line in wrong) end.Append($"- {line}\n");
        await Console.Out.WriteLineAsync($"\n{Table()}{end}");
        await WriteAsync(end.ToString());
        return wrong.Count == 0 && rows.Sum(row => row.Rounds) > 0 ? 0 : 1;
    }

    private string Table()
    {
        var text = new StringBuilder("| Race | What 50 do at once | Rounds | Answers | Repeated | Exactly one winner in | Violations | Won by | Took s |\n|---|---|---|---|---|---|---|---|---|\n");
        foreach (var row in rows)
        {
            text.Append($"| {row.Race.Name} | {row.Race.What} | {row.Rounds} | {row.Answers.All} | {row.Answers.What} | {row.Verdicts.Count(verdict => verdict.Count == 0)} | {row.Verdicts.Sum(verdict => verdict.Count)} | {row.Winners} | {row.Took.TotalSeconds:0} |\n");
        }
        return text.ToString();
    }

    private Task WriteAsync(string end) => File.WriteAllTextAsync(options.Text("report") ?? Path.Combine(Stack.State, "witness", "report.md"),
        $"# {title}\n\nBegan {began:yyyy-MM-dd HH:mm} UTC, took {(TimeProvider.System.GetUtcNow() - began).TotalMinutes:0.0} minutes.\n\n{Table()}{end}");

    // Of "accepted prepMinutes 12" and of ids only what can be counted.
    private static string Kind(string winner) => Guid.TryParse(winner, out _) ? "one of 50" : winner.Split(' ')[0];

    private sealed class Row(IRace race, int rounds, Tally answers, string winners, TimeSpan took)
    {
        public IRace Race => race;

        public int Rounds => rounds;

        public Tally Answers => answers;

        public string Winners => winners;

        public TimeSpan Took => took;

        public IReadOnlyList<IReadOnlyList<string>> Verdicts { get; set; } = [];
    }
}
