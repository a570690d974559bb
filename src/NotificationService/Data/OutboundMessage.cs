using System.Diagnostics;
using System.Text.Json;
using Dapper;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.NotificationService.Domain;

namespace FoodDelivery.NotificationService.Data;

/// <summary>Something to be mailed or pushed.</summary>
public sealed record OutboundMessage
{
    public long Id { get; init; }
    public Channel Channel { get; init; }
    public Guid RecipientId { get; init; }

    /// <summary>The account that gets it; null when there is none, and of a restaurant's mail until its people are known.</summary>
    public Guid? UserId { get; init; }

    /// <summary>The push subscription; for a mail the recipient.</summary>
    public Guid TargetId { get; init; }
    public string Template { get; init; } = "";
    public Guid? OrderId { get; init; }
    public Guid CauseEventId { get; init; }

    /// <summary>Its <see cref="TextValues"/>.</summary>
    public string Data { get; init; } = "{}";
    public int Attempts { get; init; }

    /// <summary>Why it is still here.</summary>
    public string? Reason { get; init; }
    public DateTimeOffset GiveUpAt { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public string? TraceParent { get; init; }

    public ChannelChoice Choice => ChannelTable.Choices[Template];

    public TextValues Values => JsonSerializer.Deserialize<TextValues>(Data, JsonDefaults.Tolerant)!;

    public static OutboundMessage Of(
        Channel channel, Guid recipient, Guid? user, OutsideText text, ChannelChoice choice, Guid cause, DateTimeOffset now) => new()
    {
        Channel = channel, RecipientId = recipient, UserId = user, TargetId = recipient, Template = text.Template, OrderId = text.OrderId,
        CauseEventId = cause, Data = JsonSerializer.Serialize(text.Values, JsonDefaults.Tolerant), CreatedAt = now,
        GiveUpAt = text.Until ?? now + choice.KeepFor, TraceParent = Activity.Current?.Id,
    };
}

/// <summary>How an attempt to send ended.</summary>
/// <param name="State">sent, suppressed or failed; null when it is to be tried again at <paramref name="At"/>.</param>
/// <param name="Reason">Stable name.</param>
/// <param name="Wanted">It was not meant to be sent before <paramref name="At"/>: that is no failure.</param>
public sealed record Outcome(string? State, string? Reason, DateTimeOffset? At = null, bool Wanted = false)
{
    public static readonly Outcome Sent = new("sent", null);

    /// <summary>Others are there in its place.</summary>
    public static readonly Outcome Replaced = new("replaced", null);

    public static Outcome Suppressed(string reason) => new("suppressed", reason);

    public static Outcome Failed(string reason) => new("failed", reason);

    /// <param name="at">Not before; null for as long as the attempts so far suggest.</param>
    public static Outcome Again(string reason, DateTimeOffset? at = null) => new(null, reason, at);

    public static Outcome Later(string reason, DateTimeOffset at) => new(null, reason, at, Wanted: true);
}

/// <summary>Messages are stored with the announcement that they tell.</summary>
internal static class OutboundRows
{
    private const string Into =
        "INSERT INTO outbound_messages (channel, recipient_id, user_id, target_id, template, order_id, cause_event_id, data, due_at, "
        + "wanted_at, give_up_at, created_at, traceparent)";

    // Told already: nothing is left to do.
    private const string Once = "ON DUPLICATE KEY UPDATE template = VALUES(template)";

    /// <summary>
    /// Leaves messages to be stored with the commit; those to be pushed once for each device that listens, a restaurant's mail that is sent
    /// to who asks for it once for each of them.
    /// </summary>
    public static void Add(Transaction transaction, IReadOnlyList<OutboundMessage> messages)
    {
        transaction.WriteRows(Into, messages.Where(m => m.Channel == Channel.Email && !IsAskedFor(m)).Select(m => new object?[]
        {
            "email", m.RecipientId, m.UserId, m.TargetId, m.Template, m.OrderId, m.CauseEventId, m.Data, m.CreatedAt, m.CreatedAt,
            m.GiveUpAt, m.CreatedAt, m.TraceParent,
        }), Once);
        Spread(transaction, messages.Where(IsAskedFor).ToList(), "a.user_id", "JOIN mail_audiences a ON a.recipient_id = r");
        Spread(
            transaction, messages.Where(m => m.Channel == Channel.Push).ToList(), "s.id",
            "JOIN push_audiences a ON a.recipient_id = r JOIN push_subscriptions s ON s.id = a.subscription_id");
    }

