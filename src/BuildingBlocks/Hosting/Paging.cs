using System.Buffers.Text;
using System.Text;

namespace FoodDelivery.BuildingBlocks.Hosting;

/// <summary>One page of a list.</summary>
/// <param name="Items">At most <c>limit</c> of them.</param>
/// <param name="NextCursor">Pass it as <c>cursor</c> to get the next page; null on the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>Cursor pages: opaque text that holds the last key seen.</summary>
public static class Paging
{
    /// <summary>Page size when none is asked for.</summary>
    public const int DefaultLimit = 20;

    /// <summary>Largest page size.</summary>
    public const int MaxLimit = 100;

    /// <summary>The page size to use: 20 by default.</summary>
    /// <exception cref="ProblemException">Not 1 to 100.</exception>
    public static int Limit(int? limit) => limit switch
    {
        null => DefaultLimit,
        >= 1 and <= MaxLimit => limit.Value,
        _ => throw ProblemException.Invalid("query:limit", $"limit is 1 to {MaxLimit}."),
    };

    /// <summary>The page of rows read with <c>LIMIT limit + 1</c>.</summary>
    public static Page<T> ToPage<T>(this IReadOnlyList<T> rows, int limit, Func<T, string> key) =>
        rows.Count <= limit ? new Page<T>(rows, null) : new Page<T>([.. rows.Take(limit)], Encode(key(rows[limit - 1])));

    /// <summary>The key inside a cursor; null when there is no cursor.</summary>
    /// <exception cref="ProblemException">Not a cursor of ours.</exception>
    public static string? Decode(string? cursor)
    {
        if (string.IsNullOrEmpty(cursor)) return null;
        try
        {
            var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
            if (text.StartsWith("1|", StringComparison.Ordinal)) return text[2..];
        }
        catch (FormatException)
        {
            // answered below like any other text that is not a cursor
        }
        throw ProblemException.Invalid("query:cursor", "Not a cursor of this list.");
    }

    /// <summary>The id inside a cursor; null when there is no cursor.</summary>
    /// <exception cref="ProblemException">Not a cursor of ours.</exception>
    public static Guid? DecodeId(string? cursor) => Decode(cursor) switch
    {
        null => null,
        var text when Guid.TryParse(text, out var id) => id,
        _ => throw ProblemException.Invalid("query:cursor", "Not a cursor of this list."),
    };

    private static string Encode(string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes("1|" + key));
}
