using System.Text.Json.Nodes;
using FoodDelivery.Faults.Witness;

namespace FoodDelivery.Faults.City;

/// <summary>A customer and the restaurant where he orders, one order after the other.</summary>
public sealed partial class Lane(Town town, Person customer, Person staff, WitnessBook witness, Choice choice)
{
    private static readonly TimeSpan BusyFor = TimeSpan.FromSeconds(3);
    private static readonly string[] Ends = ["delivered", "collected", "cancelled", "rejected", "expired", "paymentFailed", "undelivered", "noShow"];

    public JsonNode Location => choice.Location;

    /// <summary>Whether another lane orders the same dish, so that it must not be switched off.</summary>
    public bool SharesDish => town.Lanes.Any(other => other != this && other.Dish == Dish);

    private Guid Dish => choice.Item;

    /// <summary>Whether an order was placed that this lane has not seen the end of.</summary>
    public bool HasOrder { get; private set; }

    /// <inheritdoc cref="Choice.MakeAsync"/>
    public static async Task<Lane> OpenAsync(Town town, Person customer, Person staff, WitnessBook witness, int turn, CancellationToken ct) =>
        new(town, customer, staff, witness, await Choice.MakeAsync(path => customer.GetAsync(path, ct), path => staff.GetAsync(path, ct), witness, turn));

    public async Task LiveAsync(Story story, CancellationToken ct)
    {
        try
        {
            await TellAsync(story, ct);
        }
        finally
        {
            HasOrder = false;
        }
    }

    private Task TellAsync(Story story, CancellationToken ct) => story switch
    {
        Story.Delivered => DeliverAsync(ct),
        Story.Refunded => RefundAsync(ct),
        Story.Rejected => RejectAsync(ct),
        Story.Cancelled => CancelAsync(ct),
        Story.Declined => DeclinedAsync(ct),
        Story.SoldOut => SoldOutAsync(ct),
        Story.CancelRacesAccept => RaceAsync(ct),
        Story.CancelRacesPickUp => CancelAtTheCounterAsync(ct),
        Story.Refreshed => RefreshAsync(ct),
        Story.Busy => BusyAsync(ct),
        Story.Collected => CollectAsync(ct),
        Story.Reminded => RemindedAsync(ct),
        Story.Delayed => DelayAsync(ct),
        Story.LeftAtDoor => CarryAsync(Door.LeaveIt, ct),
        Story.NobodyHome => CarryAsync(Door.NobodyHome, ct),
        Story.WrongAddress => CarryAsync(Door.WrongAddress, ct),
        Story.Damaged => CarryAsync(Door.Damaged, ct),
        Story.AnotherTry => AnotherTryAsync(ct),
        Story.Recalled => RecallAsync(ct),
        Story.Transferred => TransferAsync(ct),
        Story.HandedOn => HandOnAsync(ct),
        Story.Expired => ExpireAsync(ct),
        Story.NoCourier => NoCourierAsync(ct),
        _ => throw new ArgumentOutOfRangeException(nameof(story)),
    };

    private async Task<Guid> DeliverAsync(CancellationToken ct)
    {
        var order = await PaidAsync("tok_ok", ct);
        await CookAndCarryAsync(order, ct);
        return order;
    }

    /// <param name="door">What the courier meets at the end.</param>
    /// <param name="meanwhile">What others do once it is cooked; says when the courier may have it, and how the order may end.</param>
    private async Task CookAndCarryAsync(
        Guid order, CancellationToken ct, Door door = Door.Opens, Func<TaskCompletionSource, Task<string[]>>? meanwhile = null)
    {
        var ready = new TaskCompletionSource();
        town.Open[order] = new Carriage(ready.Task, door, token => PinAsync(order, token));
        try
        {
            await CookAsync(order, ct);
            var ends = meanwhile is null ? [Served(door)] : await meanwhile(ready);
            ready.TrySetResult();
            await EndAsync(order, ct, ends);
        }
        finally
        {
            town.Open.TryRemove(order, out _);
            ready.TrySetException(new InvalidOperationException($"The kitchen gave up order {order}."));
        }
    }

    private static string Served(Door door) => door is Door.Opens or Door.LeaveIt ? "delivered" : "undelivered";

    private async Task<string> PinAsync(Guid order, CancellationToken ct) =>
        (await customer.GetAsync($"/api/v1/orders/{order}", ct))["deliveryPin"]!.GetValue<string>();

