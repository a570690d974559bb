using System.Net;
using System.Text;
using FoodDelivery.ProductService.Data;
using FoodDelivery.TestKit;

namespace FoodDelivery.ProductService.Tests.Scenarios;

public sealed class Seeding : IDisposable
{
    private static readonly Guid RestaurantId = Guid.Parse("019b76da-a800-72e1-9410-32d44c32433e");
    private readonly string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.json");

    public Seeding() => File.WriteAllText(file, $$$"""
        {"about":"test","users":[],"restaurants":[{"id":"{{{RestaurantId}}}","name":"Seeded","cuisines":["italian"],"address":"Street 1","location":{"lat":48.2,"lng":11.6},
          "timeZone":"Europe/Berlin","deliveryRadiusMeters":5000,"minimumOrder":{"amount":800,"currency":"EUR"},"prepMinutes":15,"hours":[{"day":"friday","opens":"17:00","closes":"01:00"}],
          "menu":{"categories":[{"id":"019b76da-a800-7ccc-926e-bed4f0e5042d","name":"Pizza","items":[{"id":"019b76da-a800-76e7-a46f-04e571d44b5a","name":"Margherita","price":{"amount":890,"currency":"EUR"},"taxRateBasisPoints":700}]}]}}]}
        """, Encoding.UTF8);

    [Fact]
    public async Task Restaurants_of_the_file_are_there_at_the_first_request_and_are_not_added_twice()
    {
        using var api = new ServiceApi<RestaurantStore>("product", ("Seed:File", file));
        await api.Anonymous().GetAsync($"/api/v1/restaurants/{RestaurantId}").ShouldBe(HttpStatusCode.OK);
        var menu = await api.Anonymous().GetAsync($"/api/v1/restaurants/{RestaurantId}/menu").ShouldBe(HttpStatusCode.OK);
        Assert.Equal("Margherita", menu["categories"]![0]!["items"]![0]!.Text("name"));

        var demoCity = (DemoCity)api.Services.GetService(typeof(DemoCity))!;
        await demoCity.SeedAsync(CancellationToken.None);
        Assert.Equal([1, 2], (await api.PublishedAsync(RestaurantId)).Select(e => e.Sequence));
    }

    public void Dispose() => File.Delete(file);
}
