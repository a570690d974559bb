using System.Net;
using FoodDelivery.CartService.Clients;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;
using Microsoft.Extensions.Options;

namespace FoodDelivery.CartService.Tests.Scenarios;

/// <summary>The fee is by coordinates, and the courier reads the address: where they do not fit together, the quote says so to Order.</summary>
public sealed class WhereItGoes : IDisposable
{
    private readonly string file = Path.GetTempFileName();
    private readonly CartApi api;

    public WhereItGoes()
    {
        File.WriteAllText(file, "Long Street 5, Oldtown\t48.2000\t11.6200\nLong Street 6, Oldtown\t48.2001\t11.6202\nLong Street 6, Newtown\t49.0\t12.0\n# no address\n");
        api = new CartApi(("Geocoder:File", file), ("Geocoder:ToleranceMeters", "300"));
    }

    public void Dispose()
    {
        api.Dispose();
        File.Delete(file);
    }

    [Theory]
    [InlineData("Long Street 5, Oldtown", 48.2, 11.62, null)]
    [InlineData("long street  5, 2nd floor", 48.2010, 11.62, null)]
    [InlineData("Long Street 5, 2nd floor, Oldtown", 48.2453, 11.62, 5038)]
    [InlineData("Long Street 5", 48.2453, 11.62, 5038)]
    [InlineData("Short Street 1, Oldtown", 48.2453, 11.62, null)]
    // Which of the two towns nobody knows.
    [InlineData("Long Street 6", 48.2453, 11.62, null)]
    [InlineData("Long Street 6, Newtown", 49.0, 12.0, null)]
    public async Task Coordinates_far_from_the_address_are_marked_for_Order(string address, double lat, double lng, int? off)
    {
        var (_, customer, _) = await api.CustomerWithPizzasAsync(api.Kitchens.New());
        var quote = await customer.PostJsonAsync("/api/v1/cart/quote", new { dropoff = new { lat, lng, address } }).ShouldBe(HttpStatusCode.Created);
        var told = await api.ClientForService("order").GetAsync($"/internal/v1/quotes/{quote.Id("quoteId")}").ShouldBe(HttpStatusCode.OK);
        var metres = told["dropoff"]!["offByMeters"]?.GetValue<int>();
        if (off is null) Assert.Null(metres);
        else Assert.InRange(metres!.Value, off.Value - 30, off.Value + 30);
    }

    [Fact]
    public void Without_a_file_no_address_is_known() => Assert.Null(new Gazetteer(Options.Create(new GeocoderOptions())).Find("Long Street 5, Oldtown"));

    [Fact]
    public void The_demo_city_is_known_by_its_addresses()
    {
        var options = new GeocoderOptions { File = Path.Combine(TestEnvironment.RepositoryRoot, "deploy/local/demo-addresses.tsv") };
        var place = new Gazetteer(Options.Create(options)).Find("Marktplatz 1, Birkenwerth am See");
        Assert.True(place!.MetresTo(new GeoPoint(48.2006, 11.6012)) < 10);
    }
}
