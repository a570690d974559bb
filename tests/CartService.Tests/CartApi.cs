using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.CartService.Data;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.CartService.Tests;

/// <summary>The Cart service on real Redis, with <see cref="Kitchen"/> in the place of Product.</summary>
public sealed class CartApi : ServiceApi<CartStore>
{
    public CartApi() : this([]) { }

    internal CartApi(params (string Key, string Value)[] settings) : base("cart", settings) =>
        Others.On("POST /internal/v1/price-check", (_, body) => Kitchens.Answer(body));

    public Kitchens Kitchens { get; } = new();

    public HttpClient Customer(Guid? id = null) => ClientFor(id ?? Guid.CreateVersion7(), Roles.Customer);

    /// <summary>A customer with two pizzas in the cart.</summary>
    public async Task<(Guid Id, HttpClient Client, JsonNode Cart)> CustomerWithPizzasAsync(Kitchen kitchen)
    {
        var id = Guid.CreateVersion7();
        var client = Customer(id);
        return (id, client, await client.PostJsonAsync("/api/v1/cart/items", kitchen.Pizzas(2)).ShouldBe(HttpStatusCode.OK));
    }

    public static object Delivery => new { dropoff = new { lat = 48.2, lng = 11.62, address = "Door 1", notes = "ring" } };
}

/// <summary>A restaurant as the Product service would answer for it.</summary>
public sealed class Kitchen
{
    public Guid Id { get; } = Guid.NewGuid();

    public Guid Pizza { get; } = Guid.NewGuid();

    public Guid Cola { get; } = Guid.NewGuid();

    public Guid Olives { get; } = Guid.NewGuid();

    public long PizzaPrice { get; set; } = 1000;

    public List<object> Reasons { get; } = [];

    public DateTimeOffset? ClosesAt { get; set; }

    public object Pizzas(int quantity, string? note = null, bool olives = false) =>
        new { restaurantId = Id, itemId = Pizza, quantity, note, optionIds = olives ? new[] { Olives } : [] };
}

/// <summary>Answers price checks.</summary>
public sealed class Kitchens
{
    private readonly Dictionary<Guid, Kitchen> all = [];

    public Kitchen New()
    {
        var kitchen = new Kitchen();
        lock (all) all.Add(kitchen.Id, kitchen);
        return kitchen;
    }

    public HttpResponseMessage Answer(string body)
    {
        var request = JsonNode.Parse(body)!;
        Kitchen? kitchen;
        lock (all) all.TryGetValue(request.Id("restaurantId"), out kitchen);
        if (kitchen is null) return StubServices.Json(new { code = "not_found" }, HttpStatusCode.NotFound);

        var reasons = new List<object>(kitchen.Reasons);
        var lines = new List<object>();
        var subtotal = 0L;
        foreach (var item in request["items"]!.AsArray())
        {
            var id = item!.Id("itemId");
            if (id != kitchen.Pizza && id != kitchen.Cola)
            {
                reasons.Add(new { code = "item_unknown", itemId = id, detail = "No such item." });
                continue;
            }
            var olives = item!["optionIds"]!.AsArray().Any(option => option!.GetValue<Guid>() == kitchen.Olives);
            var price = (id == kitchen.Pizza ? kitchen.PizzaPrice : 300) + (olives ? 100 : 0);
            var quantity = item["quantity"]!.GetValue<int>();
            subtotal += price * quantity;
            lines.Add(new
            {
                itemId = id, name = id == kitchen.Pizza ? "Pizza" : "Cola", unitPrice = new Money(price, "EUR"),
                taxRateBasisPoints = id == kitchen.Pizza ? 700 : 1900, quantity, lineTotal = new Money(price * quantity, "EUR"),
                options = olives ? new[] { new { id = kitchen.Olives, name = "Olives", priceDelta = new Money(100, "EUR") } } : [],
            });
        }
        var dropoff = request["dropoff"]?.Deserialize<GeoPoint>(JsonDefaults.Tolerant);
        var location = new GeoPoint(48.2, 11.6);
        return StubServices.Json(new
        {
            restaurantId = kitchen.Id, restaurantName = "Kitchen", location, menuVersion = 4, currency = "EUR", prepMinutes = 15,
            distanceMeters = dropoff is null ? (int?)null : (int)location.MetresTo(dropoff),
            deliveryRadiusMeters = 5000, minimumOrder = new Money(500, "EUR"), taxRateBasisPoints = 700,
            orderable = reasons.Count == 0, reasons, lines, closesAt = kitchen.ClosesAt, subtotal = new Money(subtotal, "EUR"),
        });
    }
}