    private static bool IsAskedFor(OutboundMessage m) =>
        m is { Channel: Channel.Email, UserId: null, Choice.Staff: true } && !ChannelTable.IsOnByDefault(m.Choice.Type, m.Channel);

    private static void Spread(Transaction transaction, List<OutboundMessage> messages, string target, string audience)
    {
        if (messages.Count == 0) return;
        var told = messages.Select((_, i) => i == 0
            ? "SELECT @r0 AS r, @t0 AS t, @o0 AS o, @c0 AS c, @d0 AS d, @n0 AS n, @g0 AS g, @p0 AS p"
            : $"SELECT @r{i}, @t{i}, @o{i}, @c{i}, @d{i}, @n{i}, @g{i}, @p{i}");
        transaction.Write(
            $"""
            {Into} SELECT '{messages[0].Channel.Wire()}', r, {target[0]}.user_id, {target}, t, o, c, d, n, n, g, n, p
            FROM ({string.Join(" UNION ALL ", told)}) told {audience} {Once}
            """, [.. messages.SelectMany((m, i) => new KeyValuePair<string, object?>[]
            {
                new($"r{i}", m.RecipientId), new($"t{i}", m.Template), new($"o{i}", m.OrderId), new($"c{i}", m.CauseEventId),
                new($"d{i}", m.Data), new($"n{i}", m.CreatedAt), new($"g{i}", m.GiveUpAt), new($"p{i}", m.TraceParent),
            })]);
    }
}

/// <summary>What is known of orders for later texts.</summary>
internal static class OrderFactRows
{
    /// <summary>Leaves what events have said to be stored with the commit, besides what is known.</summary>
    public static void Learn(Transaction transaction, IReadOnlyList<OrderFacts> learnt) => transaction.WriteRows(
        "INSERT INTO order_facts (order_id, code, receipt, restaurant_name, time_zone, created_at)",
        learnt.Select(facts => new object?[]
        {
            facts.OrderId, facts.Code, facts.Receipt is null ? null : JsonSerializer.Serialize(facts.Receipt, JsonDefaults.Tolerant),
            facts.RestaurantName, facts.TimeZone, transaction.Now,
        }),
        """
        ON DUPLICATE KEY UPDATE code = COALESCE(VALUES(code), code), receipt = COALESCE(VALUES(receipt), receipt),
            restaurant_name = COALESCE(VALUES(restaurant_name), restaurant_name), time_zone = COALESCE(VALUES(time_zone), time_zone)
        """);

    /// <summary>
    /// A query for several orders, to be sent with others: <see cref="ReadAsync"/> takes the answer. Parameter <c>orders</c>.
    /// </summary>
    public const string OfOrders = "SELECT order_id, code, receipt, restaurant_name, time_zone FROM order_facts WHERE order_id IN @orders";

    /// <summary>What is known, by order; one that nothing was learnt of is not among them.</summary>
    public static async Task<Dictionary<Guid, OrderFacts>> ReadAsync(SqlMapper.GridReader results) =>
        (await results.ReadAsync<Row>()).ToDictionary(row => row.OrderId, row => new OrderFacts(
            row.OrderId, row.Code, row.Receipt is null ? null : JsonSerializer.Deserialize<Receipt>(row.Receipt, JsonDefaults.Tolerant),
            row.RestaurantName, row.TimeZone));

    private sealed record Row
    {
        public Guid OrderId { get; init; }
        public string? Code { get; init; }
        public string? Receipt { get; init; }
        public string? RestaurantName { get; init; }
        public string? TimeZone { get; init; }
    }
}
