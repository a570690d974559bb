using FoodDelivery.Contracts;
using FoodDelivery.OrderService.Domain;

namespace FoodDelivery.OrderService.Endpoints;

/// <summary>Example answers of the API description.</summary>
internal static class Examples
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private static readonly Order Sample = new()
    {
        Id = Guid.Parse("01930b6f-02a4-7d11-8a55-c1a2b3c4d5e6"),
        Code = "7KQ2MX",
        Status = OrderStatus.AwaitingAcceptance,
        Version = 2,
        CustomerId = Guid.Parse("01930b60-1111-7000-8000-000000000001"),
        RestaurantId = Guid.Parse("01930b60-2222-7000-8000-000000000001"),
        RestaurantName = "Trattoria Demo",
        LineItems = [new OrderLine(Guid.Parse("01930b60-3333-7000-8000-000000000001"), "Margherita", 2, new Money(950, "EUR"), new Money(1900, "EUR"), ["Large"], null)],
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
        PlacedAt = Noon,
        AcceptBy = Noon.AddMinutes(7),
        PaymentStatus = "authorized",
    };

    public static OrderResponse Placed { get; } = OrderResponse.For(Sample, ActorRole.Customer);

    public static OrderResponse Accepted { get; } = OrderResponse.For(
        Sample with { Status = OrderStatus.Accepted, Version = 3, PrepMinutes = 20, ReadyBy = Noon.AddMinutes(22), DeliveryStatus = "planned" }, ActorRole.Restaurant);

    public static OrderResponse Cancelling { get; } = OrderResponse.For(
        Sample with { Status = OrderStatus.Cancelling, Version = 3, EndedBy = ActorRole.Customer, EndReason = "Ordered twice" }, ActorRole.Customer);
}
