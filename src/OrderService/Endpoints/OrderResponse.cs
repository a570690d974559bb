using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.OrderService.Domain;

namespace FoodDelivery.OrderService.Endpoints;

/// <summary>An order as its reader may see it.</summary>
/// <param name="Code">Short code that people read aloud.</param>
/// <param name="Version">Grows by one with every step; also the ETag.</param>
/// <param name="CustomerId">Not shown to restaurants.</param>
/// <param name="Dropoff">Where the courier goes; not shown to restaurants.</param>
/// <param name="AcceptBy">The order expires when the restaurant has not answered by then.</param>
/// <param name="ReadyBy">When the restaurant wants to have it packed.</param>
/// <param name="PaymentFailure">Why the payment failed, when it did.</param>
/// <param name="Delivery">What the courier's side reported; absent before it did.</param>
/// <param name="DeliveryPin">The customer tells it to the courier at the door; only shown to the customer.</param>
/// <param name="PickupCode">The customer shows it at the counter; only shown to the customer.</param>
/// <param name="Ending">Who ended the order and why, when it did not end well.</param>
/// <param name="Rating">What the customer said of it; absent while nothing.</param>
/// <param name="AllowedActions">What the reader can do now.</param>
public sealed record OrderResponse(
    Guid Id,
    string Code,
    OrderStatus Status,
    int Version,
    Guid? CustomerId,
    Guid RestaurantId,
    string RestaurantName,
    IReadOnlyList<OrderLine> Lines,
    Money Subtotal,
    Money DeliveryFee,
    Money ServiceFee,
    Money Tax,
    Money Tip,
    Money Discount,
    Money Total,
    Fulfilment Fulfilment,
    DropoffResponse? Dropoff,
    string? Note,
    PromiseResponse Promise,
    DateTimeOffset PlacedAt,
    DateTimeOffset? AcceptBy,
    int? PrepMinutes,
    DateTimeOffset? ReadyBy,
    PaymentResponse Payment,
    PaymentFailureResponse? PaymentFailure,
    DeliveryResponse? Delivery,
    string? DeliveryPin,
    string? PickupCode,
    EndingResponse? Ending,
    RatingResponse? Rating,
    IReadOnlyList<OrderCommand> AllowedActions)
{
    /// <summary>The order for a reader in this capacity.</summary>
    public static OrderResponse For(Order order, ActorRole reader)
    {
        var isCustomer = reader is ActorRole.Customer;
        var seesPerson = isCustomer || reader is ActorRole.Ops;
        return new OrderResponse(
            order.Id, order.Code, order.Status, (int)order.Version, seesPerson ? order.CustomerId : null,
            order.RestaurantId, order.RestaurantName, order.LineItems,
            order.Money(order.Subtotal), order.Money(order.DeliveryFee), order.Money(order.ServiceFee), order.Money(order.Tax),
            order.Money(order.Tip), order.Money(order.Discount), order.Money(order.Total),
            order.Fulfilment,
            seesPerson && order.Dropoff is { } to
                ? new DropoffResponse(to.Lat, to.Lng, order.DropoffAddress ?? "", order.DropoffNotes, order.LeaveAtDoor)
                : null,
            order.Note,
            new PromiseResponse(order.PromiseEarliest, order.PromiseLatest),
            order.PlacedAt, order.AcceptBy, order.PrepMinutes, order.ReadyBy,
            new PaymentResponse(order.PaymentStatus.Wire(), seesPerson ? order.DeclineCode : null),
            order.Status is OrderStatus.PaymentFailed ? new PaymentFailureResponse(order.DeclineCode ?? "") : null,
            order.DeliveryStatus is { } status ? new DeliveryResponse(status.Wire(), order.DriverName) : null,
            isCustomer ? order.DeliveryPin : null,
            isCustomer ? order.PickupCode : null,
            order.EndedBy is { } by ? EndingResponse.Of(order, by) : null,
            RatingResponse.Of(order),
            order.AllowedActions(reader));
    }
}

/// <param name="LeaveAtDoor">The courier may leave it at the door, and needs no PIN.</param>
public sealed record DropoffResponse(double Lat, double Lng, string Address, string? Notes, bool LeaveAtDoor = false);

public sealed record PromiseResponse(DateTimeOffset Earliest, DateTimeOffset Latest);

/// <param name="Status">pending, authorized, failed, captured, voided, partiallyRefunded or refunded, as last reported.</param>
/// <param name="DeclineCode">Why the provider refused; not shown to restaurants.</param>
public sealed record PaymentResponse(string Status, string? DeclineCode);

public sealed record PaymentFailureResponse(string DeclineCode);

/// <param name="Status">
/// planned, searching, assigned, unassigned, pickedUp, delivered, returned, disposed or cancelled, as last reported.
/// </param>
/// <param name="DriverName">First name.</param>
public sealed record DeliveryResponse(string Status, string? DriverName);

/// <param name="Food">1 to 5, the best.</param>
/// <param name="Delivery">1 to 5; absent when nothing was said of it, and for an order that was fetched.</param>
public sealed record RatingResponse(int Food, int? Delivery, string? Comment, DateTimeOffset At)
{
    public static RatingResponse? Of(Order order) => order is { RatingFood: { } food, RatedAt: { } at }
        ? new RatingResponse(food, order.RatingDelivery, order.RatingComment, at)
        : null;
}

/// <param name="Cause">
/// Why the courier could not hand it over: noAnswer, badAddress, refused, damaged, lost, courierFault or unsafe.
/// </param>
/// <param name="ItemIds">The items for which the restaurant rejected it.</param>
public sealed record EndingResponse(ActorRole By, string Reason, string? Cause = null, IReadOnlyList<Guid>? ItemIds = null)
{
    public static EndingResponse Of(Order order, ActorRole by) => new(
        by, order.EndReason ?? "", order.EndCause, order.EndItemIds is { Count: > 0 } items ? items : null);
}
