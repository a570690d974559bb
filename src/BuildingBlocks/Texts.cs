using System.Globalization;
using System.Text;

namespace FoodDelivery.BuildingBlocks;

/// <summary>
/// The one rule for what people write: letters, marks, digits, punctuation, symbols, spaces, and emoji with their joiners. Control
/// characters and what turns, hides or breaks the text around it stay out. Nothing of it fails to be normalised, compared or shown.
/// </summary>
public static class Texts
{
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    /// <summary>Whether it can be normalised: no half of a surrogate pair, and no code point that is no character.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out var rune, out var length) != System.Buffers.OperationStatus.Done) return false;
            if (IsNoCharacter(rune.Value)) return false;
            text = text[length..];
        }
        return true;
    }

    /// <summary>Whether it follows the rule.</summary>
    /// <param name="multiLine">Line breaks and tabs are in.</param>
    public static bool IsClean(ReadOnlySpan<char> text, bool multiLine = false)
    {
        if (!IsWellFormed(text)) return false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsAllowed(rune) && !(multiLine && rune.Value is '\n' or '\r' or '\t')) return false;
        }
        return true;
    }

    /// <summary>Whether a reader would see nothing.</summary>
    public static bool IsBlank(ReadOnlySpan<char> text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsSeen(rune)) return false;
        }
        return true;
    }

    /// <summary>Characters as people and databases count them, not halves of surrogate pairs.</summary>
    public static int Length(ReadOnlySpan<char> text)
    {
        var length = 0;
        foreach (var _ in text.EnumerateRunes()) length++;
        return length;
    }

    /// <summary>The rule as a regular expression of ECMA-262 with Unicode, for descriptions: a reader needs no tables of ours.</summary>
    /// <param name="saysSomething">A reader sees something of it.</param>
    public static string Pattern(bool multiLine, bool saysSomething)
    {
        bool IsOut(Rune rune) => IsNoCharacter(rune.Value) || (!IsAllowed(rune) && !(multiLine && rune.Value is '\n' or '\r' or '\t'));
        var clean = $"[^{Ranges(IsOut)}]*";
        return saysSomething ? $"^{clean}[^{Ranges(rune => IsOut(rune) || !IsSeen(rune))}]{clean}$" : $"^{clean}$";
    }

    private static string Ranges(Func<Rune, bool> contains)
    {
        var ranges = new StringBuilder();
        int? from = null;
        for (var value = 0; value <= 0x110000; value++)
        {
            var isIn = Rune.IsValid(value) && contains(new Rune(value));
            if (isIn) from ??= value;
            if (isIn || from is not { } first) continue;
            ranges.Append(Escaped(first));
            if (value - 1 > first) ranges.Append('-').Append(Escaped(value - 1));
            from = null;
        }
        return ranges.ToString();
    }

    // There is no escape for the others that every dialect knows.
    private static string Escaped(int value) => value > 0xFFFF ? char.ConvertFromUtf32(value) : $"\\u{value:X4}";

    private static bool IsNoCharacter(int value) => (value & 0xFFFE) == 0xFFFE || value is >= 0xFDD0 and <= 0xFDEF;

    // Emoji of a later Unicode are not assigned here yet, and in all the same. Tags spell the flags of regions.
    private static bool IsAllowed(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse => false,
        UnicodeCategory.Format => rune.Value is ZeroWidthJoiner or ZeroWidthNonJoiner or >= 0xE0020 and <= 0xE007F,
        _ => true,
    };

    // The fillers are letters by category, and empty. A mark is seen even alone, unless it only says how another character is to look.
    private static bool IsSeen(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse => false,
        UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        UnicodeCategory.NonSpacingMark => rune.Value is not (
            0x034F or 0x17B4 or 0x17B5 or >= 0x180B and <= 0x180F or >= 0xFE00 and <= 0xFE0F or >= 0xE0100 and <= 0xE01EF),
        UnicodeCategory.OtherNotAssigned => !IsNoCharacter(rune.Value),
        _ => rune.Value is not (0x115F or 0x1160 or 0x2800 or 0x3164 or 0xFFA0),
    };
}
