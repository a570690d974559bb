using System.Globalization;

namespace FoodDelivery.NotificationService.Domain;

/// <summary>Hours in which a person wants no push that can wait.</summary>
/// <param name="From">On the wall of the person's zone; may be later than <paramref name="To"/>: over midnight.</param>
public sealed record QuietHours(TimeOnly From, TimeOnly To, string TimeZone)
{
    public const string ClockFormat = "HH:mm";

    /// <summary>When the quiet hours of a moment end; null when there are none at that moment.</summary>
    public DateTimeOffset? EndAfter(DateTimeOffset now)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var zone)) return null;
        var local = TimeZoneInfo.ConvertTime(now, zone);
        if (!TimeOnly.FromDateTime(local.DateTime).IsBetween(From, To)) return null;
        var end = local.Date + To.ToTimeSpan();
        if (end <= local.DateTime) end = end.AddDays(1);
        // A time that the zone leaves out in spring is an hour later.
        if (zone.IsInvalidTime(end)) end = end.AddHours(1);
        return new DateTimeOffset(end, zone.GetUtcOffset(end)).ToUniversalTime();
    }

    public static string Text(TimeOnly time) => time.ToString(ClockFormat, CultureInfo.InvariantCulture);
}

/// <summary>What a person has chosen.</summary>
/// <param name="Changed">Pairs that are not as they are for who has chosen nothing; only optional ones.</param>
public sealed record Preferences(IReadOnlySet<(MessageType Type, Channel Channel)> Changed, QuietHours? Quiet)
{
    /// <summary>Of who has chosen nothing.</summary>
    public static Preferences Default { get; } = new(new HashSet<(MessageType, Channel)>(), null);

    public bool Want(MessageType type, Channel channel) =>
        ChannelTable.IsOnByDefault(type, channel) != Changed.Contains((type, channel));
}
