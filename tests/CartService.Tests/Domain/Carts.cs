using FoodDelivery.BuildingBlocks;
using FoodDelivery.CartService.Domain;
using FoodDelivery.Contracts;

namespace FoodDelivery.CartService.Tests.Domain;

public sealed class Carts
{
    private static readonly Guid Item = Guid.NewGuid();
    private static readonly Cart Kitchen = Cart.Empty.SwitchTo(Guid.NewGuid(), "K", "EUR");

    private static CartLine Line(int quantity = 1, string? note = null, Guid? item = null) =>
        new(Guid.NewGuid(), item ?? Item, "Pizza", quantity, new Money(900, "EUR"), [], [], note);

    [Fact]
    public void The_same_wish_is_one_line()
    {
        var cart = Kitchen.Add(Line(2)).Add(Line(3)).Add(Line(1, "hot"));
        Assert.Equal([5, 1], cart.Lines.Select(line => line.Quantity));
        Assert.Equal(5400, cart.Subtotal.Amount);
    }

    [Fact]
    public void A_line_that_becomes_like_another_joins_it()
    {
        var cart = Kitchen.Add(Line(2)).Add(Line(1, "hot"));
        var joined = cart.Change(cart.Lines[1] with { Note = null });
        Assert.Equal(3, Assert.Single(joined.Lines).Quantity);
        Assert.Equal(cart.Lines[1].LineId, joined.Lines[0].LineId);
    }

    [Fact]
    public void Versions_grow_through_emptying_and_show_as_zero()
    {
        var cart = Kitchen.Add(Line());
        var empty = cart.Remove(cart.Lines[0].LineId);
        Assert.Equal(0, empty.ShownVersion);
        Assert.True(empty.Version > cart.Version);
        Assert.True(empty.SwitchTo(Guid.NewGuid(), "B", "EUR").Version > empty.Version);
        Assert.Same(empty, empty.Clear());
    }

    [Fact]
    public void Limits_hold()
    {
        var full = Enumerable.Range(0, 50).Aggregate(Kitchen, (cart, i) => cart.Add(Line(item: Guid.NewGuid())));
        Assert.Equal("cart_limit_reached", Assert.Throws<RefusedException>(() => full.Add(Line(item: Guid.NewGuid()))).Code);
        Assert.Equal("cart_limit_reached", Assert.Throws<RefusedException>(() => Kitchen.Add(Line(30)).Add(Line(21))).Code);
    }

    [Fact]
    public void Changing_nothing_is_no_new_version()
    {
        var cart = Kitchen.Add(Line());
        Assert.Same(cart, cart.Change(cart.Lines[0]));
        Assert.Same(cart, cart.SwitchTo(cart.RestaurantId!.Value, "K", "EUR"));
    }
}
