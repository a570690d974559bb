using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Dapper;
using MySqlConnector;

namespace FoodDelivery.Injection;

/// <summary>
/// After a run with lost replies: every order that was acknowledged exists, every order has ended, and the provider's own book shows each paid once
/// or not at all.
/// </summary>
internal static class ConvergedRun
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(6);

    public static async Task<bool> RunAsync(string since, string ledgerFile, string acknowledgedFile)
    {
        var from = DateTime.Parse(since, CultureInfo.InvariantCulture);
        await using var connection = new MySqlConnection(Program.Setting("FD_TEST_MYSQL"));
        // An order that nobody accepts expires after some minutes; that too is an end.
        const string Open = "SELECT COUNT(*) FROM fd_order.orders WHERE placed_at >= @from AND status NOT IN ('delivered', 'collected', 'paymentFailed', 'expired', 'rejected', 'cancelled', 'undelivered', 'noShow')";
        for (var waited = TimeSpan.Zero; await connection.QuerySingleAsync<long>(Open, new { from }) > 0 && waited < Limit; waited += TimeSpan.FromSeconds(2)) await Task.Delay(TimeSpan.FromSeconds(2));
        await Task.Delay(TimeSpan.FromSeconds(5)); // what the last end caused

        var orders = (await connection.QueryAsync<(string Id, string Status, long Total, string Payment)>(
            "SELECT LOWER(HEX(o.id)), o.status, o.total, COALESCE(p.status, 'none') FROM fd_order.orders o LEFT JOIN fd_payment.payments p ON p.order_id = o.id WHERE o.placed_at >= @from", new { from })).ToList();
        // The provider keeps its book open under a lock; cp does not ask.
        var copy = $"{ledgerFile}.copy";
        using (var copying = Process.Start("cp", [ledgerFile, copy])) await copying.WaitForExitAsync();
        var booked = File.ReadLines(copy).Select(line => JsonDocument.Parse(line).RootElement)
            .ToLookup(entry => entry.GetProperty("reference").GetString()!.Replace("-", "", StringComparison.Ordinal), entry => (Kind: entry.GetProperty("kind").GetString()!.ToLowerInvariant(), Amount: entry.GetProperty("amount").GetInt64()));

        var known = orders.Select(order => order.Id).ToHashSet();
        var acknowledged = (await File.ReadAllLinesAsync(acknowledgedFile)).Select(line => Guid.Parse(line).ToString("N")).ToList();
        var missing = acknowledged.Where(id => !known.Contains(id)).ToList();
        var faults = missing.ConvertAll(id => $"{id} was acknowledged and does not exist");
        foreach (var order in orders)
        {
            var book = booked[order.Id].ToList();
            int Count(string kind) => book.Count(entry => entry.Kind == kind);
            var kept = book.Sum(entry => entry.Kind switch { "capture" => entry.Amount, "refund" => -entry.Amount, _ => 0 });
            var held = Count("auth") - Count("capture") - Count("void");
            if (Count("auth") > 1 || Count("capture") > 1) faults.Add($"{order.Id} ({order.Status}): the provider has {Count("auth")} authorisations and {Count("capture")} captures");
            if (order.Status is "delivered" or "collected" ? kept != order.Total : kept != 0) faults.Add($"{order.Id} ({order.Status}): {kept} of {order.Total} was taken");
            if (held != 0) faults.Add($"{order.Id} ({order.Status}): a hold is left");
        }
        foreach (var group in orders.GroupBy(order => order.Status).OrderByDescending(group => group.Count())) Console.WriteLine($"{group.Count(),6}  orders {group.Key}");
        var stuck = await connection.QuerySingleAsync<long>(Open, new { from });
        var strangers = booked.Count(group => !Exists(group.Key));
        var unbalanced = await connection.QuerySingleAsync<long>("SELECT COUNT(*) FROM (SELECT txn_id FROM fd_payment.ledger_entries GROUP BY txn_id HAVING SUM(amount_minor) <> 0) t");
        var doubled = await connection.QuerySingleAsync<long>("SELECT COUNT(*) FROM (SELECT order_id FROM fd_delivery.deliveries GROUP BY order_id HAVING COUNT(*) > 1) t");
        Console.WriteLine($"{orders.Count,6}  orders in all, {acknowledged.Count} acknowledged; not ended {stuck}, lost {missing.Count}, money wrong {faults.Count - missing.Count}, booked without order {strangers}, ledger unbalanced {unbalanced}, two deliveries {doubled}");
        foreach (var fault in faults.Take(10)) Console.WriteLine($"  {fault}");
        return acknowledged.Count > 0 && stuck + faults.Count + strangers + unbalanced + doubled == 0;

        bool Exists(string id) => connection.QuerySingle<long>("SELECT COUNT(*) FROM fd_order.orders WHERE id = UNHEX(@id)", new { id }) == 1;
    }
}
