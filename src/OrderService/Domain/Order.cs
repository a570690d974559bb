using FoodDelivery.Contracts;

namespace FoodDelivery.OrderService.Domain;

/// <summary>A line as it was sold; later changes of the menu do not touch it.</summary>
public sealed record OrderLine(Guid ItemId, string Name, int Quantity, Money UnitPrice, Money LineTotal, IReadOnlyList<string> Options, string? Note);

/// <summary>
/// The state of an order, as data. Amounts are minor units of <see cref="Currency"/>. What payment and delivery report is kept beside it
/// and does not count in <see cref="Version"/>, because their own events carry it.
/// </summary>
public sealed partial record Order
{
    public Guid Id { get; init; }
    public string Code { get; init; } = "";
    public OrderStatus Status { get; init; }
    public int Version { get; init; }
    public Guid CustomerId { get; init; }
    public Guid RestaurantId { get; init; }
    public string RestaurantName { get; init; } = "";
    public Guid QuoteId { get; init; }
    public Fulfilment Fulfilment { get; init; }
    public string PaymentMethod { get; init; } = "";
    public IReadOnlyList<OrderLine> LineItems { get; init; } = [];
    public string Currency { get; init; } = "";
    public long Subtotal { get; init; }
    public long DeliveryFee { get; init; }
    public long ServiceFee { get; init; }
    public long Tax { get; init; }
    public long Tip { get; init; }
    public long Discount { get; init; }
    public long Total { get; init; }
    public string? Note { get; init; }
    public double PickupLat { get; init; }
    public double PickupLng { get; init; }
    public string? DropoffAddress { get; init; }
    public double? DropoffLat { get; init; }
    public double? DropoffLng { get; init; }
    public string? DropoffNotes { get; init; }
    public string? DeliveryPin { get; init; }
    public string? PickupCode { get; init; }
    public int CollectTries { get; init; }
    public DateTimeOffset PromiseEarliest { get; init; }
    public DateTimeOffset PromiseLatest { get; init; }
    public DateTimeOffset PlacedAt { get; init; }
    public DateTimeOffset? SubmittedAt { get; init; }
    public DateTimeOffset? AcceptBy { get; init; }
    public int? PrepMinutes { get; init; }
    public DateTimeOffset? ReadyBy { get; init; }
    public int DelayCount { get; init; }
    public int DelayMinutes { get; init; }
    public string? EndReason { get; init; }
    public ActorRole? EndedBy { get; init; }
    public string PaymentStatus { get; init; } = "pending";
    public string? DeclineCode { get; init; }
    public string? DeliveryStatus { get; init; }
    public string? DriverName { get; init; }
    public bool PaymentReleased { get; init; }
    public bool DeliveryReleased { get; init; }

    public GeoPoint Pickup => new(PickupLat, PickupLng);

    public GeoPoint? Dropoff => DropoffLat is { } lat && DropoffLng is { } lng ? new GeoPoint(lat, lng) : null;

    public Money Money(long amount) => new(amount, Currency);
}
