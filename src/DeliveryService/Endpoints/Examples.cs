using FoodDelivery.Contracts;
using FoodDelivery.DeliveryService.Domain;

namespace FoodDelivery.DeliveryService.Endpoints;

/// <summary>Examples of the API description.</summary>
internal static class Examples
{
    public static readonly DateTimeOffset Time = new(2026, 3, 14, 18, 30, 0, TimeSpan.Zero);
    public static readonly Guid DeliveryId = Guid.Parse("019c5b5e-7a00-7c3e-9a51-0d2f4b6c8e01");
    public static readonly Guid OrderId = Guid.Parse("019c5b5e-7a00-7c3e-9a51-0d2f4b6c8e02");
    public static readonly Guid OfferId = Guid.Parse("019c5b5e-7a00-7c3e-9a51-0d2f4b6c8e03");
    public static readonly Guid DriverId = Guid.Parse("019c5b5e-7a00-7c3e-9a51-0d2f4b6c8e04");

    private static readonly PickupView Pickup = new(48.2082, 16.3738, "Trattoria Demo");

    public static readonly DriverView Driver = new(DriverId, DriverStatus.Online, "bike", DeliveryId, new PositionView(48.2071, 16.3712, Time));

    public static readonly OfferView Offer = new(OfferId, DeliveryId, OrderId, Pickup, new GeoPoint(48.219, 16.388), new Money(620, "EUR"), 850, Time.AddSeconds(40));

    public static readonly DeliveryView Delivery = new(
        DeliveryId, OrderId, DeliveryStatus.Assigned, 4, new DriverBrief("Alex", "bike"), new PositionView(48.2071, 16.3712, Time), Pickup,
        new DropoffView(48.2193, 16.3881, "Example Street 12/3", "Ring twice", "Kim"), new EtaView(Time.AddMinutes(5), Time.AddMinutes(14)), new Money(620, "EUR"),
        DeliveryMachine.AllowedActions(DeliveryStatus.Assigned, DeliveryActor.Driver));

    public static readonly UnfinishedView Unfinished = new(
        DeliveryId, OrderId, DeliveryStatus.PickedUp, DriverId, "Trattoria Demo", Time, new EtaView(Time.AddMinutes(5), Time.AddMinutes(14)),
        DeliveryMachine.AllowedActions(DeliveryStatus.PickedUp, DeliveryActor.Ops));
}
