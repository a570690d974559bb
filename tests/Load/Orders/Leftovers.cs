using System.Diagnostics;
using FoodDelivery.Load.City;

namespace FoodDelivery.Load.Orders;

/// <summary>
/// Ends, as ops, what earlier runs left: orders that have not ended, and the deliveries that keep couriers busy. A courier with an old
/// delivery gets no offers, so leftovers would starve a run.
/// </summary>
public static class Leftovers
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);
    private const string Unended = "pendingPayment,awaitingAcceptance,scheduled,accepted,preparing,ready,inDelivery,cancelling";

    public static async Task EndAsync(HttpClient http, CancellationToken ct)
    {
        var ops = await LoginAsync(http, ct);
        var began = Stopwatch.GetTimestamp();
        var (orders, deliveries) = await LookAsync(ops, ct);
        if (orders.Count == 0 && deliveries.Count == 0) return;
        var (found, carried) = (orders.Count, deliveries.Count(delivery => delivery.DriverId is not null));
        while ((orders.Count > 0 || deliveries.Count > 0) && Stopwatch.GetElapsedTime(began) < Longest)
        {
            await Parallel.ForEachAsync(deliveries, ct, (delivery, stop) => StepAsync(ops, delivery, stop));
            var withCourier = deliveries.Where(delivery => IsPickedUp(delivery.Status)).Select(delivery => delivery.OrderId).ToHashSet();
            var open = orders.Where(order => order.Status is not "cancelling" && !withCourier.Contains(order.Id));
            await Parallel.ForEachAsync(open, ct, (order, stop) => CancelAsync(ops, order, stop));
            await Task.Delay(Pause, ct);
            (orders, deliveries) = await LookAsync(ops, ct);
        }
        var left = orders.Select(order => order.Status).Concat(deliveries.Select(delivery => delivery.Status)).ToList();
        Console.WriteLine(
            $"Leftovers of earlier runs: {found} orders had not ended, couriers had {carried} deliveries; "
            + (left.Count == 0 ? "all were ended as ops." : $"{left.Count} resist: {string.Join(", ", left.Distinct())}."));
    }

    private static async Task<Person> LoginAsync(HttpClient http, CancellationToken ct)
    {
        try
        {
            return await Person.LoginAsync(http, Logins.Ops, ct);
        }
        catch (CallFailedException e)
        {
            throw new UsageException($"Ops cannot log in: {e.Message}\nDoes the system run, and is it seeded? bash deploy/local/up.sh");
        }
    }

    private static async Task<(List<Order> Orders, List<UnendedDelivery> Deliveries)> LookAsync(Person ops, CancellationToken ct) => (
        await AllAsync<Order>(ops, $"/api/v1/orders?status={Unended}&limit=100", ct),
        await AllAsync<UnendedDelivery>(ops, "/api/v1/ops/delivery/deliveries?limit=100", ct));

    private static async Task<List<T>> AllAsync<T>(Person ops, string path, CancellationToken ct)
    {
        var all = new List<T>();
        string? cursor = null;
        do
        {
            var page = await ops.GetAsync<Page<T>>(cursor is null ? path : $"{path}&cursor={Uri.EscapeDataString(cursor)}", ct);
            all.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return all;
    }

    // From the pick-up on an order cannot be cancelled: somebody has the food.
    private static bool IsPickedUp(string status) => status is "pickedUp" or "atDropoff" or "undeliverable" or "returning";

    private static ValueTask StepAsync(Person ops, UnendedDelivery delivery, CancellationToken ct) => delivery.Status switch
    {
        "pickedUp" => TryAsync(ops, $"/api/v1/ops/delivery/deliveries/{delivery.Id}/fail", new { reason = "noAnswer" }, ct),
        "atDropoff" => TryAsync(ops, $"/api/v1/ops/delivery/deliveries/{delivery.Id}/deliver", null, ct),
        "undeliverable" => TryAsync(ops, $"/api/v1/ops/delivery/deliveries/{delivery.Id}/dispose", null, ct),
        "returning" => TryAsync(ops, $"/api/v1/ops/delivery/deliveries/{delivery.Id}/returned", null, ct),
        _ => ValueTask.CompletedTask, // its order is cancelled, which takes it away
    };

    private static ValueTask CancelAsync(Person ops, Order order, CancellationToken ct) =>
        TryAsync(ops, $"/api/v1/orders/{order.Id}/cancel", new { reason = "Left over by a load run" }, ct);

    // It may have moved on by itself since it was listed; the next look shows how.
    private static async ValueTask TryAsync(Person ops, string path, object? body, CancellationToken ct)
    {
        try
        {
            await ops.PostAsync(path, body, ct);
        }
        catch (CallFailedException)
        {
        }
    }
}
