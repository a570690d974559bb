using Dapper;
using FoodDelivery.Faults.City;

namespace FoodDelivery.Faults.Checks;

/// <summary>G17 as ops see it: asks for the summary of all orders, and compares its figures with those of the books.</summary>
public static class Summary
{
    private const string Orders =
        """
        SELECT COUNT(*) AS orders, COALESCE(SUM(status = 'delivered'), 0) AS delivered, COALESCE(SUM(status = 'collected'), 0) AS collected,
            COALESCE(SUM(status = 'cancelled'), 0) AS cancelled, COALESCE(SUM(status = 'rejected'), 0) AS rejected, COALESCE(SUM(status = 'expired'), 0) AS expired,
            COALESCE(SUM(status = 'paymentFailed'), 0) AS paymentFailed, COALESCE(SUM(status = 'undelivered'), 0) AS undelivered, COALESCE(SUM(status = 'noShow'), 0) AS noShow,
            COALESCE(SUM(CASE WHEN status IN ('delivered', 'collected') THEN total END), 0) AS gross,
            (SELECT COALESCE(SUM(amount_minor), 0) FROM fd_witness.ledger WHERE kind = 'capture') AS captured,
            (SELECT COALESCE(SUM(amount_minor), 0) FROM fd_witness.ledger WHERE kind = 'refund') AS refunded
        FROM fd_order.orders
        """;

    private static readonly Invariant Agrees = new("G17", "summary-and-books-differ", "the summary that ops read shows what orders and provider show", Orders, []);

    // A clock that was wrong has placed orders in other days.
    private static readonly TimeSpan Around = TimeSpan.FromDays(40);

    /// <summary>The violation, if they differ.</summary>
    public static async Task<IReadOnlyList<Violation>> CheckAsync(Person ops, Books books, CancellationToken ct)
    {
        var now = TimeProvider.System.GetUtcNow();
        var summary = await ops.GetAsync($"/api/v1/analytics/summary?from={now - Around:yyyy-MM-ddTHH:mm:ssZ}&to={now + Around:yyyy-MM-ddTHH:mm:ssZ}", ct);
        await using var connection = await books.OpenAsync();
        var row = (IDictionary<string, object?>)await connection.QuerySingleAsync(books.Here(Orders));
        var different = row.Select(figure => (figure.Key, Books: Convert.ToInt64(figure.Value), Shown: (figure.Key is "gross" or "captured" or "refunded" ? summary[figure.Key]?["amount"] : summary[figure.Key])?.GetValue<long>() ?? 0))
            .Where(figure => figure.Books != figure.Shown).Select(figure => $"{figure.Key} is {figure.Books} and {figure.Shown} is shown").ToList();
        return different.Count == 0 ? [] : [new Violation(Agrees, different.Count, string.Join(", ", different))];
    }
}
