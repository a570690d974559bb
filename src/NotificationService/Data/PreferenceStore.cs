using System.Globalization;
using Dapper;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.NotificationService.Domain;

namespace FoodDelivery.NotificationService.Data;

/// <summary>What people have chosen.</summary>
public sealed class PreferenceStore(Database database)
{
    /// <summary>
    /// A query for several people, to be sent with others: <see cref="ReadAsync"/> takes the answer. Parameter <c>people</c>.
    /// </summary>
    internal const string OfPeople =
        "SELECT user_id, switched_off, quiet_from, quiet_to, time_zone FROM preferences WHERE user_id IN @people";

    public async Task<Preferences> FindAsync(Guid userId, CancellationToken ct)
    {
        var row = await database.ReadAsync(
            session => session.QuerySingleOrDefaultAsync<Row>(OfPeople, new { people = new[] { userId } }), ct);
        return row?.ToPreferences() ?? Preferences.Default;
    }

    /// <summary>By person; who has chosen nothing is not among them.</summary>
    internal static async Task<Dictionary<Guid, Preferences>> ReadAsync(SqlMapper.GridReader results) =>
        (await results.ReadAsync<Row>()).ToDictionary(row => row.UserId, row => row.ToPreferences());

    /// <summary>Stores all of it; the last one to say so wins.</summary>
    /// <param name="restaurants">Where the person works.</param>
    public Task SaveAsync(Guid userId, Preferences chosen, IReadOnlyCollection<Guid> restaurants, CancellationToken ct) =>
        database.WriteAsync(transaction =>
        {
            Write(transaction, userId, chosen);
            transaction.Write("DELETE FROM mail_audiences WHERE user_id = @userId", new { userId });
            if (chosen.Want(MessageType.RestaurantOrders, Channel.Email))
            {
                transaction.WriteRows(
                    "INSERT INTO mail_audiences (recipient_id, user_id)", restaurants.Select(one => new object?[] { one, userId }));
            }
            return Task.CompletedTask;
        }, ct);

    private static void Write(Transaction transaction, Guid userId, Preferences chosen) => transaction.Write(
        """
        INSERT INTO preferences (user_id, switched_off, quiet_from, quiet_to, time_zone, updated_at)
        VALUES (@userId, @off, @from, @to, @zone, @now)
        ON DUPLICATE KEY UPDATE switched_off = VALUES(switched_off), quiet_from = VALUES(quiet_from), quiet_to = VALUES(quiet_to),
            time_zone = VALUES(time_zone), updated_at = VALUES(updated_at)
        """,
        new
        {
            userId, off = Text(chosen.Changed), from = chosen.Quiet is { } quiet ? QuietHours.Text(quiet.From) : null,
            to = chosen.Quiet is { } hours ? QuietHours.Text(hours.To) : null, zone = chosen.Quiet?.TimeZone, now = transaction.Now,
        });

    // orderSummaries.email,…
    private static string Text(IEnumerable<(MessageType Type, Channel Channel)> pairs) =>
        string.Join(',', pairs.Select(pair => $"{pair.Type.Wire()}.{pair.Channel.Wire()}").Order());

    private static HashSet<(MessageType Type, Channel Channel)> Parse(string text) =>
    [
        .. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('.'))
            .Select(pair => (EnumText.Parse<MessageType>(pair[0]), EnumText.Parse<Channel>(pair[1]))),
    ];

    private static TimeOnly Time(string text) => TimeOnly.ParseExact(text, QuietHours.ClockFormat, CultureInfo.InvariantCulture);

    private sealed record Row
    {
        public Guid UserId { get; init; }

        // What is off unless it is chosen stands here when it was.
        public string SwitchedOff { get; init; } = "";
        public string? QuietFrom { get; init; }
        public string? QuietTo { get; init; }
        public string? TimeZone { get; init; }

        public Preferences ToPreferences() => new(
            Parse(SwitchedOff), TimeZone is null ? null : new QuietHours(Time(QuietFrom!), Time(QuietTo!), TimeZone));
    }
}
