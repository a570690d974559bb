namespace FoodDelivery.Contracts;

/// <summary>
/// Kafka topics of the domain facts. One producer per topic, 12 partitions, key = aggregate id, so
/// that events of one aggregate stay in order.
/// </summary>
public static class Topics
{
    /// <summary>Accounts and drivers' approval; key = user id; produced by UserService.</summary>
    public const string User = "user.events.v1";

    /// <summary>Restaurants, menus, availability; key = restaurant id; produced by ProductService.</summary>
    public const string Catalog = "catalog.events.v1";

    /// <summary>Carts; key = customer id; produced by CartService, best effort and without sequence.</summary>
    public const string Cart = "cart.events.v1";

    /// <summary>Orders as the kitchen sees them; key = order id; produced by OrderService.</summary>
    public const string Order = "order.events.v1";

    /// <summary>Payments; key = order id; produced by PaymentService.</summary>
    public const string Payment = "payment.events.v1";

    /// <summary>Deliveries as the courier sees them; key = order id; produced by DeliveryService.</summary>
    public const string Delivery = "delivery.events.v1";

    /// <summary>Drivers' positions; key = driver id; produced by DeliveryService, latest wins, without sequence.</summary>
    public const string Location = "location.events.v1";

    /// <summary>Messages sent to people; key = recipient (user or restaurant); produced by NotificationService, without sequence.</summary>
    public const string Notification = "notification.events.v1";

    /// <summary>Every topic above, for tools that create or document them.</summary>
    public static IReadOnlyList<string> All { get; } = [User, Catalog, Cart, Order, Payment, Delivery, Location, Notification];
}
