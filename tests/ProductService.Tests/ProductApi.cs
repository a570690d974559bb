using System.Net;
using System.Text.Json.Nodes;
using FoodDelivery.Contracts;
using FoodDelivery.ProductService.Data;
using FoodDelivery.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace FoodDelivery.ProductService.Tests;

/// <summary>The Product service with a schema of its own.</summary>
public sealed class ProductApi : ServiceApi<RestaurantStore>
{
    public ProductApi() : this([]) { }

    internal ProductApi(params (string Key, string Value)[] settings) : base("product", settings) { }

    public static Guid Someone { get; } = Guid.CreateVersion7();

    public HttpClient Ops => ClientFor(Someone, Roles.Ops);

    public HttpClient Order => ClientForService("order");

    public HttpClient StaffOf(Guid restaurantId) => ClientFor(Someone, Roles.Restaurant, restaurantId);

    /// <summary>What the next round of the background refresh does.</summary>
    public Task RefreshAsync() => Services.GetRequiredService<Catalogue>().RefreshAsync(15, CancellationToken.None);

    /// <summary>A restaurant that is always open, at the given place.</summary>
    public async Task<Guid> RestaurantAsync(string name = "Test Kitchen", double lat = 48.2, double lng = 11.6, string cuisine = "italian", bool alwaysOpen = true, object[]? hours = null) =>
        (await Ops.PostJsonAsync("/api/v1/restaurants", new
        {
            name, cuisines = new[] { cuisine }, address = "Street 1", location = new { lat, lng }, timeZone = "Europe/Berlin", deliveryRadiusMeters = 3000,
            minimumOrder = Eur(1000), prepMinutes = 15, alwaysOpen, hours,
        }).ShouldBe(HttpStatusCode.Created)).Id();

    /// <summary>A restaurant with one pizza: required size (S, or L for 3.50 more) and up to two extras.</summary>
    public async Task<Pizzeria> PizzeriaAsync(string name = "Pizzeria", double lat = 48.2, double lng = 11.6)
    {
        var id = await RestaurantAsync(name, lat, lng);
        var menu = await StaffOf(id).PutJsonAsync($"/api/v1/restaurants/{id}/menu", PizzaMenu()).ShouldBe(HttpStatusCode.OK);
        return new Pizzeria(id, menu);
    }

    public async Task<JsonNode> MenuAsync(Guid id) => await Anonymous().GetAsync($"/api/v1/restaurants/{id}/menu").ShouldBe(HttpStatusCode.OK);

    public async Task<string> MenuTagAsync(Guid id)
    {
        var response = await Anonymous().GetAsync($"/api/v1/restaurants/{id}/menu");
        await response.ShouldBe(HttpStatusCode.OK);
        return response.Headers.ETag!.ToString();
    }

    public static object Eur(long amount) => new { amount, currency = "EUR" };

    public static object PizzaMenu(long price = 900, int max = 2) => new
    {
        categories = new[]
        {
            new
            {
                name = "Pizza",
                items = new object[]
                {
                    new
                    {
                        name = "Margherita", price = Eur(price), dietTags = new[] { "vegetarian" },
                        optionGroups = new object[]
                        {
                            new { name = "Size", min = 1, max = 1, options = new object[] { new { name = "S", priceDelta = Eur(0) }, new { name = "L", priceDelta = Eur(350) } } },
                            new { name = "Extras", min = 0, max, options = new object[] { new { name = "Olives", priceDelta = Eur(100) }, new { name = "Rocket", priceDelta = Eur(150) }, new { name = "Egg", priceDelta = Eur(80) } } },
                        },
                    },
                    new { name = "Cola", price = Eur(300), taxRateBasisPoints = 1900 },
                },
            },
        },
    };
}

/// <summary>Ids of a <see cref="ProductApi.PizzeriaAsync"/>.</summary>
public sealed record Pizzeria(Guid Id, JsonNode Menu)
{
    public Guid Category => Menu["categories"]![0]!.Id();

    public Guid Pizza => Menu["categories"]![0]!["items"]![0]!.Id();

    public Guid Cola => Menu["categories"]![0]!["items"]![1]!.Id();

    public Guid Small => Option(0, 0);

    public Guid Large => Option(0, 1);

    public Guid Olives => Option(1, 0);

    public string PizzaPath => $"/api/v1/restaurants/{Id}/items/{Pizza}";

    public Guid Option(int group, int option) => Menu["categories"]![0]!["items"]![0]!["optionGroups"]![group]!["options"]![option]!.Id();
}
