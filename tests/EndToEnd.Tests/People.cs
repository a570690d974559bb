using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using FoodDelivery.TestKit;

namespace FoodDelivery.EndToEnd.Tests;

/// <summary>Somebody who is logged in and uses the API through the gateway.</summary>
public class Person(HttpClient http)
{
    private const int Tries = 10;

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

    public Task<JsonNode> DoAsync(string path, object? body = null) => PostAsync(path, body ?? new { }, HttpStatusCode.OK);

    /// <summary>Posts as a well-behaved client does: what is refused as retryable is sent again, with the same key.</summary>
    public async Task<JsonNode> PostAsync(string path, object body, HttpStatusCode expected, string? key = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            var response = await http.PostJsonAsync(path, body, key);
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable || attempt == Tries) return await response.ShouldBe(expected);
            await Task.Delay(response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1));
        }
    }

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
        await PostAsync("/api/v1/cart/items", new { restaurantId, itemId = item.Text("id"), quantity = 3, optionIds }, HttpStatusCode.OK);
        var address = (await GetAsync("/api/v1/users/me/addresses"))["items"]![0]!;
        return await PostAsync("/api/v1/cart/quote", new { addressId = address.Text("id"), fulfilment = "delivery" }, HttpStatusCode.Created);
    }

    public async Task<JsonNode> PlaceAsync(Guid restaurantId, string paymentMethod = "tok_ok")
    {
        var quote = await QuoteAsync(restaurantId);
        return await PostAsync("/api/v1/orders", new { quoteId = quote.Text("quoteId"), paymentMethod }, HttpStatusCode.Created, Guid.NewGuid().ToString());
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
    private readonly CancellationTokenSource offline = new();
    private (double Lat, double Lng) place;

    /// <summary>Goes online and, as a driver's phone does, keeps sending where he is.</summary>
    public async Task GoOnlineAsync(JsonNode location)
    {
        await Http.PutJsonAsync("/api/v1/drivers/me/status", new { status = "online" }).ShouldBe(HttpStatusCode.OK);
        await BeAtAsync(location["lat"]!.GetValue<double>(), location["lng"]!.GetValue<double>());
        _ = Task.Run(async () =>
        {
            while (!offline.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromSeconds(5), offline.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (!offline.IsCancellationRequested) await SendPlaceAsync();
            }
        });
    }

    public async Task GoOfflineAsync()
    {
        await offline.CancelAsync();
        await Http.PutJsonAsync("/api/v1/drivers/me/status", new { status = "offline" });
    }

    public Task<JsonNode> BeAtAsync(double lat, double lng)
    {
        place = (lat, lng);
        return SendPlaceAsync();
    }

    public Task<JsonNode> OfferAsync(Guid orderId) => Eventually.GetAsync(
        async () => (await GetAsync("/api/v1/drivers/me/offers"))["items"]!.AsArray().FirstOrDefault(offer => offer!.Id("orderId") == orderId), $"an offer for {orderId}", TimeSpan.FromSeconds(60));

    /// <summary>Accepts the offer and carries the order to the door.</summary>
    public async Task DeliverAsync(Guid orderId, Func<Task<string>> askPin)
    {
        var delivery = await PickUpAsync(orderId);
        await DoAsync($"{delivery}/arrive-dropoff");
        await DoAsync($"{delivery}/deliver", new { proof = new { type = "pin", value = await askPin() } });
    }

    /// <summary>Accepts the offer and takes the order; returns the delivery's address.</summary>
    public async Task<string> PickUpAsync(Guid orderId)
    {
        var offer = await OfferAsync(orderId);
        await DoAsync($"/api/v1/offers/{offer.Text("id")}/accept");
        var delivery = $"/api/v1/deliveries/{offer.Text("deliveryId")}";
        await DoAsync($"{delivery}/arrive-pickup");
        await DoAsync($"{delivery}/pick-up");
        return delivery;
    }

    private Task<JsonNode> SendPlaceAsync() =>
        PostAsync("/api/v1/drivers/me/positions", new { points = new[] { new { lat = place.Lat, lng = place.Lng, at = DateTimeOffset.UtcNow } } }, HttpStatusCode.Accepted);
}
