using System.Text.Json.Nodes;

namespace FoodDelivery.Faults.City;

// Orders that do not simply arrive, and those that nobody brings.
public sealed partial class Lane
{
    private async Task CarryAsync(Door door, CancellationToken ct)
    {
        object? wish = door is Door.LeaveIt ? new { choice.AddressId, fulfilment = "delivery", leaveAtDoor = true } : null;
        await CookAndCarryAsync(await PaidAsync("tok_ok", ct, wish), ct, door);
    }

    // The deadline decides meanwhile, or the customer is in time: both are an end.
    private async Task AnotherTryAsync(CancellationToken ct)
    {
        var order = await PaidAsync("tok_ok", ct);
        await CookAndCarryAsync(order, ct, Door.NobodyHome, async ready =>
        {
            ready.SetResult();
            var delivery = await DeliveryAsync(order, ct, "undeliverable", "disposed");
            var asked = await TryAsync(() => customer.DoAsync("redeliver", $"/api/v1/deliveries/{delivery["id"]}/redeliver", null, ct, orderId: order));
            return asked ? ["delivered"] : ["delivered", "undelivered"];
        });
    }

    private async Task RecallAsync(CancellationToken ct)
    {
        var order = await PaidAsync("tok_ok", ct);
        await CookAndCarryAsync(order, ct, Door.FarAway, async ready =>
        {
            ready.SetResult();
            await DeliveryAsync(order, ct, "pickedUp");
            await StatusAsync(order, "inDelivery", ct);
            await town.Ops.DoAsync("cancel", $"/api/v1/orders/{order}/cancel", new { reason = "Wrong order" }, ct, orderId: order);
            return ["cancelled"];
        });
    }

    private async Task TransferAsync(CancellationToken ct)
    {
        var order = await PaidAsync("tok_ok", ct);
        await CookAndCarryAsync(order, ct, meanwhile: async ready =>
        {
            var delivery = await DeliveryAsync(order, ct, "assigned", "atPickup");
            await using var relief = await town.ReliefAsync(ct);
            await relief.TakeAsync(town.Ops, order, delivery, ct);
            ready.SetResult();
            await relief.BringAsync(order, delivery, ["arrive-pickup", "pick-up", "arrive-dropoff"], await PinAsync(order, ct), ct);
            return ["delivered"];
        });
    }

    private async Task HandOnAsync(CancellationToken ct)
    {
        var order = await PaidAsync("tok_ok", ct);
        await CookAndCarryAsync(order, ct, Door.FarAway, async ready =>
        {
            ready.SetResult();
            var delivery = await DeliveryAsync(order, ct, "pickedUp");
            await using var relief = await town.ReliefAsync(ct);
            await relief.TakeAsync(town.Ops, order, delivery, ct);
            await relief.BringAsync(order, delivery, ["take-over", "arrive-dropoff"], await PinAsync(order, ct), ct);
            return ["delivered"];
        });
    }

    private async Task NoCourierAsync(CancellationToken ct)
    {
        // It is not among those that the couriers would take.
        var order = await PaidAsync("tok_ok", ct);
        await CookAsync(order, ct);
        await EndAsync(order, "cancelled", ct);
    }

    private async Task ExpireAsync(CancellationToken ct) => await EndAsync(await PaidAsync("tok_ok", ct), "expired", ct);

    private async Task RemindedAsync(CancellationToken ct)
    {
        var order = await PaidAsync("tok_ok", ct);
        await UntilAsync($"The reminders of {order}", async token =>
            $"{(await staff.GetAsync($"/api/v1/orders/{order}/timeline", token))["items"]!.AsArray().Count(entry => entry!["type"]!.GetValue<string>() == "order.answer_reminded")}",
            ["2"], ct);
        await CookAndCarryAsync(order, ct);
    }

    private async Task DelayAsync(CancellationToken ct)
    {
        var order = await PaidAsync("tok_ok", ct);
        await KitchenAsync("accept", order, new { prepMinutes = 20 }, ct);
        await KitchenAsync("delay", order, new { minutes = 30, reason = "Oven is full" }, ct);
        await CookAndCarryAsync(order, ct);
    }

    private async Task CollectAsync(CancellationToken ct)
    {
        var order = await PaidAsync("tok_ok", ct, new { fulfilment = "pickup" });
        await CookAsync(order, ct);
        var code = (await customer.GetAsync($"/api/v1/orders/{order}", ct))["pickupCode"]!.GetValue<string>();
        await KitchenAsync("collect", order, new { code }, ct);
        await EndAsync(order, "collected", ct);
    }

    private async Task<JsonNode> DeliveryAsync(Guid order, CancellationToken ct, params string[] expected)
    {
        JsonNode? delivery = null;
        await UntilAsync($"Delivery of {order}", async token =>
        {
            delivery = (await customer.GetAsync($"/api/v1/deliveries?orderId={order}", token))["items"]!.AsArray().FirstOrDefault();
            return delivery?["status"]!.GetValue<string>() ?? "";
        }, expected, ct);
        return delivery!;
    }
}
