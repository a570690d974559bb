using System.Globalization;

namespace FoodDelivery.BuildingBlocks.Hosting;

/// <summary>Moments as callers write them: RFC 3339, with their offset, or they would be those of the server's clock on the wall.</summary>
public static class Instants
{
    /// <summary>What is said of one without.</summary>
    public const string Expected = "A time with its offset is expected here, for example 2026-05-04T17:30:00Z.";

    private static readonly string[] Rfc3339 = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"];

    /// <summary>Reads one, as UTC.</summary>
    public static bool TryParse(string text, out DateTimeOffset instant) => DateTimeOffset.TryParseExact(
        text, Rfc3339, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out instant);

    /// <summary>Whether a text that is a moment says its offset: Z, or a sign and hh:mm after the time of day.</summary>
    internal static bool HasOffset(string text) =>
        text.Contains('T', StringComparison.Ordinal) && (text[^1] == 'Z' || (text.Length > 6 && text[^6] is '+' or '-'));
}
