using FoodDelivery.Contracts;
using FoodDelivery.ProductService.Domain;

namespace FoodDelivery.ProductService.Tests.Domain;

public sealed class Orderable
{
    private static readonly DateTimeOffset Monday = new(2026, 5, 4, 10, 0, 0, TimeSpan.Zero);
    private static readonly Guid Item = Guid.CreateVersion7();
    private static readonly Guid Small = Guid.CreateVersion7();
    private static readonly Guid Large = Guid.CreateVersion7();

    private static readonly Guid Actor = Guid.CreateVersion7();

    /// <summary>Open on Mondays from 11 to 22, with one pizza.</summary>
    private static Restaurant Open(Action<Restaurant>? then = null)
    {
        var restaurant = Restaurant.Create(new RestaurantDraft(
            Guid.CreateVersion7(), "R", [], null, "A", new GeoPoint(48.2, 11.6),
            new OpeningHours("Europe/Berlin", false, [new OpeningSpan(DayOfWeek.Monday, new TimeOnly(11, 0), new TimeOnly(22, 0))]), 2000, Eur(1000), 10));
        restaurant.EditMenu(_ => new Menu([new MenuCategory(Guid.CreateVersion7(), "C",
            [new MenuItem(Item, "Pizza", null, Eur(900), 700, [], [new OptionGroup(Guid.CreateVersion7(), "Size", 1, 1, [new MenuOption(Small, "S", Eur(0)), new MenuOption(Large, "L", Eur(350))])])])]));
        then?.Invoke(restaurant);
        return restaurant;
    }

    private static Restaurant Paused(DateTimeOffset? until) => Open(restaurant => restaurant.PauseOrders(until, "full", Actor, Monday.AddMinutes(-1)));

    private static Money Eur(long amount) => new(amount, "EUR");

    private static PriceCheck Check(Restaurant restaurant, int quantity = 2, Guid[]? options = null, GeoPoint? dropoff = null, Fulfilment fulfilment = Fulfilment.Delivery, DateTimeOffset? now = null) =>
        PriceCheck.Of(restaurant, fulfilment, [new WantedItem(Item, quantity, options ?? [Large])], dropoff ?? new GeoPoint(48.201, 11.601), now ?? Monday);

    private static string[] Codes(PriceCheck check) => [.. check.Reasons.Select(reason => reason.Code)];

    [Fact]
    public void Price_is_item_and_options_times_quantity()
    {
        var check = Check(Open());
        Assert.True(check.Orderable);
        Assert.Equal(Eur(1250), check.Lines[0].UnitPrice);
        Assert.Equal(Eur(2500), check.Subtotal);
        Assert.Equal("L", Assert.Single(check.Lines[0].Options).Name);
    }

    [Fact]
    public void Closed_restaurant_says_when_it_opens()
    {
        var refusal = Assert.Single(Check(Open(), now: Monday.AddHours(-2)).Reasons);
        Assert.Equal("restaurant_closed", refusal.Code);
        Assert.Equal(Monday.AddHours(-1), refusal.OpensAt);
    }

    [Fact]
    public void Pause_with_an_end_opens_then_or_at_the_next_opening()
    {
        Assert.Equal(new Orderability(ServiceStatus.Paused, Monday.AddHours(1)), Orderability.Of(Paused(Monday.AddHours(1)), Monday));
        Assert.Equal(new Orderability(ServiceStatus.Paused, Monday.AddDays(7).AddHours(-1)), Orderability.Of(Paused(Monday.AddHours(12)), Monday));
        Assert.Equal(new Orderability(ServiceStatus.Paused, null), Orderability.Of(Paused(null), Monday));
        Assert.Equal(new Orderability(ServiceStatus.Open, null), Orderability.Of(Paused(Monday), Monday));
        Assert.Equal(["restaurant_paused"], Codes(Check(Paused(null))));
    }

    [Fact]
    public void Zone_and_minimum_bind_deliveries_only()
    {
        var far = new GeoPoint(48.3, 11.6);
        Assert.Equal(["out_of_zone", "below_minimum"], Codes(Check(Open(), 1, [Small], far)));
        Assert.Empty(Codes(Check(Open(), 1, [Small], far, Fulfilment.Pickup)));
    }

    [Fact]
    public void Outages_refuse_items_and_options_until_they_end()
    {
        var soldOut = Open(restaurant =>
        {
            restaurant.SetAvailability(Item, null, new Availability(false, Monday.AddHours(1), null), Actor, Monday);
            restaurant.SetAvailability(Item, Large, new Availability(false, null, null), Actor, Monday);
        });
        Assert.Equal(["item_unavailable", "option_unavailable"], Codes(Check(soldOut)));
        Assert.Equal(["option_unavailable"], Codes(Check(soldOut, now: Monday.AddHours(1))));
        Assert.Empty(Codes(Check(soldOut, options: [Small], now: Monday.AddHours(1))));
    }

    [Fact]
    public void Unknown_items_and_broken_option_rules_are_named()
    {
        Assert.Equal(["item_unknown", "below_minimum"], Codes(PriceCheck.Of(Open(), Fulfilment.Delivery, [new WantedItem(Guid.CreateVersion7(), 1, [])], null, Monday)));
        Assert.Equal(["option_rule"], Codes(Check(Open(), options: [])));
        Assert.Equal(["option_rule"], Codes(Check(Open(), options: [Small, Large])));
        Assert.Equal(["option_rule"], Codes(Check(Open(), options: [Large, Large])));
        Assert.Equal(["option_unknown"], Codes(Check(Open(), options: [Large, Guid.CreateVersion7()])));
    }

    [Fact]
    public void Repeating_a_command_changes_nothing()
    {
        var off = new Availability(false, null, "gone");
        var on = new Availability(true, null, null);
        Assert.Equal(1, Raised(Open(), restaurant => restaurant.SetAvailability(Item, null, off, Actor, Monday)));
        var gone = Open(restaurant => restaurant.SetAvailability(Item, null, off, Actor, Monday));
        Assert.Equal(0, Raised(gone, restaurant => restaurant.SetAvailability(Item, null, off, Actor, Monday)));
        Assert.Equal(1, Raised(gone, restaurant => restaurant.SetAvailability(Item, null, on, Actor, Monday)));
        Assert.Equal(0, Raised(Open(), restaurant => restaurant.SetAvailability(Item, null, on, Actor, Monday)));
        Assert.Equal(0, Raised(Open(), restaurant => restaurant.Resume(Actor, Monday)));
        Assert.Equal(0, Raised(Open(), restaurant => restaurant.Describe("R", null, null, null, null)));
    }

    /// <summary>How many events a verb raises, and with them the version.</summary>
    private static long Raised(Restaurant restaurant, Action<Restaurant> verb)
    {
        var (version, raised) = (restaurant.Version, restaurant.Raised.Count);
        verb(restaurant);
        Assert.Equal(restaurant.Version - version, restaurant.Raised.Count - raised);
        return restaurant.Version - version;
    }
}
