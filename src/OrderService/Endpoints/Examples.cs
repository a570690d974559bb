using FoodDelivery.Contracts;
using FoodDelivery.OrderService.Domain;

namespace FoodDelivery.OrderService.Endpoints;

/// <summary>Example answers of the API description.</summary>
internal static class Examples
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private static readonly OrderLine Pizza = new(
        Guid.Parse("01930b60-3333-7000-8000-000000000001"), "Margherita", 2,
        new Money(950, "EUR"), new Money(1900, "EUR"), ["Large"], null);

    public static OrderResponse Placed { get; } = OrderResponse.For(Submitted(), ActorRole.Customer);

    public static OrderResponse Accepted { get; } = OrderResponse.For(After(order =>
    {
        order.Accept(new Actor(ActorRole.Restaurant, null), 20, Noon.AddMinutes(2), TimeSpan.Zero);
        order.DeliveryPlanned();
    }), ActorRole.Restaurant);

    public static OrderResponse Cancelling { get; } = OrderResponse.For(
        After(order => order.Cancel(new Actor(ActorRole.Customer, order.CustomerId), "Ordered twice", Noon, Noon)), ActorRole.Customer);

    private static Order After(Action<Order> verb)
    {
        var order = Submitted();
        verb(order);
        return order;
    }

    private static Order Submitted()
    {
        var order = new Order(Guid.Parse("01930b6f-02a4-7d11-8a55-c1a2b3c4d5e6"))
        {
            Code = "7KQ2MX",
            CustomerId = Guid.Parse("01930b60-1111-7000-8000-000000000001"),
            RestaurantId = Guid.Parse("01930b60-2222-7000-8000-000000000001"),
            RestaurantName = "Trattoria Demo",
            LineItems = [Pizza],
            Currency = "EUR",
            Subtotal = 1900,
            DeliveryFee = 290,
            ServiceFee = 60,
            Tax = 124,
            Tip = 200,
            Total = 2450,
            Note = "No onions, please",
            DropoffLat = 52.516,
            DropoffLng = 13.378,
            DropoffAddress = "Example Street 1",
            DeliveryPin = "4821",
            PromiseEarliest = Noon.AddMinutes(35),
            PromiseLatest = Noon.AddMinutes(50),
        };
        order.Place(Noon, Noon.AddMinutes(10));
        order.PaymentAuthorized(Noon, Noon.AddMinutes(7));
        return order;
    }
}
