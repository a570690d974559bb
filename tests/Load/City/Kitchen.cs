using FoodDelivery.Load.Orders;

namespace FoodDelivery.Load.City;

/// <summary>A restaurant: its place, what can be ordered there, and its staff, who do what their stream asks for.</summary>
public sealed class Kitchen(Person staff, Restaurant place, IReadOnlyList<Dish> dishes, OrdersRun run)
{
    public Restaurant Place => place;

    public static async Task<Kitchen> OpenAsync(Person staff, OrdersRun run, CancellationToken ct)
    {
        var profile = await staff.GetAsync<Profile>("/api/v1/users/me", ct);
        if (profile.RestaurantIds.Count == 0) throw new UsageException($"{staff.Email} has no restaurant.");
        var place = await staff.GetAsync<Restaurant>($"/api/v1/restaurants/{profile.RestaurantIds[0]}", ct);
        var menu = await staff.GetAsync<Menu>($"/api/v1/restaurants/{place.Id}/menu", ct);
        return new Kitchen(staff, place, [.. menu.Categories.SelectMany(category => category.Items).Select(Dish.From).OfType<Dish>()], run);
    }

    /// <summary>Whether anything can be ordered here now.</summary>
    public bool CanServe => place.IsOpen && dishes.Count > 0;

    /// <summary>So many different dishes, as many of the last as the restaurant's minimum needs.</summary>
    public IReadOnlyList<(Dish Dish, int Quantity)> Choose(Random random, int count)
    {
        // From a random place on, so that it costs nothing and no dish comes twice.
        var first = random.Next(dishes.Count);
        var chosen = Enumerable.Range(first, Math.Min(count, dishes.Count))
            .Select(i => (Dish: dishes[i % dishes.Count], Quantity: 1)).ToList();
        var missing = place.MinimumOrder.Amount - chosen.Sum(line => line.Dish.Price);
        if (missing > 0 && chosen[^1] is var (last, _)) chosen[^1] = (last, 1 + (int)((missing + last.Price - 1) / last.Price));
        return chosen;
    }

    /// <summary>Each status of an order asks for the next act.</summary>
    public void OnEvent(StreamEvent e)
    {
        if (run.Plan.UntilPaid || e.Name != "order.status" || e.Data.OrderId is not { } id) return;
        switch (e.Data.Status)
        {
            case "awaitingAcceptance":
                Do(id, "accept", new { prepMinutes = 1 });
                break;
            case "accepted":
                if (e.Data.At is { } at) run.Figures.Offered(run.Orders.Find(id).AcceptedAt(at), e);
                Do(id, "start", null);
                break;
            case "preparing":
                Do(id, "ready", null);
                break;
        }
    }

    /// <summary>Says no to an order that waits for an answer.</summary>
    public Task RejectAsync(Guid id, CancellationToken ct) => staff.PostAsync($"/api/v1/orders/{id}/reject", new { code = "tooBusy" }, ct);

    private void Do(Guid id, string act, object? body) => run.Work.Start(ct => staff.PostAsync($"/api/v1/orders/{id}/{act}", body, ct));
}

/// <summary>Something to order, with the options that must be chosen.</summary>
/// <param name="Price">Of one, options included, in minor units.</param>
public sealed record Dish(Guid Id, IReadOnlyList<Guid> OptionIds, long Price)
{
    /// <returns>Null when it cannot be ordered now.</returns>
    public static Dish? From(MenuItem item)
    {
        var options = item.OptionGroups.SelectMany(group => group.Options.Where(option => option.Available).Take(group.Min)).ToList();
        var price = item.Price.Amount + options.Sum(option => option.PriceDelta.Amount);
        return item.Available && price > 0 && options.Count == item.OptionGroups.Sum(group => group.Min) ? new Dish(item.Id, [.. options.Select(option => option.Id)], price) : null;
    }
}
