using FoodDelivery.Contracts;

namespace FoodDelivery.AnalyticsService.Data;

/// <summary>
/// What a batch of events says about one order. Events of different topics come in any order, so a column that several of them know has
/// a rule whose result does not depend on who comes first.
/// </summary>
internal sealed class OrderFacts(Guid orderId)
{
    /// <summary>How a column takes a value: in memory, within the batch, and in SQL, beside what is stored.</summary>
    /// <param name="Merge">From what this batch has said before, and what it says now.</param>
    /// <param name="Sql">
    /// With <c>{0}</c> for the column. A row that says nothing about it brings <paramref name="Nothing"/>.
    /// </param>
    public sealed record Rule(Func<object, object, object> Merge, string Sql, object? Nothing = null);

    /// <summary>The event is the authority for the column.</summary>
    private static readonly Rule Authority = new((_, now) => now, "COALESCE(VALUES({0}), {0})");

    /// <summary>Only when nobody has said it yet.</summary>
    private static readonly Rule First = new((before, _) => before, "COALESCE({0}, VALUES({0}))");

    private static readonly Rule Earliest = new(
        (before, now) => (DateTimeOffset)before < (DateTimeOffset)now ? before : now,
        "LEAST(COALESCE({0}, VALUES({0})), COALESCE(VALUES({0}), {0}))");

    private static readonly Rule Largest = new((before, now) => Math.Max((long)before, (long)now), "GREATEST({0}, VALUES({0}))", 0L);

    /// <summary>Relies on the inbox, which applies every event once.</summary>
    private static readonly Rule Sum = new((before, now) => (long)before + (long)now, "{0} + VALUES({0})", 0L);

    /// <summary>Every column but the key.</summary>
    public static readonly IReadOnlyDictionary<string, Rule> Rules = new Dictionary<string, Rule>
    {
        ["restaurant_id"] = First, ["currency"] = First,
        ["placed_at"] = Authority, ["total_minor"] = Authority, ["submitted_at"] = Authority, ["accepted_at"] = Authority,
        ["prep_minutes"] = Authority, ["promise_latest"] = Authority, ["started_at"] = Authority, ["ready_at"] = Authority,
        ["ready_inferred"] = Authority, ["outcome"] = Authority, ["ended_at"] = Authority, ["late_seconds"] = Authority,
        ["delivery_planned_at"] = Earliest, ["searching_at"] = Earliest, ["first_offered_at"] = Earliest,
        // A later assignment replaces an earlier one: the time until the driver who carried the order was found.
        ["assigned_at"] = Authority, ["picked_up_at"] = Authority, ["delivered_at"] = Authority,
        ["offers"] = Sum, ["declines"] = Sum, ["offers_expired"] = Sum,
        ["captured_minor"] = Largest, ["refunded_minor"] = Largest,
    };

    /// <summary>As <see cref="Rules"/>, for what others than a column's authority say about it.</summary>
    public static readonly IReadOnlyDictionary<string, Rule> GapRules = new Dictionary<string, Rule>
    {
        ["picked_up_at"] = First, ["delivered_at"] = First,
    };

    public Guid OrderId => orderId;

    public Dictionary<string, object> Columns { get; } = [];

    /// <summary>Counts only where the authority has said nothing.</summary>
    public Dictionary<string, object> Gaps { get; } = [];

    public IReadOnlyList<OrderLineV1> Lines { get; private set; } = [];

    /// <summary>By the column's rule; amounts of money in minor units.</summary>
    public OrderFacts Say(string column, object value) => Say(Columns, Rules, column, value);

    public OrderFacts FillGap(string column, object value) => Say(Gaps, GapRules, column, value);

    public OrderFacts One(string column) => Say(column, 1L);

    public OrderFacts Money(string column, Money money) => Say(column, money.Amount).Say("currency", money.Currency);

    public OrderFacts Ordered(IReadOnlyList<OrderLineV1> lines)
    {
        Lines = lines;
        return this;
    }

    /// <summary>All of it is said; it is written with the batch.</summary>
    public Task Said { get; } = Task.CompletedTask;

    private OrderFacts Say(Dictionary<string, object> said, IReadOnlyDictionary<string, Rule> rules, string column, object value)
    {
        said[column] = said.TryGetValue(column, out var before) ? rules[column].Merge(before, value) : value;
        return this;
    }
}
