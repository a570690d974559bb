using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using MySqlConnector;

namespace FoodDelivery.BuildingBlocks.Sql;

/// <summary>
/// A statement with its values. Several of them share a packet, each with parameter names of its own, which Dapper has no call for.
/// </summary>
internal sealed partial record Statement(string Sql, IReadOnlyList<KeyValuePair<string, object?>> Values)
{
    // Texts are constants, or differ by their number of rows only.
    private static readonly ConcurrentDictionary<(string Sql, Type Type), PropertyInfo[]> Members = new();

    /// <summary>Takes from an object the members that the text names.</summary>
    /// <exception cref="ArgumentException">The text names a parameter that the object does not have.</exception>
    public static Statement Of(string sql, object? parameters) => parameters is null
        ? new Statement(sql, [])
        : new Statement(sql, [
            .. MembersOf(sql, parameters.GetType()).Select(member => KeyValuePair.Create(member.Name, member.GetValue(parameters))),
        ]);

    public MySqlBatchCommand ToCommand()
    {
        var command = new MySqlBatchCommand(Sql);
        foreach (var (name, value) in Values) command.Parameters.AddWithValue(name, Stored(value));
        return command;
    }

    private static PropertyInfo[] MembersOf(string sql, Type type) => Members.GetOrAdd((sql, type), static key =>
        [.. Names().Matches(key.Sql).Select(match => match.Groups[1].Value).Distinct().Select(name => key.Type.GetProperty(name)
            ?? throw new ArgumentException($"The statement names @{name}, which {key.Type.Name} does not have: {key.Sql}"))]);

    private static object? Stored(object? value) => value switch
    {
        DateTimeOffset time => time.UtcDateTime,
        Enum name => EnumText.Wire(name),
        _ => value,
    };

    [GeneratedRegex(@"(?<![@\w])@(\w+)")]
    private static partial Regex Names();
}
