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

    private static readonly PickupResponse Pickup = new(48.2082, 16.3738, "Trattoria Demo", "Market Square 1");
    private const string OrderCode = "7KQ2MX";
    private static readonly EtaResponse Eta = new(Time.AddMinutes(5), Time.AddMinutes(14));

    public static readonly DriverResponse Driver =
        new(DriverId, DriverStatus.Online, "bike", DeliveryId, new PositionResponse(48.2071, 16.3712, Time));

    public static readonly OfferResponse Offer = new(
        OfferId, DeliveryId, OrderId, OrderCode, Pickup, new GeoPoint(48.219, 16.388), new Money(620, "EUR"), 850, Time.AddSeconds(40));

    public static readonly DeliveryResponse Delivery = new(
        DeliveryId, OrderId, OrderCode, DeliveryStatus.Assigned, 4, new CourierResponse("Alex", "bike"),
        new PositionResponse(48.2071, 16.3712, Time), Pickup,
        new DropoffResponse(48.2193, 16.3881, "Example Street 12/3", "Ring twice", "Kim", "+43 1 901820"), Eta,
        new Money(620, "EUR"), null,
        DeliveryMachine.AllowedActions(DeliveryStatus.Assigned, DeliveryActor.Driver));

    public static readonly PastDeliveryResponse Past = new(
        DeliveryId, OrderId, OrderCode, "Trattoria Demo", DeliveryStatus.Delivered, new Money(620, "EUR"), new Money(200, "EUR"),
        Time.AddMinutes(5), Time.AddMinutes(14));

    public static readonly OpsDriverResponse OnDuty = new(
        DriverId, "Alex", "bike", true, DriverStatus.Online, Time.AddHours(-2), DeliveryId, new PositionResponse(48.2071, 16.3712, Time));

    public static readonly UnfinishedResponse Unfinished = new(
        DeliveryId, OrderId, OrderCode, DeliveryStatus.PickedUp, DriverId, "Trattoria Demo", Time, Eta,
        DeliveryMachine.AllowedActions(DeliveryStatus.PickedUp, DeliveryActor.Ops));
}