    private async Task CookAsync(Guid order, CancellationToken ct)
    {
        await KitchenAsync("accept", order, new { prepMinutes = 5 }, ct);
        await KitchenAsync("start", order, null, ct);
        await KitchenAsync("ready", order, null, ct);
    }

    private async Task CancelAtTheCounterAsync(CancellationToken ct)
    {
        var order = await PaidAsync("tok_ok", ct);
        await CookAndCarryAsync(order, ct, meanwhile: async ready =>
            await CancelAtPickUpAsync(order, ready, ct) ? ["cancelled", "delivered"] : ["delivered"]);
    }

    // The courier stands at the counter and gets the food while the cancellation is under way: Delivery says who was first. Its event needs
    // some milliseconds to get there, so the courier waits for as long, now a little less and now a little more.
    private async Task<bool> CancelAtPickUpAsync(Guid order, TaskCompletionSource ready, CancellationToken ct)
    {
        await DeliveryAsync(order, ct, "atPickup");
        var cancel = TryAsync(() => KitchenAsync("cancel", order, new { reason = "oven broke" }, ct));
        await Task.Delay(TimeSpan.FromMilliseconds(order.ToByteArray()[15] % 128), ct);
        ready.SetResult();
        return await cancel;
    }

    private async Task RefundAsync(CancellationToken ct)
    {
        var order = await DeliverAsync(ct);
        JsonNode payment;
        do
        {
            payment = (await customer.GetAsync($"/api/v1/payments?orderId={order}", ct))["items"]![0]!;
            await Task.Delay(TimeSpan.FromMilliseconds(200), ct);
        }
        while (payment["status"]!.GetValue<string>() != "captured");
        var amount = new { amount = 100, currency = payment["amount"]!["currency"]!.GetValue<string>() };
        await town.Ops.DoAsync("refund", $"/api/v1/payments/{payment["id"]}/refunds", new { amount, reason = "Cold food" }, ct, Guid.NewGuid().ToString(), order);
    }

    private async Task RejectAsync(CancellationToken ct)
    {
        var order = await PaidAsync("tok_ok", ct);
        await KitchenAsync("reject", order, new { code = "tooBusy" }, ct);
        await EndAsync(order, "rejected", ct);
    }

    private async Task CancelAsync(CancellationToken ct)
    {
        var order = await PaidAsync("tok_ok", ct);
        await customer.DoAsync("cancel", $"/api/v1/orders/{order}/cancel", new { reason = "changed my mind" }, ct, orderId: order);
        await EndAsync(order, "cancelled", ct);
    }

    private async Task DeclinedAsync(CancellationToken ct) => await EndAsync(await PlaceAsync("tok_decline_funds", ct), "paymentFailed", ct);

    // One of the two wins, and the order goes on as the winner says.
    private async Task RaceAsync(CancellationToken ct)
    {
        var order = await PaidAsync("tok_ok", ct);
        var cancel = TryAsync(() => customer.DoAsync("cancel", $"/api/v1/orders/{order}/cancel", new { reason = "changed my mind" }, ct, orderId: order));
        var accept = TryAsync(() => KitchenAsync("accept", order, new { prepMinutes = 5 }, ct));
        var (cancelled, accepted) = (await cancel, await accept);
        // A customer's cancellation is allowed before acceptance only, so both cannot have won.
        if (cancelled == accepted) throw new InvalidOperationException($"Order {order}: cancel {(cancelled ? "won" : "lost")} and accept {(accepted ? "won" : "lost")}.");
        if (cancelled) await EndAsync(order, "cancelled", ct);
        else await CookAndCarryAsync(order, ct);
    }

    // The quote is good, but the dish is switched off before it is ordered.
    private async Task SoldOutAsync(CancellationToken ct)
    {
        var quote = await QuoteAsync(ct);
        var path = $"/api/v1/restaurants/{choice.RestaurantId}/items/{choice.Item}/availability";
        await staff.SendAsync("switchOff", HttpMethod.Put, path, new { available = false, reason = "sold out" }, ct);
        var off = TimeProvider.System.GetUtcNow();
        var sold = await TryAsync(() => PlaceAsync(quote, "tok_ok", ct));
        witness.SoldOut(choice.Item, off, TimeProvider.System.GetUtcNow());
        await staff.SendAsync("switchOn", HttpMethod.Put, path, new { available = true }, ct);
        if (sold) throw new InvalidOperationException($"Item {choice.Item} was sold after it had been switched off.");
    }

