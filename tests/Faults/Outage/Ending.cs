using FoodDelivery.Faults.City;

namespace FoodDelivery.Faults.Outage;

/// <summary>Sees the orders of the load through to their end.</summary>
public static class Ending
{
    /// <returns>What did not end as it had to.</returns>
    public static async Task<IReadOnlyList<string>> EndAllAsync(Town town, Load load, CancellationToken ct)
    {
        var broken = await Task.WhenAll(load.Orders.Select(async entry =>
        {
            try
            {
                if (!entry.Decided)
                {
                    await entry.Shopper.StatusAsync(entry.Order, ["awaitingAcceptance"], ct);
                    await Load.DecideAsync(entry.Shopper, entry.Order, entry.Wish, ct);
                }
                await EndAsync(town, entry.Shopper, entry.Order, entry.Wish, ct);
                return null;
            }
            catch (Exception e) when (e is TimeoutException or InvalidOperationException)
            {
                return $"{entry.Wish}: {e.Message}";
            }
        }));
        return [.. broken.OfType<string>()];
    }

    private static async Task EndAsync(Town town, Shopper shopper, Guid order, Wish wish, CancellationToken ct)
    {
        var op = town.Ops.Journal.Begin(shopper.Customer.Email, "end", orderId: order);
        if (wish is Wish.Deliver) await CarryAsync(town, shopper, order, ct);
        else await shopper.StatusAsync(order, [wish is Wish.Reject ? "rejected" : "cancelled"], ct);
        town.Ops.Journal.End(op, "ok");
    }

    private static async Task CarryAsync(Town town, Shopper shopper, Guid order, CancellationToken ct)
    {
        town.Open[order] = new Carriage(Task.CompletedTask, Door.Opens, async token =>
            (await shopper.Customer.InsistAsync(HttpMethod.Get, $"/api/v1/orders/{order}", null, token)).Body["deliveryPin"]!.GetValue<string>());
        try
        {
            foreach (var act in new[] { "start", "ready" })
            {
                if (await shopper.CookAsync(act, order, null, ct) is { Ok: false } refused) throw new InvalidOperationException($"Order {order} cannot {act}: {refused}");
            }
            await shopper.StatusAsync(order, ["delivered"], ct);
        }
        finally
        {
            town.Open.TryRemove(order, out _);
        }
    }
}
