using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace FoodDelivery.Load.Measuring;

/// <summary>What a run found: tables for people, JSON for comparisons.</summary>
public sealed class Report(string mode)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<(string Section, string[] Columns, List<(string Name, object?[] Values)> Rows)> sections = [];
    private readonly Dictionary<string, (string Title, IReadOnlyList<(string Name, double Value)> Bars)> pictures = [];
    private readonly Dictionary<string, (int Most, string Others)> shortened = [];
    private ErrorLog? errors;

    /// <summary>Begins a table; rows that follow belong to it.</summary>
    public void Section(string title, params string[] columns) => sections.Add((title, columns, []));

    /// <param name="values">One for each column: numbers or text; NaN is shown as a dash.</param>
    public void Row(string name, params object?[] values) => sections[^1].Rows.Add((name, values));

    /// <summary>
    /// Shows people only the first rows of the present table, and one with the number of the others and the sum of their first column; a
    /// machine gets all.
    /// </summary>
    public void ShowAtMost(int rows, string others) => shortened[sections[^1].Section] = (rows, others);

    /// <summary>Shows bars below the present table. For people only: the figures are in the table.</summary>
    public void Picture(string title, IReadOnlyList<(string Name, double Value)> bars) => pictures[sections[^1].Section] = (title, bars);

    /// <summary>The percentiles of a series, in milliseconds: the columns of <see cref="LatencyColumns"/>.</summary>
    public void Row(string name, Latencies latencies)
    {
        var p = latencies.Percentiles(50, 95, 99, 100);
        Row(name, latencies.Count, p[0], p[1], p[2], p[3]);
    }

    public static string[] LatencyColumns => ["count", "p50 ms", "p95 ms", "p99 ms", "max ms"];

    public void Errors(ErrorLog log) => errors = log;

    public void Print()
    {
        // A file has no width and no colours.
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect });
        if (Console.IsOutputRedirected) console.Profile.Width = 150;
        foreach (var (title, columns, rows) in sections)
        {
            var table = new Table().Border(TableBorder.Minimal).Title(Markup.Escape(title));
            table.AddColumn("");
            foreach (var column in columns) table.AddColumn(new TableColumn(Markup.Escape(column)).RightAligned());
            foreach (var (name, values) in ForPeople(title, rows)) table.AddRow([Markup.Escape(name), .. values.Select(value => Markup.Escape(Shown(value)))]);
            console.Write(table);
            if (pictures.TryGetValue(title, out var picture)) Draw(console, picture.Title, picture.Bars);
        }
        if (errors is null) return;
        errors.Print();
        Console.WriteLine($"errors {errors.Total}");
    }

    private IEnumerable<(string Name, object?[] Values)> ForPeople(string title, List<(string Name, object?[] Values)> rows)
    {
        if (!shortened.TryGetValue(title, out var table) || rows.Count <= table.Most) return rows;
        var others = rows.Skip(table.Most).ToList();
        var sum = others.Sum(row => row.Values[0] is double number ? number : 0);
        return [.. rows.Take(table.Most), ($"{others.Count} {table.Others}", [sum, .. others[0].Values.Skip(1).Select(_ => (object?)null)])];
    }

    private static void Draw(IAnsiConsole console, string title, IReadOnlyList<(string Name, double Value)> bars)
    {
        var width = Math.Min(100, console.Profile.Width);
        var chart = new BarChart { Width = width, Label = Markup.Escape(title), LabelAlignment = Justify.Left };
        foreach (var (name, value) in bars) chart.AddItem(Markup.Escape(name), Math.Round(value, 1), Color.Aqua);
        console.Write(chart);
        console.WriteLine();
    }

    /// <summary>Writes the figures to a file, when one is wanted.</summary>
    public async Task SaveAsync(string? file)
    {
        if (file is null) return;
        var figures = new JsonObject();
        foreach (var (title, columns, rows) in sections)
        {
            var section = new JsonObject();
            foreach (var (name, values) in rows)
            {
                var row = new JsonObject();
                for (var i = 0; i < values.Length; i++) row[columns[i]] = Node(values[i]);
                section[name] = row;
            }
            figures[title] = section;
        }
        var document = new JsonObject { ["mode"] = mode, ["at"] = TimeProvider.System.GetUtcNow().ToString("O"), ["processors"] = Environment.ProcessorCount, ["figures"] = figures };
        if (errors is not null)
        {
            document["errors"] = new JsonArray([.. errors.Kinds.Select(error => new JsonObject { ["kind"] = error.Kind, ["count"] = error.Count, ["first"] = error.Sample })]);
        }
        await File.WriteAllTextAsync(file, document.ToJsonString(Indented) + "\n");
    }

    private static string Shown(object? value) => value switch
    {
        null => "",
        double number when !double.IsFinite(number) => "-",
        double number when Math.Abs(number) >= 1000 => number.ToString("#,##0"),
        double number => number.ToString(Math.Abs(number) >= 100 ? "0" : Math.Abs(number) >= 1 ? "0.0" : "0.000"),
        int number => number.ToString("#,##0"),
        _ => value.ToString() ?? "",
    };

    private static JsonNode? Node(object? value) => value switch
    {
        null => null,
        double number => !double.IsFinite(number) ? null : JsonValue.Create(Math.Round(number, 4)),
        int number => JsonValue.Create(number),
        _ => JsonValue.Create(value.ToString()),
    };
}
