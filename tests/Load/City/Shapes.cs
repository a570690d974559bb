using System.Text.Json;

namespace FoodDelivery.Load.City;

// What the driver reads of the API's answers, and no more of them.

public sealed record Money(long Amount, string Currency);

public sealed record GeoPoint(double Lat, double Lng);

public sealed record Tokens(string AccessToken, string RefreshToken, int ExpiresIn);

public sealed record Profile(Guid Id, IReadOnlyList<Guid> RestaurantIds);

public sealed record Restaurant(Guid Id, string Name, GeoPoint Location, bool IsOpen, int DeliveryRadiusMeters, Money MinimumOrder);

public sealed record Menu(IReadOnlyList<MenuCategory> Categories);

public sealed record MenuCategory(IReadOnlyList<MenuItem> Items);

public sealed record MenuItem(Guid Id, Money Price, bool Available, IReadOnlyList<OptionGroup> OptionGroups);

public sealed record OptionGroup(int Min, IReadOnlyList<MenuOption> Options);

public sealed record MenuOption(Guid Id, Money PriceDelta, bool Available);

public sealed record Cart(IReadOnlyList<CartLine> Lines);

public sealed record CartLine(Guid LineId);

public sealed record Quote(Guid QuoteId);

public sealed record Order(Guid Id, string Status, string? DeliveryPin);

public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);

public sealed record UnendedDelivery(Guid Id, Guid OrderId, string Status, Guid? DriverId);

public sealed record DriverState(Guid? ActiveDeliveryId);

/// <summary>Data of the stream's events, whichever of them have it. Where to resume was a number once.</summary>
public sealed record StreamData(Guid? OrderId, Guid? DeliveryId, Guid? OfferId, string? Status, DateTimeOffset? At, string? Reason, JsonElement? LastEventId);

/// <summary>One event of a live stream.</summary>
/// <param name="ArrivedAt">Wall clock; the services' clock is the same one.</param>
/// <param name="Arrived">Stopwatch timestamp of the same moment.</param>
public sealed record StreamEvent(string Name, StreamData Data, DateTimeOffset ArrivedAt, long Arrived);

internal static class Json
{
    public static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);
}
