using System.Diagnostics;
using System.Text.Json.Nodes;

namespace FoodDelivery.Faults.City;

/// <summary>An order on its way: when the food is ready, what comes at the end, and the customer who knows the PIN.</summary>
public sealed record Carriage(Task Ready, Door Door, Func<CancellationToken, Task<string>> PinAsync);

/// <summary>What a courier meets at the end of the way.</summary>
public enum Door
{
    Opens,
    LeaveIt,
    NobodyHome,
    WrongAddress,
    Damaged,

    /// <summary>The courier needs help on the way and does not get there.</summary>
    FarAway,
}

/// <summary>A driver who takes every offer and carries it to the door.</summary>
public sealed class Courier(Person person, Town town, JsonNode post)
{
    private static readonly TimeSpan Move = TimeSpan.FromSeconds(8);

    private DateTimeOffset movedAt;

    public async Task GoOnlineAsync(CancellationToken ct)
    {
        await person.SendAsync("online", HttpMethod.Put, "/api/v1/drivers/me/status", new { status = "online" }, ct);
        await MoveAsync(ct);
    }

    public async Task WorkAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                if (TimeProvider.System.GetUtcNow() - movedAt > Move) await GoOnlineAsync(ct);
                if (!town.Open.IsEmpty)
                {
                    var offers = (await person.GetAsync("/api/v1/drivers/me/offers", ct))["items"]!.AsArray();
                    if (offers.Count > 0) await CarryAsync(offers[0]!, ct);
                }
                await Task.Delay(town.Pace.Look, ct);
            }
            catch (Exception e) when (e is RefusedException or TimeoutException or InvalidOperationException)
            {
                // The offer has expired, the order was cancelled or is somebody else's: the invariants judge what became of it.
                await Task.Delay(town.Pace.Look, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task CarryAsync(JsonNode offer, CancellationToken ct)
    {
        var order = offer["orderId"]!.GetValue<Guid>();
        if (!town.Open.TryGetValue(order, out var carriage)) return;
        await person.DoAsync("acceptOffer", $"/api/v1/offers/{offer["id"]}/accept", null, ct, orderId: order);
        var errand = new Errand(person, town.Pace, order, offer["deliveryId"]!.GetValue<Guid>());
        await errand.StepAsync("arrive-pickup", null, ct);
        await carriage.Ready.WaitAsync(town.Pace.EndWithin + TimeSpan.FromSeconds(20), ct);
        await errand.StepAsync("pick-up", null, ct);
        if (carriage.Door is Door.FarAway)
        {
            await errand.StepAsync("help", new { kind = "vehicle", text = "A flat tyre" }, ct);
            await errand.UntilAsync(ct, "returning");
            await errand.StepAsync("returned", null, ct);
            return;
        }
        await errand.StepAsync("arrive-dropoff", null, ct);
        await AtTheDoorAsync(errand, carriage, ct);
    }

    private static async Task AtTheDoorAsync(Errand errand, Carriage carriage, CancellationToken ct)
    {
        switch (carriage.Door)
        {
            case Door.NobodyHome:
                await errand.FailAfterTheWaitAsync("noAnswer", ct);
                // Whoever came to the door after all wants it now.
                if (await errand.UntilAsync(ct, "atDropoff", "disposed") == "atDropoff") await errand.HandOverAsync(await carriage.PinAsync(ct), ct);
                break;
            case Door.WrongAddress:
                await errand.FailAfterTheWaitAsync("badAddress", ct);
                await errand.UntilAsync(ct, "returning");
                await errand.StepAsync("returned", null, ct);
                break;
            case Door.Damaged:
                await errand.StepAsync("fail", new { reason = "damaged" }, ct);
                break;
            case Door.LeaveIt:
                var door = (await errand.LookAsync(ct))["dropoff"]!;
                await errand.StepAsync("deliver", new { proof = new { type = "position", lat = door["lat"]!.GetValue<double>(), lng = door["lng"]!.GetValue<double>() } }, ct);
                break;
            default:
                await errand.HandOverAsync(await carriage.PinAsync(ct), ct);
                break;
        }
    }

    private async Task MoveAsync(CancellationToken ct)
    {
        movedAt = TimeProvider.System.GetUtcNow();
        var points = new[] { new { lat = post["lat"]!.GetValue<double>(), lng = post["lng"]!.GetValue<double>(), at = movedAt } };
        await person.SendAsync(null, HttpMethod.Post, "/api/v1/drivers/me/positions", new { points }, ct);
    }
}

/// <summary>A delivery in the hands of a driver.</summary>
public sealed class Errand(Person driver, Pace pace, Guid order, Guid delivery)
{
    private static readonly string[] Ends = ["delivered", "returned", "disposed", "cancelled"];

    public Task<JsonNode> StepAsync(string step, object? body, CancellationToken ct) =>
        driver.DoAsync(step, $"/api/v1/deliveries/{delivery}/{step}", body, ct, orderId: order);

    public Task HandOverAsync(string pin, CancellationToken ct) => StepAsync("deliver", new { proof = new { type = "pin", value = pin } }, ct);

    public Task<JsonNode> LookAsync(CancellationToken ct) => driver.GetAsync($"/api/v1/deliveries/{delivery}", ct);

    /// <summary>Tries to reach the customer, and says so as soon as the clock at the door allows it.</summary>
    public async Task FailAfterTheWaitAsync(string reason, CancellationToken ct)
    {
        await StepAsync("contacts", new { kind = "door" }, ct);
        for (var failed = false; !failed;)
        {
            try
            {
                await StepAsync("fail", new { reason }, ct);
                failed = true;
            }
            catch (RefusedException e) when (e.Code == "attempt_clock_running")
            {
                await Task.Delay(pace.Look, ct);
            }
        }
    }

    /// <summary>Waits for what others decide; a refusal says that it is not this driver's any more.</summary>
    public async Task<string> UntilAsync(CancellationToken ct, params string[] expected)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < pace.EndWithin; await Task.Delay(pace.Look, ct))
        {
            var status = (await LookAsync(ct))["status"]!.GetValue<string>();
            if (expected.Contains(status)) return status;
            if (Ends.Contains(status)) throw new InvalidOperationException($"Delivery {delivery} is {status} instead of {string.Join(" or ", expected)}.");
        }
        throw new TimeoutException($"Delivery {delivery} is not {string.Join(" or ", expected)}.");
    }
}

/// <summary>The driver to whom ops give what another one has.</summary>
public sealed class Relief(Person driver, Action gone) : IAsyncDisposable
{
    public Task TakeAsync(Person ops, Guid order, JsonNode delivery, CancellationToken ct) =>
        ops.DoAsync("transfer", $"/api/v1/ops/delivery/deliveries/{delivery["id"]}/transfer", new { reason = "Flat tyre", driverId = driver.Id }, ct, orderId: order);

    public async Task BringAsync(Guid order, JsonNode delivery, string[] steps, string pin, CancellationToken ct)
    {
        var errand = new Errand(driver, Pace.Quick, order, delivery["id"]!.GetValue<Guid>());
        foreach (var step in steps) await errand.StepAsync(step, null, ct);
        await errand.HandOverAsync(pin, ct);
    }

    public ValueTask DisposeAsync()
    {
        gone();
        return ValueTask.CompletedTask;
    }
}
