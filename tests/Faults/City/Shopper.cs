using System.Text.Json.Nodes;
using FoodDelivery.Faults.Witness;

namespace FoodDelivery.Faults.City;

/// <summary>A customer with a restaurant of his choice, whose steps are called one by one.</summary>
public sealed class Shopper(Caller customer, Caller kitchen, Choice choice)
{
    public Caller Customer => customer;

    public Caller Kitchen => kitchen;

    public Choice Choice => choice;

    /// <summary>Takes the restaurant of a member of its staff.</summary>
    public static async Task<Shopper> OpenAsync(Caller customer, Caller kitchen, WitnessBook witness, CancellationToken ct) =>
        new(customer, kitchen, await Choice.MakeAsync(path => GetAsync(customer, path, ct), path => GetAsync(kitchen, path, ct), witness));

    /// <summary>Empties the cart and puts the dish into it.</summary>
    public async Task<Answer> FillCartAsync(CancellationToken ct, TimeSpan? within = null)
    {
        var emptied = await customer.AskAsync(HttpMethod.Delete, "/api/v1/cart", null, ct, within: within);
        return emptied.Ok ? await customer.AskAsync(HttpMethod.Post, "/api/v1/cart/items", new { choice.RestaurantId, itemId = choice.Item, quantity = 3, choice.OptionIds }, ct, within: within) : emptied;
    }

    /// <exception cref="TimeoutException">There was none for too long.</exception>
    public async Task<Guid> QuoteAsync(string fulfilment, CancellationToken ct)
    {
        object wish = fulfilment == "pickup" ? new { fulfilment } : new { choice.AddressId, fulfilment };
        var answer = Answer.None("not sent");
        for (var attempt = 0; attempt < 100; attempt++)
        {
            // The event of the order before may empty the cart in between.
            if ((answer = await FillCartAsync(ct)).Ok && (answer = await customer.AskAsync(HttpMethod.Post, "/api/v1/cart/quote", wish, ct)).Ok) return answer.Body["quoteId"]!.GetValue<Guid>();
            await Task.Delay(TimeSpan.FromMilliseconds(300), ct);
        }
        throw new TimeoutException($"{customer.Email} gets no quote: {answer}");
    }

    /// <summary>An order that the restaurant may accept.</summary>
    /// <exception cref="TimeoutException">It did not get there.</exception>
    public async Task<Guid> OrderAsync(string fulfilment, CancellationToken ct)
    {
        var (order, paid) = await PlaceAsync(fulfilment, ct);
        if (!paid) await StatusAsync(order, ["awaitingAcceptance"], ct);
        return order;
    }

    /// <summary>An order, and whether its payment was decided at once; if not, an event decides it later.</summary>
    public async Task<(Guid Order, bool Paid)> PlaceAsync(string fulfilment, CancellationToken ct)
    {
        var placed = await customer.PlaceAsync(await QuoteAsync(fulfilment, ct), "tok_ok", Guid.NewGuid().ToString(), insist: true, ct);
        if (!placed.Ok) throw new InvalidOperationException($"An order of {customer.Email} was refused: {placed}");
        return (placed.Body["id"]!.GetValue<Guid>(), placed.Body["status"]!.GetValue<string>() == "awaitingAcceptance");
    }

    /// <summary>What the kitchen does to an order.</summary>
    public Task<Answer> CookAsync(string act, Guid order, object? body, CancellationToken ct, StartingLine? line = null) =>
        kitchen.InsistAsync(HttpMethod.Post, $"/api/v1/orders/{order}/{act}", body ?? new { }, ct, line: line);

    /// <exception cref="TimeoutException">It is in none of these states after too long.</exception>
    public async Task<string> StatusAsync(Guid order, string[] expected, CancellationToken ct)
    {
        var status = "";
        for (var attempt = 0; attempt < 500; attempt++)
        {
            status = (await customer.AskAsync(HttpMethod.Get, $"/api/v1/orders/{order}", null, ct)).Body["status"]?.GetValue<string>() ?? status;
            if (expected.Contains(status)) return status;
            await Task.Delay(TimeSpan.FromMilliseconds(200), ct);
        }
        throw new TimeoutException($"Order {order} is {status} and not {string.Join(" or ", expected)}.");
    }

    private static async Task<JsonNode> GetAsync(Caller caller, string path, CancellationToken ct) => (await caller.InsistAsync(HttpMethod.Get, path, null, ct)).Body;
}
