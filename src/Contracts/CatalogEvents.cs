namespace FoodDelivery.Contracts;

/// <summary>A restaurant became visible to customers. Raised by ProductService.</summary>
/// <param name="TimeZone">IANA name, for local opening hours.</param>
public sealed record RestaurantPublishedV1(Guid RestaurantId, string Name, GeoPoint Location, string TimeZone) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "restaurant.published.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Catalog;
}

/// <summary>A restaurant's taking of orders changed. Raised by ProductService.</summary>
/// <param name="Status">open, paused, busy (open, and slower than usual) or closed (for good).</param>
/// <param name="Until">When a pause ends by itself; null when it does not.</param>
/// <param name="Actor">User id of who changed it; null when the system did.</param>
/// <param name="BusyMinutes">While busy: how much longer an order takes.</param>
public sealed record RestaurantStatusChangedV1(
    Guid RestaurantId,
    string Status,
    DateTimeOffset? Until,
    string? Reason,
    Guid? Actor,
    int? BusyMinutes = null) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "restaurant.status_changed.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Catalog;
}

/// <summary>A restaurant's menu has a new version. Raised by ProductService.</summary>
/// <param name="MenuVersion">Counts up from 1.</param>
public sealed record MenuPublishedV1(Guid RestaurantId, int MenuVersion, int ItemCount) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "menu.published.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Catalog;
}

/// <summary>An item was switched off or on. Raised by ProductService.</summary>
/// <param name="Until">When the item comes back by itself; null when it does not.</param>
public sealed record ItemAvailabilityChangedV1(
    Guid RestaurantId,
    Guid ItemId,
    bool Available,
    DateTimeOffset? Until,
    string? Reason,
    Guid? Actor) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "item.availability_changed.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Catalog;
}
