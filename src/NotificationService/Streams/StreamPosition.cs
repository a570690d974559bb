using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using FoodDelivery.NotificationService.Data;

namespace FoodDelivery.NotificationService.Streams;

/// <summary>
/// How far a stream is: for each of its recipients the number of the last event. Written as event id it is that number; with several
/// recipients their numbers, ordered by recipient, and a mark by which another set of recipients is told from this one.
/// </summary>
internal sealed partial class StreamPosition
{
    private readonly Guid[] recipients;
    private readonly long[] numbers;
    private readonly string mark;

    private StreamPosition(Guid[] recipients, long[] numbers)
    {
        (this.recipients, this.numbers) = (recipients, numbers);
        mark = recipients.Length == 1 ? "" : $".{Convert.ToHexStringLower(Digest(recipients), 0, 4)}";
    }

    public static StreamPosition At(IReadOnlyCollection<Guid> recipients, IReadOnlyDictionary<Guid, long> last)
    {
        Guid[] sorted = [.. recipients.Order()];
        return new StreamPosition(sorted, [.. sorted.Select(recipient => last.GetValueOrDefault(recipient))]);
    }

    /// <summary>Whether it can be an event id at all.</summary>
    public static bool IsWellFormed(string text) =>
        Form().Match(text) is { Success: true } match && match.Groups["no"].Captures.All(no => TryParse(no.Value, out _));

    /// <summary>The position that an event id names.</summary>
    /// <returns>Null when the id is of a stream of other recipients.</returns>
    public StreamPosition? Parse(string text)
    {
        long[] parsed = [.. Form().Match(text).Groups["no"].Captures.Select(no => TryParse(no.Value, out var number) ? number : 0)];
        var same = new StreamPosition(recipients, parsed);
        return parsed.Length == recipients.Length && same.ToString() == text ? same : null;
    }

    /// <summary>Goes on to an event.</summary>
    /// <returns>False when it is not beyond this position: it was written before.</returns>
    public bool Advance(StreamEvent e)
    {
        ref var number = ref numbers[Array.BinarySearch(recipients, e.RecipientId)];
        if (e.No <= number) return false;
        number = e.No;
        return true;
    }

    /// <summary>What lies between this position and a later one.</summary>
    /// <returns>Null when the other one is not later.</returns>
    public IReadOnlyList<EventRange>? Until(StreamPosition later)
    {
        var ranges = recipients.Select((recipient, i) => new EventRange(recipient, numbers[i], later.numbers[i])).ToList();
        return ranges.Exists(range => range.After > range.UpTo) ? null : ranges.FindAll(range => range.After < range.UpTo);
    }

    public override string ToString() => string.Join('-', numbers.Select(number => number.ToString(CultureInfo.InvariantCulture))) + mark;

    private static byte[] Digest(Guid[] recipients) => SHA256.HashData([.. recipients.SelectMany(id => id.ToByteArray())]);

    private static bool TryParse(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    [GeneratedRegex(@"^(?<no>[0-9]+)(-(?<no>[0-9]+))*(\.[0-9a-f]{8})?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
