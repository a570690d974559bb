using System.Globalization;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.OrderService.Domain;
using Microsoft.Extensions.Options;

namespace FoodDelivery.OrderService.Data;

/// <summary>What an order is late with.</summary>
public enum StuckBecause
{
    PaymentUndecided,
    NotAnswered,
    NotReady,
    NoCourier,
    NotFetched,
    NotDelivered,
    NotCancelled,
    MoneyNotTaken,
    MoneyNotReleased,
    MoneyNotReturned,
}

/// <summary>An order past a deadline.</summary>
/// <param name="Since">The deadline that has passed.</param>
public sealed record StuckOrder(Order Order, StuckBecause Because, DateTimeOffset Since);

/// <summary>
/// Orders past a deadline. The list and the measures are made of the same conditions, so what is counted is what is shown. Each asks for
/// orders that have not ended, or whose money is held: few, whatever the size of the table.
/// </summary>
public sealed class StuckOrders(IOptions<OrderOptions> options)
{
    private readonly string all = string.Join("\nUNION ALL\n", Conditions(options.Value).Select(condition =>
        $"SELECT id, '{condition.Because.Wire()}' AS because, {condition.Since} AS since FROM orders WHERE {condition.IsSo}"));

    /// <summary>What is measured: one count for each kind.</summary>
    public static IEnumerable<(string Kind, string Sql)> Counts(OrderOptions options) => Conditions(options).Select(condition => (
        $"stuck_{condition.Because.Wire()}",
        $"SELECT COUNT(*) AS number, MIN({condition.Since}) AS since FROM orders WHERE {condition.IsSo}"));

    /// <summary>In the order of being placed, one more than the limit when there are more.</summary>
    /// <param name="after">Only those behind this one; null for the first page.</param>
    public Task<IReadOnlyList<StuckOrder>> ListAsync(
        Session session, (Guid Id, StuckBecause Because)? after, int limit, DateTimeOffset now) =>
        session.QueryAsync<Order, Why, StuckOrder>(
            $"""
            SELECT o.*, stuck.because, stuck.since FROM ({all}) AS stuck JOIN orders o ON o.id = stuck.id
            {(after is null ? "" : "WHERE stuck.id > @id OR stuck.id = @id AND stuck.because > @because")}
            ORDER BY stuck.id, stuck.because LIMIT @take
            """,
            (order, why) => new StuckOrder(order, EnumText.Parse<StuckBecause>(why.Because), why.Since), "because",
            new { now, id = after?.Id, because = after?.Because.Wire(), take = limit + 1 });

    private static IEnumerable<Condition> Conditions(OrderOptions options)
    {
        // Held by a bank, and the provider silent: within a minute nearly all are decided.
        yield return Past(StuckBecause.PaymentUndecided, "status = 'pendingPayment'", "placed_at", TimeSpan.FromMinutes(1));
        yield return Past(StuckBecause.NotAnswered, "status = 'awaitingAcceptance'", "accept_by", TimeSpan.Zero);
        yield return Past(StuckBecause.NotReady, "status IN ('accepted', 'preparing')", "ready_by", options.KitchenAlertAfter);
        yield return Past(StuckBecause.NoCourier,
            "status IN ('accepted', 'preparing', 'ready') AND delivery_status IN ('searching', 'unassigned')",
            "COALESCE(searching_since, step_since, placed_at)", options.CourierNoticeAfter);
        yield return Past(StuckBecause.NotFetched,
            "status = 'ready' AND COALESCE(delivery_status, '') NOT IN ('searching', 'unassigned')",
            "COALESCE(step_since, ready_by)", options.HandoverAlertAfter);
        yield return Past(StuckBecause.NotDelivered, "status = 'inDelivery'", "promise_latest", options.KitchenAlertAfter);
        yield return Past(StuckBecause.NotCancelled, "status = 'cancelling'", "COALESCE(step_since, placed_at)", options.CancelAlertAfter);
        yield return Past(StuckBecause.MoneyNotTaken,
            "payment_status = 'authorized' AND capture_failed_at IS NOT NULL", "capture_failed_at", TimeSpan.Zero);
        yield return Past(StuckBecause.MoneyNotReleased,
            "payment_status = 'authorized' AND status IN ('rejected', 'expired', 'undelivered', 'paymentFailed')",
            "COALESCE(step_since, placed_at)", options.CancelAlertAfter);
        yield return Past(StuckBecause.MoneyNotReturned,
            "owed_since IS NOT NULL AND payment_status <> 'authorized'", "owed_since", options.CancelAlertAfter);
    }

    private static Condition Past(StuckBecause because, string isSo, string from, TimeSpan after)
    {
        var due = $"{from} + INTERVAL {((long)after.TotalSeconds).ToString(CultureInfo.InvariantCulture)} SECOND";
        return new Condition(because, $"{isSo} AND {due} <= @now", due);
    }

    private sealed record Condition(StuckBecause Because, string IsSo, string Since);

    private sealed record Why
    {
        public string Because { get; init; } = "";
        public DateTimeOffset Since { get; init; }
    }
}
