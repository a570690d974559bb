using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using FoodDelivery.TestKit;

namespace FoodDelivery.EndToEnd.Tests;

/// <summary>Somebody who is logged in and uses the API through the gateway.</summary>
public class Person(HttpClient http)
{
    private const string Password = "Demo-Passw0rd!";

    public HttpClient Http => http;

    public static async Task<HttpClient> LoginAsync(Uri gateway, string email)
    {
        var http = new HttpClient { BaseAddress = gateway, Timeout = TimeSpan.FromSeconds(30) };
        var tokens = await http.PostJsonAsync("/api/v1/auth/login", new { email, password = Password }).ShouldBe(HttpStatusCode.OK);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Text("accessToken"));
        return http;
    }

    public Task<JsonNode> GetAsync(string path) => http.GetAsync(path).ShouldBe(HttpStatusCode.OK);

    public Task<JsonNode> DoAsync(string path, object? body = null) => http.PostJsonAsync(path, body ?? new { }).ShouldBe(HttpStatusCode.OK);

    public async Task<LiveStream> OpenStreamAsync()
    {
        var stream = new LiveStream(http);
        Assert.Equal("hello", (await stream.NextAsync()).Name);
        return stream;
    }
}

public sealed class Customer(HttpClient http) : Person(http)
{
    /// <summary>Fills the cart with one item (and what it requires), and returns a quote.</summary>
    public async Task<JsonNode> QuoteAsync(Guid restaurantId)
    {
        await Http.DeleteAsync("/api/v1/cart");
        var menu = await GetAsync($"/api/v1/restaurants/{restaurantId}/menu");
        var item = menu["categories"]!.AsArray().SelectMany(category => category!["items"]!.AsArray()).First(item => item!["available"]!.GetValue<bool>() && item.Amount("price") >= 500)!;
        var optionIds = (item["optionGroups"]?.AsArray() ?? []).SelectMany(group => group!["options"]!.AsArray().Take(group["min"]!.GetValue<int>()).Select(option => option!.Text("id"))).ToArray();
        await Http.PostJsonAsync("/api/v1/cart/items", new { restaurantId, itemId = item.Text("id"), quantity = 3, optionIds }).ShouldBe(HttpStatusCode.OK);
        var address = (await GetAsync("/api/v1/users/me/addresses"))["items"]![0]!;
        return await Http.PostJsonAsync("/api/v1/cart/quote", new { addressId = address.Text("id"), fulfilment = "delivery" }).ShouldBe(HttpStatusCode.Created);
    }

    public async Task<JsonNode> PlaceAsync(Guid restaurantId, string paymentMethod = "tok_ok")
    {
        var quote = await QuoteAsync(restaurantId);
        return await Http.PostJsonAsync("/api/v1/orders", new { quoteId = quote.Text("quoteId"), paymentMethod }, Guid.NewGuid().ToString()).ShouldBe(HttpStatusCode.Created);
    }

    public Task<JsonNode> OrderAsync(Guid id) => GetAsync($"/api/v1/orders/{id}");

    public async Task<JsonNode> PaymentAsync(Guid orderId) => (await GetAsync($"/api/v1/payments?orderId={orderId}"))["items"]![0]!;

    public async Task OrderIsAsync(Guid id, string status, TimeSpan? within = null) =>
        await Eventually.IsTrueAsync(async () => (await OrderAsync(id)).Text("status") == status, $"order {id} is {status}", within ?? TimeSpan.FromSeconds(30));

    public async Task PaymentIsAsync(Guid orderId, string status) =>
        await Eventually.IsTrueAsync(async () => (await PaymentAsync(orderId)).Text("status") == status, $"payment of {orderId} is {status}", TimeSpan.FromSeconds(30));
}

public sealed class Kitchen(HttpClient http, Guid restaurantId) : Person(http)
{
    public Guid RestaurantId => restaurantId;

    public Task<JsonNode> AcceptAsync(Guid order) => DoAsync($"/api/v1/orders/{order}/accept", new { prepMinutes = 5 });

    public Task<JsonNode> RejectAsync(Guid order) => DoAsync($"/api/v1/orders/{order}/reject", new { code = "tooBusy" });

    public Task<JsonNode> StartAsync(Guid order) => DoAsync($"/api/v1/orders/{order}/start");

    public Task<JsonNode> ReadyAsync(Guid order) => DoAsync($"/api/v1/orders/{order}/ready");
}

public sealed class Courier(HttpClient http) : Person(http)
{
    public async Task GoOnlineAsync(JsonNode location)
    {
        await Http.PutJsonAsync("/api/v1/drivers/me/status", new { status = "online" }).ShouldBe(HttpStatusCode.OK);
        await BeAtAsync(location["lat"]!.GetValue<double>(), location["lng"]!.GetValue<double>());
    }

    public Task<JsonNode> BeAtAsync(double lat, double lng) =>
        Http.PostJsonAsync("/api/v1/drivers/me/positions", new { points = new[] { new { lat, lng, at = DateTimeOffset.UtcNow } } }).ShouldBe(HttpStatusCode.Accepted);

    public Task GoOfflineAsync() => Http.PutJsonAsync("/api/v1/drivers/me/status", new { status = "offline" });

    public Task<JsonNode> OfferAsync(Guid orderId) => Eventually.GetAsync(
        async () => (await GetAsync("/api/v1/drivers/me/offers"))["items"]!.AsArray().FirstOrDefault(offer => offer!.Id("orderId") == orderId), $"an offer for {orderId}", TimeSpan.FromSeconds(30));

    /// <summary>Accepts the offer and carries the order to the door.</summary>
    public async Task DeliverAsync(Guid orderId, Func<Task<string>> askPin)
    {
        var offer = await OfferAsync(orderId);
        await DoAsync($"/api/v1/offers/{offer.Text("id")}/accept");
        var delivery = $"/api/v1/deliveries/{offer.Text("deliveryId")}";
        await DoAsync($"{delivery}/arrive-pickup");
        await DoAsync($"{delivery}/pick-up");
        await DoAsync($"{delivery}/arrive-dropoff");
        await DoAsync($"{delivery}/deliver", new { proof = new { type = "pin", value = await askPin() } });
    }
}
