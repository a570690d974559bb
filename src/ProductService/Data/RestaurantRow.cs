using System.Globalization;
using System.Text.Json;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.ProductService.Domain;

namespace FoodDelivery.ProductService.Data;

/// <summary>A row of <c>restaurants</c> and its translation.</summary>
internal sealed record RestaurantRow
{
    public Guid Id { get; init; }
    public string Name { get; init; } = "";
    public string Cuisines { get; init; } = "";
    public string? Description { get; init; }
    public string Address { get; init; } = "";
    public double Lat { get; init; }
    public double Lng { get; init; }
    public string TimeZone { get; init; } = "";
    public bool AlwaysOpen { get; init; }
    public string Hours { get; init; } = "";
    public int DeliveryRadiusMeters { get; init; }
    public long MinimumOrder { get; init; }
    public string Currency { get; init; } = "";
    public int PrepMinutes { get; init; }
    public bool Paused { get; init; }
    public DateTimeOffset? PausedUntil { get; init; }
    public string? PauseReason { get; init; }
    public string Menu { get; init; } = "";
    public int MenuVersion { get; init; }
    public string Outages { get; init; } = "";
    public long Version { get; init; }

    public static RestaurantRow From(Restaurant restaurant) => new()
    {
        Id = restaurant.Id,
        Name = restaurant.Name,
        Cuisines = Write(restaurant.Cuisines),
        Description = restaurant.Description,
        Address = restaurant.Address,
        Lat = restaurant.Location.Lat,
        Lng = restaurant.Location.Lng,
        TimeZone = restaurant.Hours.TimeZone,
        AlwaysOpen = restaurant.Hours.AlwaysOpen,
        Hours = Write(restaurant.Hours.Spans.Select(StoredSpan.From)),
        DeliveryRadiusMeters = restaurant.DeliveryRadiusMeters,
        MinimumOrder = restaurant.MinimumOrder.Amount,
        Currency = restaurant.Currency,
        PrepMinutes = restaurant.PrepMinutes,
        Paused = restaurant.Pause is not null,
        PausedUntil = restaurant.Pause?.Until,
        PauseReason = restaurant.Pause?.Reason,
        Menu = Write(restaurant.Menu),
        MenuVersion = restaurant.MenuVersion,
        Outages = Write(restaurant.Outages),
        Version = restaurant.Version,
    };

    public Restaurant ToRestaurant() => new()
    {
        Id = Id,
        Name = Name,
        Cuisines = Read<string[]>(Cuisines),
        Description = Description,
        Address = Address,
        Location = new GeoPoint(Lat, Lng),
        Hours = new OpeningHours(TimeZone, AlwaysOpen, [.. Read<StoredSpan[]>(Hours).Select(span => span.ToSpan())]),
        DeliveryRadiusMeters = DeliveryRadiusMeters,
        MinimumOrder = new Money(MinimumOrder, Currency),
        PrepMinutes = PrepMinutes,
        Pause = Paused ? new Pause(PausedUntil, PauseReason ?? "") : null,
        Menu = Read<Menu>(Menu),
        MenuVersion = MenuVersion,
        Outages = Read<Outage[]>(Outages),
        Version = Version,
    };

    private static string Write<T>(T value) => JsonSerializer.Serialize(value, JsonDefaults.Tolerant);

    private static T Read<T>(string json) where T : class =>
        JsonSerializer.Deserialize<T>(json, JsonDefaults.Tolerant) ?? throw new InvalidOperationException("A stored document is null.");

    private sealed record StoredSpan(DayOfWeek Day, string Opens, string Closes)
    {
        public static StoredSpan From(OpeningSpan span) =>
            new(span.Day, span.Opens.ToString("HH:mm", CultureInfo.InvariantCulture), span.Closes.ToString("HH:mm", CultureInfo.InvariantCulture));

        public OpeningSpan ToSpan() => new(Day, TimeOnly.Parse(Opens, CultureInfo.InvariantCulture), TimeOnly.Parse(Closes, CultureInfo.InvariantCulture));
    }
}
