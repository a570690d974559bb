using System.Text;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.Contracts;

namespace FoodDelivery.AnalyticsService.Tests;

/// <summary>The events of one order as they are published, at seconds after a start. Each topic numbers its own.</summary>
public sealed class OrderScript(DateTimeOffset start, Guid restaurant)
{
    private readonly Dictionary<string, long> sequences = [];
    private readonly List<IncomingMessage> messages = [];
    private readonly Guid customer = Guid.CreateVersion7();
    private readonly Guid delivery = Guid.CreateVersion7();
    private readonly Guid driver = Guid.CreateVersion7();
    private long total;

    // By its own time, as in life: a later order has a later id.
    public Guid Order { get; } = Guid.CreateVersion7(start);

    /// <summary>In the order in which they happened.</summary>
    public IReadOnlyList<IncomingMessage> Messages => messages;

    public OrderScript Placed(long totalMinor, params OrderLineV1[] lines) => Placed(totalMinor, "EUR", lines);

    public OrderScript Placed(long totalMinor, string currency, params OrderLineV1[] lines)
    {
        total = totalMinor;
        var money = new Money(totalMinor, currency);
        var none = Money.Zero(currency);
        return Add(0, new OrderPlacedV1(
            Order, customer, restaurant, "K7P2QX", Guid.NewGuid(), lines, money, none, none, none, none, none, money,
            "delivery", start));
    }

    public OrderScript Submitted(double at = 2) =>
        Add(at, new OrderSubmittedV1(Order, customer, restaurant, "K7P2QX", Eur(total), 1, At(at + 420)));

    public OrderScript Accepted(double at) =>
        Add(at, new OrderAcceptedV1(
            Order, customer, restaurant, "K7P2QX", "Trattoria", 15, At(at + 900), new GeoPoint(1, 2), new GeoPoint(1, 2), "delivery",
            Eur(0), Eur(0), At(1800), At(2010), Guid.NewGuid()));

    public OrderScript Preparing(double at) => Add(at, new OrderPreparingV1(Order, customer, restaurant, At(at)));

    public OrderScript Ready(double at, bool inferred = false) => Add(at, new OrderReadyV1(Order, customer, restaurant, At(at), inferred));

    public OrderScript Rejected(double at) => Add(at, new OrderRejectedV1(Order, customer, restaurant, "tooBusy", [], 40));

    public OrderScript Expired(double at) => Add(at, new OrderExpiredV1(Order, customer, restaurant, 420));

    public OrderScript PaymentFailed(double at) => Add(at, new OrderPaymentFailedV1(Order, customer, restaurant, "insufficient_funds"));

    public OrderScript Cancelled(double at) =>
        Add(at, new OrderCancelRequestedV1(Order, customer, restaurant, "customer", "changed mind", "awaitingAcceptance"))
        .Add(at + 1, new OrderCancelledV1(Order, customer, restaurant, "customer", "changed mind"));

    public OrderScript Collected(double at) => Add(at, new OrderCollectedV1(Order, customer, restaurant, At(at)));

    public OrderScript NoShow(double at) => Add(at, new OrderNoShowV1(Order, customer, restaurant, At(at)));

    public OrderScript Undelivered(double at) => Add(at, new OrderUndeliveredV1(Order, customer, restaurant, "noAnswer"));

    public OrderScript Searching(double at) =>
        Add(at - 5, new DeliveryPlannedV1(delivery, Order, customer, restaurant, At(at), At(at), At(at)))
        .Add(at, new DeliverySearchingV1(delivery, Order, customer, restaurant, 1));

    public OrderScript Offered(double at) =>
        Add(at, new DeliveryOfferedV1(delivery, Order, customer, restaurant, Guid.NewGuid(), driver, Eur(4), At(at + 40)));

    public OrderScript Declined(double at) =>
        Add(at, new DeliveryOfferDeclinedV1(delivery, Order, customer, restaurant, Guid.NewGuid(), driver, null));

    public OrderScript OfferExpired(double at) =>
        Add(at, new DeliveryOfferExpiredV1(delivery, Order, customer, restaurant, Guid.NewGuid(), driver));

    public OrderScript Assigned(double at) =>
        Add(at, new DeliveryAssignedV1(delivery, Order, customer, restaurant, driver, "Dan", "bike", At(at), At(at)));

    /// <summary>The courier's fact, and the kitchen's echo of it a little later, with the kitchen's time.</summary>
    public OrderScript PickedUp(double at) => Add(at, new DeliveryPickedUpV1(delivery, Order, customer, restaurant, driver, At(at), 0))
        .Add(at + 1, new OrderPickedUpV1(Order, customer, restaurant, At(at + 1)));

    /// <inheritdoc cref="PickedUp" />
    public OrderScript Delivered(double at, int lateSeconds) =>
        Add(at, new DeliveryDeliveredV1(delivery, Order, customer, restaurant, driver, At(at), "pin"))
        .Add(at + 1, new OrderDeliveredV1(Order, customer, restaurant, At(at + 1), At(at - lateSeconds), lateSeconds));

    public OrderScript Captured(double at, long? amount = null) =>
        Add(at, new PaymentCapturedV1(Guid.NewGuid(), Order, customer, Eur(amount ?? total)));

    public OrderScript Refunded(double at, long amount, long totalRefunded) =>
        Add(at, new PaymentRefundedV1(Guid.NewGuid(), Order, customer, Guid.NewGuid(), Eur(amount), Eur(totalRefunded), "goodwill"));

    private OrderScript Add<T>(double at, T data) where T : IEvent
    {
        var sequence = sequences[T.Topic] = sequences.GetValueOrDefault(T.Topic) + 1;
        var envelope = new EventEnvelope(
            Guid.CreateVersion7(), "/services/test", T.EventType, Order, At(at), sequence, null, null, null, default);
        var (key, value) = (Encoding.ASCII.GetBytes(Order.ToString()), EventSerializer.Serialize(envelope, data));
        messages.Add(new IncomingMessage(T.Topic, 0, messages.Count, key, value));
        return this;
    }

    private DateTimeOffset At(double seconds) => start.AddSeconds(seconds);

    private static Money Eur(long cents) => new(cents, "EUR");
}
