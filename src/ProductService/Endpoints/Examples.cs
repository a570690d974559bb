using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.ProductService.Data;
using FoodDelivery.ProductService.Domain;

namespace FoodDelivery.ProductService.Endpoints;

/// <summary>The restaurant that the documentation's examples show.</summary>
internal static class Examples
{
    public static readonly DateTimeOffset Moment = new(2026, 5, 4, 17, 30, 0, TimeSpan.Zero);

    private static readonly Guid RestaurantId = Guid.Parse("019b76da-a800-72e1-9410-32d44c32433e");
    private static readonly Guid CategoryId = Guid.Parse("019b76da-a800-7ccc-926e-bed4f0e5042d");
    private static readonly Guid ItemId = Guid.Parse("019b76da-a800-76e7-a46f-04e571d44b5a");
    private static readonly Guid GroupId = Guid.Parse("019b76da-a800-7b8c-ad11-6fd91aa4a6ac");
    private static readonly Guid OptionId = Guid.Parse("019b76da-a800-771e-b5ea-17bf058cfe54");

    private static readonly MenuItem Item = new(
        ItemId, "Margherita", "Tomato, fior di latte, basil", Eur(890), 700, ["vegetarian"],
        [new OptionGroup(GroupId, "Size", 1, 1, [new MenuOption(OptionId, "Large, 34 cm", Eur(350))])]);

    private static readonly OpeningHours Fridays =
        new("Europe/Berlin", false, [new OpeningSpan(DayOfWeek.Friday, new TimeOnly(17, 0), new TimeOnly(1, 0))]);

    private static readonly Restaurant Sample = MakeSample();

    private static readonly Rating Rated = new(128, 563);

    public static RestaurantResponse Restaurant => RestaurantResponse.From(Sample, Rated, Moment);

    public static Page<RestaurantSummary> Page => new(
        [RestaurantSummary.From(Sample, Rated, 640, Moment)], "MXxuLnRyYXR0b3JpYXwwMTliNzZkYQ");

    public static MenuResponse Menu => MenuDocument.Response(Sample, Moment);

    public static MenuItemResponse MenuItem => MenuDocument.Response(Sample, Item, Moment);

    public static ItemRequest ItemRequest => new(
        "Margherita", Eur(890), "Tomato, fior di latte, basil", 700, ["vegetarian"],
        [new OptionGroupRequest("Size", 1, 1, [new OptionRequest("Large, 34 cm", Eur(350))])], CategoryId: CategoryId);

    public static MenuRequest MenuRequest => new([new CategoryRequest("Pizza", [ItemRequest with { CategoryId = null }])]);

    public static OpeningHoursRequest OpeningHours => new([.. Sample.Hours.Spans.Select(OpeningSpanText.From)], "Europe/Berlin");

    public static CreateRestaurantRequest CreateRestaurant => new(
        Sample.Name, Sample.Cuisines, Sample.Address, Sample.Location, Sample.Hours.TimeZone, Sample.DeliveryRadiusMeters,
        Sample.MinimumOrder, Sample.PrepMinutes, Sample.Description, true, Phone: Sample.Phone);

    // In its seventh version, with its third menu.
    private static Restaurant MakeSample()
    {
        var restaurant = Domain.Restaurant.Create(new RestaurantDraft(
            RestaurantId, "Trattoria Demo", ["italian", "pizza"], "Pizza from the stone oven.", "Marktplatz 1, Birkenwerth am See",
            new GeoPoint(48.2006, 11.6012), Fridays, 6500, Eur(800), 15, "+49 30 5550101"));
        for (var change = 0; change < 3; change++)
        {
            restaurant.SetHours(Fridays);
            restaurant.EditMenu(_ => new Menu([new MenuCategory(CategoryId, "Pizza", [Item])]));
        }
        return restaurant;
    }

    private static Money Eur(long amount) => new(amount, "EUR");
}