    // The reply of a rotation is lost; the same device asks again and must get the same successor, which must be good.
    private async Task RefreshAsync(CancellationToken ct)
    {
        var person = town.Stranger(customer.Email, customer.Journal);
        var tokens = await person.SendAsync("login", HttpMethod.Post, "/api/v1/auth/login", new { email = customer.Email, password = "Demo-Passw0rd!" }, ct);
        for (var turn = 0; turn < 3; turn++)
        {
            tokens = await person.SendAsync("refresh", HttpMethod.Post, "/api/v1/auth/refresh", new { refreshToken = tokens["refreshToken"]!.GetValue<string>() }, ct);
        }
    }

    // The kitchen is busy for a few seconds, which end by themselves: at a deadline, while the order is on its way.
    private async Task BusyAsync(CancellationToken ct)
    {
        var restaurant = $"/api/v1/restaurants/{choice.RestaurantId}";
        var until = TimeProvider.System.GetUtcNow() + BusyFor;
        await staff.DoAsync("busy", $"{restaurant}/pause", new { reason = "many orders", busyMinutes = 1, until }, ct);
        await DeliverAsync(ct);
        await UntilAsync($"{restaurant} is not busy any more", async token => (await customer.GetAsync(restaurant, token))["busyMinutes"] is null ? "open" : "busy", ["open"], ct);
    }

    private async Task<Guid> PaidAsync(string card, CancellationToken ct, object? wish = null)
    {
        var order = await PlaceAsync(card, ct, wish);
        await StatusAsync(order, "awaitingAcceptance", ct);
        return order;
    }

    private async Task<JsonNode> QuoteAsync(CancellationToken ct, object? wish = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await customer.SendAsync(null, HttpMethod.Delete, "/api/v1/cart", null, ct);
                await customer.DoAsync("cart", "/api/v1/cart/items", new { choice.RestaurantId, itemId = choice.Item, quantity = 3, choice.OptionIds }, ct);
                return await customer.DoAsync("quote", "/api/v1/cart/quote", wish ?? new { choice.AddressId, fulfilment = "delivery" }, ct);
            }
            catch (RefusedException) when (attempt < 5)
            {
                // The cart was emptied by the order before: its event came just now.
                await Task.Delay(TimeSpan.FromMilliseconds(500), ct);
            }
        }
    }

    private async Task<Guid> PlaceAsync(string card, CancellationToken ct, object? wish = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return (await PlaceAsync(await QuoteAsync(ct, wish), card, ct))["id"]!.GetValue<Guid>();
            }
            catch (RefusedException e) when (e.Code == "quote_not_found" && attempt < 5)
            {
                // Redis was emptied in between, and with it the quote.
            }
        }
    }

    private async Task<JsonNode> PlaceAsync(JsonNode quote, string card, CancellationToken ct)
    {
        var order = await customer.DoAsync("place", "/api/v1/orders", new { quoteId = quote["quoteId"]!.GetValue<Guid>(), paymentMethod = card }, ct, Guid.NewGuid().ToString());
        HasOrder = true;
        return order;
    }

    private Task<JsonNode> KitchenAsync(string act, Guid order, object? body, CancellationToken ct) => staff.DoAsync(act, $"/api/v1/orders/{order}/{act}", body, ct, orderId: order);

    private Task EndAsync(Guid order, string expected, CancellationToken ct) => EndAsync(order, ct, expected);

    private async Task EndAsync(Guid order, CancellationToken ct, params string[] expected)
    {
        var op = customer.Journal.Begin(customer.Email, "end", orderId: order);
        await StatusAsync(order, expected, ct);
        customer.Journal.End(op, "ok");
    }

    private Task StatusAsync(Guid order, string expected, CancellationToken ct) => StatusAsync(order, [expected], ct);

    private Task StatusAsync(Guid order, string[] expected, CancellationToken ct) =>
        UntilAsync($"Order {order}", async token => (await customer.GetAsync($"/api/v1/orders/{order}", token))["status"]!.GetValue<string>(), expected, ct);

    private async Task UntilAsync(string what, Func<CancellationToken, Task<string>> readAsync, string[] expected, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(town.Pace.EndWithin);
        var status = "";
        try
        {
            while (true)
            {
                status = await readAsync(limit.Token);
                if (expected.Contains(status)) return;
                if (Ends.Contains(status)) throw new InvalidOperationException($"{what} is {status} instead of {string.Join(" or ", expected)}.");
                await Task.Delay(town.Pace.Look, limit.Token);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new TimeoutException($"{what} is {status} and not {string.Join(" or ", expected)} after {town.Pace.EndWithin.TotalSeconds} s.");
        }
    }

    private static async Task<bool> TryAsync(Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (RefusedException)
        {
            return false;
        }
    }
}
