using System.Text.RegularExpressions;

namespace FoodDelivery.Load.Cost;

/// <summary>What a packet to the database asks, without its values: each statement as its verb and its first table.</summary>
/// <param name="Text">For example <c>START TRANSACTION; SELECT orders FOR UPDATE</c>.</param>
public sealed partial record PacketShape(string Text, int Statements, bool Begins, bool Commits, bool Writes)
{
    public static PacketShape Of(string packet)
    {
        // A semicolon in a value is none, and values are of no interest.
        var statements = Values().Replace(packet, "?").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var shapes = new List<(string Shape, int Count)>();
        foreach (var shape in statements.Select(Short))
        {
            if (shapes is [.., var last] && last.Shape == shape) shapes[^1] = (shape, last.Count + 1);
            else shapes.Add((shape, 1));
        }
        // How many of the same follow each other depends on the load; that there are several is the shape.
        var text = string.Join("; ", shapes.Select(shape => shape.Count > 1 ? shape.Shape + "…" : shape.Shape));
        return new PacketShape(
            text, statements.Length, shapes.Any(shape => shape.Shape.StartsWith("BEGIN", StringComparison.Ordinal)),
            shapes.Any(shape => shape.Shape == "COMMIT"), shapes.Any(shape => Write().IsMatch(shape.Shape)));
    }

    private static string Short(string statement)
    {
        var words = Spaces().Replace(statement, " ");
        if (Begin().IsMatch(words)) return "BEGIN";
        var verb = words.Split(' ', 2)[0].ToUpperInvariant();
        if (Table().Match(words) is not { Success: true } table) return verb == "SELECT" ? verb : words.Length > 40 ? words[..40] : words;
        return $"{verb} {table.Groups[1].Value}{(ForUpdate().IsMatch(words) ? " FOR UPDATE" : "")}";
    }

    [GeneratedRegex(@"'(?:[^'\\]|\\.|'')*'|_binary\s*'(?:[^'\\]|\\.|'')*'|X'[0-9A-Fa-f]*'", RegexOptions.Singleline)]
    private static partial Regex Values();

    [GeneratedRegex(@"^(START TRANSACTION|BEGIN)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Begin();

    [GeneratedRegex(@"\b(?:FROM|INTO|UPDATE|JOIN|TABLE)\s+`?(?!\()([A-Za-z_][A-Za-z0-9_.]*)", RegexOptions.IgnoreCase)]
    private static partial Regex Table();

    [GeneratedRegex(@"\bFOR UPDATE\b", RegexOptions.IgnoreCase)]
    private static partial Regex ForUpdate();

    [GeneratedRegex(@"^(INSERT|UPDATE|DELETE|REPLACE)\b")]
    private static partial Regex Write();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
