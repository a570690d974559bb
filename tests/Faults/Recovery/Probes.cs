using FoodDelivery.Faults.City;
using FoodDelivery.Faults.Witness;

namespace FoodDelivery.Faults.Recovery;

/// <summary>Tries once whether something works for its users; cleans up after it has worked.</summary>
public sealed record Probe(Func<CancellationToken, Task<bool>> TryAsync, Func<CancellationToken, Task> CleanAsync);

/// <summary>People of their own, who try through the gateway what truly needs a component.</summary>
public sealed class Probes : IAsyncDisposable
{
    // A try that hangs for longer is given up: it would hide when the component came back.
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(3);

    private readonly HttpClient http;
    private readonly Shopper shopper;
    private readonly Caller ops;
    private readonly Caller driver;
    private readonly Guid known;

    private Probes(HttpClient http, Shopper shopper, Caller ops, Caller driver, Guid known) =>
        (this.http, this.shopper, this.ops, this.driver, this.known) = (http, shopper, ops, driver, known);

    public static async Task<Probes> OpenAsync(int number, WitnessBook witness, Journal journal, CancellationToken ct)
    {
        var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 20 }) { BaseAddress = new Stack().Gateway, Timeout = Timeout.InfiniteTimeSpan };
        var customer = await new Caller(http, $"customer{number:000}@demo.test", journal).LogInAsync(ct);
        var kitchen = await new Caller(http, $"restaurant{number:00}@demo.test", journal).LogInAsync(ct);
        var shopper = await Shopper.OpenAsync(customer, kitchen, witness, ct);
        var ops = await new Caller(http, "ops@demo.test", journal).LogInAsync(ct);
        var driver = await new Caller(http, "driver40@demo.test", journal).LogInAsync(ct);
        var known = await shopper.OrderAsync("delivery", ct);
        await RejectAsync(shopper, known, ct);
        return new Probes(http, shopper, ops, driver, known);
    }

    public ValueTask DisposeAsync()
    {
        http.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>While everything still runs.</summary>
    public async Task<Probe> PrepareAsync(Component component, CancellationToken ct) => component.Name switch
    {
        "user" => Ask(shopper.Customer, HttpMethod.Post, "/api/v1/auth/login", new { email = shopper.Customer.Email, password = "Demo-Passw0rd!" }),
        "product" => Ask(shopper.Kitchen, HttpMethod.Put, $"/api/v1/restaurants/{shopper.Choice.RestaurantId}/items/{shopper.Choice.Item}/availability", new { available = true }),
        "cart" or "redis" => new Probe(async token => (await shopper.FillCartAsync(token, Within)).Ok, _ => Task.CompletedTask),
        "order" => await OrderAsync((_, _) => Task.FromResult(true), ct),
        "payment" => Ask(shopper.Customer, HttpMethod.Get, $"/api/v1/payments?orderId={known}"),
        "delivery" => Ask(driver, HttpMethod.Get, "/api/v1/drivers/me/offers"),
        "positions" => await PlaceAsync(ct),
        "notification" => new Probe(StreamAsync, _ => Task.CompletedTask),
        "analytics" => Ask(ops, HttpMethod.Get, "/api/v1/analytics/summary"),
        "simulator" or "mariadb" => await OrderAsync(IsPaidAsync, ct),
        "kafka" => await ShownAsync(ct),
        "nginx" => Ask(shopper.Customer, HttpMethod.Get, $"/api/v1/restaurants/{shopper.Choice.RestaurantId}"),
        _ => throw new ArgumentOutOfRangeException(nameof(component)),
    };

    private static Probe Ask(Caller caller, HttpMethod method, string path, object? body = null) =>
        new(async ct => (await caller.AskAsync(method, path, body, ct, within: Within)).Ok, _ => Task.CompletedTask);

    // One order, placed with one key however often it takes, and done when it also is as far as it must get.
    private async Task<Probe> OrderAsync(Func<Guid, CancellationToken, Task<bool>> isThereAsync, CancellationToken ct)
    {
        var (quote, key) = (await shopper.QuoteAsync("delivery", ct), Guid.NewGuid().ToString());
        Guid? order = null;
        return new Probe(
            async token =>
            {
                order ??= (await shopper.Customer.PlaceAsync(quote, "tok_ok", key, insist: false, token)) is { Ok: true } placed ? placed.Body["id"]!.GetValue<Guid>() : null;
                return order is { } id && await isThereAsync(id, token);
            },
            async token =>
            {
                if (order is { } id) await RejectAsync(shopper, id, token);
            });
    }

    // Far from every kitchen: nobody's order is to wait for this driver.
    private async Task<Probe> PlaceAsync(CancellationToken ct)
    {
        await BeAsync("online", ct);
        return new Probe(
            async token =>
            {
                var points = new[] { new { lat = -47.1, lng = -120.5, at = DateTimeOffset.UtcNow } };
                var answer = await driver.AskAsync(HttpMethod.Post, "/api/v1/drivers/me/positions", new { points }, token, within: Within);
                return answer.Ok && answer.Body["accepted"]!.GetValue<bool>();
            },
            token => BeAsync("offline", token));

        Task BeAsync(string status, CancellationToken token) => driver.AskAsync(HttpMethod.Put, "/api/v1/drivers/me/status", new { status }, token);
    }

    private async Task<Probe> ShownAsync(CancellationToken ct)
    {
        var screen = await Screen.OpenAsync(shopper.Customer, ct);
        var placing = await OrderAsync((order, _) => Task.FromResult(screen.Shows(order)), ct);
        return placing with
        {
            CleanAsync = async token =>
            {
                await screen.DisposeAsync();
                await placing.CleanAsync(token);
            },
        };
    }

    private async Task<bool> IsPaidAsync(Guid order, CancellationToken ct) =>
        (await shopper.Customer.AskAsync(HttpMethod.Get, $"/api/v1/orders/{order}", null, ct, within: Within)).Body["status"]?.GetValue<string>() == "awaitingAcceptance";

    private async Task<bool> StreamAsync(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Within);
        try
        {
            using var response = await shopper.Customer.OpenStreamAsync(limit.Token);
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(limit.Token));
            while (await reader.ReadLineAsync(limit.Token) is { } line)
            {
                if (line == "event: hello") return true;
            }
            return false;
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return false;
        }
    }

    private static async Task RejectAsync(Shopper shopper, Guid order, CancellationToken ct)
    {
        await shopper.StatusAsync(order, ["awaitingAcceptance"], ct);
        await shopper.CookAsync("reject", order, new { code = "tooBusy" }, ct);
    }
}
