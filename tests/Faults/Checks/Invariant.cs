using System.Reflection;
using System.Text.RegularExpressions;

namespace FoodDelivery.Faults.Checks;

/// <summary>A promise as a query that must return no row, and statements that break it, to prove that the query would notice.</summary>
/// <param name="Guarantee">Its number in docs/guarantees.md.</param>
/// <param name="Name">Short name of what goes wrong.</param>
/// <param name="Promise">What holds.</param>
/// <param name="Sql">Schemas are named fd_order, fd_payment …, and fd_witness for what the harness saw.</param>
/// <param name="BrokenBy">Each plants a violation by itself.</param>
public sealed partial record Invariant(string Guarantee, string Name, string Promise, string Sql, IReadOnlyList<string> BrokenBy)
{
    private const string BrokenByLine = "-- broken by\n";

    /// <summary>All of them, from Invariants/*.sql, in order.</summary>
    public static IReadOnlyList<Invariant> All { get; } = [.. Load()];

    /// <summary>The invariants of a file.</summary>
    /// <exception cref="FormatException">A block would be overlooked: it has no query, no statement that breaks it, or no empty line behind it.</exception>
    public static IReadOnlyList<Invariant> Parse(string text)
    {
        var blocks = Block().Matches(text);
        var begun = Begin().Count(text);
        if (blocks.Count != begun) throw new FormatException($"{begun} invariants begin, and {blocks.Count} are whole: {string.Join(", ", blocks.Select(block => block.Groups["name"].Value))}.");
        return [.. blocks.Select(block => new Invariant(block.Groups["guarantee"].Value, block.Groups["name"].Value, block.Groups["promise"].Value,
            Expand(block.Groups["sql"].Value), [.. block.Groups["broken"].Value.Split(BrokenByLine, StringSplitOptions.RemoveEmptyEntries).Select(statement => statement.Trim())]))];
    }

    private static IEnumerable<Invariant> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            foreach (var invariant in Parse(reader.ReadToEnd())) yield return invariant;
        }
    }

    // {FOR NAME IN a b} … {UNION ALL}: the same query for each of several services, where {PAIR:1} and {PAIR:2} are the halves of one/two.
    private static string Expand(string sql) => Loop().Replace(sql, loop =>
    {
        var name = loop.Groups["name"].Value;
        return string.Join("\nUNION ALL ", loop.Groups["values"].Value.Split(' ').Select(value => loop.Groups["body"].Value.Trim()
            .Replace($"{{{name}}}", value).Replace($"{{{name}:1}}", value.Split('/')[0]).Replace($"{{{name}:2}}", value.Split('/')[^1])));
    }).Trim().TrimEnd(';');

    [GeneratedRegex("^-- *G", RegexOptions.Multiline)]
    private static partial Regex Begin();

    [GeneratedRegex(@"^-- (?<guarantee>G\d+) (?<name>[\w-]+): (?<promise>.+)\n(?<sql>(?:(?!-- G|-- broken by).+\n)+)(?<broken>(?:-- broken by\n(?:(?!-- ).+\n)+)+)(?=\n|\z)", RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\{FOR (?<name>\w+) IN (?<values>[^}]+)\}(?<body>[\s\S]+?)\{UNION ALL\}")]
    private static partial Regex Loop();
}
