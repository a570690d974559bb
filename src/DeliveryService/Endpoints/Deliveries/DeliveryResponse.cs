using FoodDelivery.Contracts;
using FoodDelivery.DeliveryService.Clients;
using FoodDelivery.DeliveryService.Domain;

namespace FoodDelivery.DeliveryService.Endpoints;

/// <summary>A delivery as the caller may see it.</summary>
/// <param name="OrderCode">What the driver asks for at the counter.</param>
/// <param name="Driver">While somebody is on the way.</param>
/// <param name="Position">The driver's last place; for customer, driver and ops while the delivery is under way.</param>
/// <param name="Eta">Null once the delivery has ended.</param>
/// <param name="Pay">For the driver and ops; the tip is part of it.</param>
/// <param name="Tip">For the driver and ops: how much of the pay is the customer's tip.</param>
/// <param name="Attempt">At the door: how often the driver tried to reach the customer, and until when he or she waits.</param>
/// <param name="TakeOver">For the driver and ops, after a transfer on the way: from whom the driver is to fetch it.</param>
/// <param name="DecideBy">
/// Of an order that could not be handed over: then it is disposed of by itself, or goes back when the address is wrong.
/// </param>
/// <param name="Items">For the driver: what is in the bag.</param>
/// <param name="RecalledAt">When the order was cancelled on the way: it goes back to the restaurant.</param>
/// <param name="FailReason">Why the order could not be handed over, also after it was returned or disposed of.</param>
public sealed record DeliveryResponse(
    Guid Id, Guid OrderId, string? OrderCode, DeliveryStatus Status, long Version, CourierResponse? Driver, PositionResponse? Position,
    PickupResponse Pickup, DropoffResponse? Dropoff, EtaResponse? Eta, Money? Pay, string? FailReason,
    IReadOnlyList<DeliveryCommand> AllowedActions, AttemptResponse? Attempt = null, Money? Tip = null, MeetingResponse? TakeOver = null,
    DateTimeOffset? RecalledAt = null, DateTimeOffset? DecideBy = null, IReadOnlyList<BagItem>? Items = null);

/// <summary>Where the driver fetches the order after a transfer on the way.</summary>
/// <param name="FirstName">Of the driver who still has it.</param>
/// <param name="Place">Where that one was at the transfer; null when it is not known.</param>
public sealed record MeetingResponse(string FirstName, GeoPoint? Place)
{
    public static MeetingResponse? Of(Delivery delivery) => delivery.HandingDriverName is not { } name
        ? null
        : new MeetingResponse(name, delivery is { MeetLat: { } lat, MeetLng: { } lng } ? new GeoPoint(lat, lng) : null);
}

/// <summary>The wait at the door, as both sides see it.</summary>
/// <param name="FirstContactAt">Null before the first attempt.</param>
/// <param name="MayFailAt">From then on the driver may say that nobody was there.</param>
public sealed record AttemptResponse(DateTimeOffset ArrivedAt, int Contacts, DateTimeOffset? FirstContactAt, DateTimeOffset? MayFailAt)
{
    public static AttemptResponse? Of(Delivery delivery) =>
        delivery is { Status: DeliveryStatus.AtDropoff, AtDropoffAt: { } at }
            ? new AttemptResponse(at, delivery.Contacts, delivery.FirstContactAt, delivery.MayFailAt)
            : null;
}

/// <summary>A delivery that has not ended, as ops see it in the list.</summary>
/// <param name="DriverId">Who is asked or assigned.</param>
/// <param name="CreatedAt">When the restaurant had accepted the order.</param>
/// <param name="Help">What the driver asked help for; null when for nothing.</param>
/// <param name="AllowedActions">What ops can do now.</param>
/// <param name="PickupMetresOff">How far from the restaurant the driver said to have arrived; null when near, or not known.</param>
/// <param name="DropoffMetresOff">The same of the door.</param>
public sealed record UnfinishedResponse(
    Guid Id, Guid OrderId, string? OrderCode, DeliveryStatus Status, Guid? DriverId, string RestaurantName, DateTimeOffset CreatedAt,
    EtaResponse Eta, IReadOnlyList<DeliveryCommand> AllowedActions, HelpResponse? Help = null, int? PickupMetresOff = null,
    int? DropoffMetresOff = null)
{
    public static UnfinishedResponse From(Delivery delivery) => new(
        delivery.Id, delivery.OrderId, delivery.OrderCode, delivery.Status, delivery.DriverId, delivery.RestaurantName,
        delivery.CreatedAt, new EtaResponse(delivery.PickupEta, delivery.DropoffEta), delivery.AllowedActions(DeliveryActor.Ops),
        delivery is { HelpKind: { } kind, HelpAt: { } at } ? new HelpResponse(kind, at) : null, delivery.PickupMetresOff,
        delivery.DropoffMetresOff);
}

/// <summary>A driver's call for help.</summary>
/// <param name="Kind">accident, vehicle, unsafe or other.</param>
public sealed record HelpResponse(string Kind, DateTimeOffset At);

/// <summary>The restaurant.</summary>
/// <param name="Phone">Null when it has given none.</param>
public sealed record PickupResponse(double Lat, double Lng, string Name, string? Address = null, string? Phone = null)
{
    public static PickupResponse Of(Delivery delivery) =>
        new(delivery.PickupLat, delivery.PickupLng, delivery.RestaurantName, delivery.PickupPlace, delivery.PickupPhone);
}

/// <summary>Where the order goes; only the assigned driver sees it, and only while the delivery runs.</summary>
/// <param name="LeaveAtDoor">It may be left at the door, with the position as proof.</param>
/// <param name="OffByMeters">
/// How far the place is from the address, when that is too far: ask the customer which of the two is meant. Null where they agree.
/// </param>
/// <param name="ContactPhone">From the arrival at the restaurant on; null when the customer gave none.</param>
public sealed record DropoffResponse(
    double Lat, double Lng, string Address, string? Notes, string? ContactName, string? ContactPhone = null, bool LeaveAtDoor = false,
    int? OffByMeters = null)
{
    public static DropoffResponse Of(Dropoff dropoff, DeliveryStatus status) => new(
        dropoff.Lat, dropoff.Lng, dropoff.Address, dropoff.Notes, dropoff.ContactName, dropoff.PhoneIn(status),
        dropoff.LeaveAtDoor, dropoff.OffByMeters);
}

/// <summary>Who brings it.</summary>
public sealed record CourierResponse(string FirstName, string Vehicle);

/// <summary>Expected times.</summary>
public sealed record EtaResponse(DateTimeOffset Pickup, DateTimeOffset Dropoff);

/// <summary>Where the driver was last.</summary>
public sealed record PositionResponse(double Lat, double Lng, DateTimeOffset At);
