using FoodDelivery.Contracts;

namespace FoodDelivery.DeliveryService.Domain;

/// <summary>Estimates of time and pay.</summary>
public static class Planning
{
    // Streets are longer than the beeline.
    private const double DetourFactor = 1.3;
    private const double TypicalMetresPerMinute = 300;
    private static readonly TimeSpan Handover = TimeSpan.FromMinutes(2);

    /// <summary>When to begin looking for a driver, so that one arrives when the food is ready; never in the past.</summary>
    public static DateTimeOffset DispatchAt(DateTimeOffset readyBy, DateTimeOffset now, DeliveryOptions options)
    {
        var wanted = readyBy - options.TypicalTravel - options.TypicalAccept - options.DispatchMargin;
        return wanted > now ? wanted : now;
    }

    /// <summary>Pick-up when a search begins at <paramref name="dispatchAt"/>.</summary>
    public static DateTimeOffset PickupEta(DateTimeOffset readyBy, DateTimeOffset dispatchAt, DeliveryOptions options) =>
        Later(readyBy, dispatchAt + options.TypicalAccept + options.TypicalTravel);

    /// <summary>Pick-up by a driver who starts now.</summary>
    public static DateTimeOffset PickupEta(DateTimeOffset readyBy, DateTimeOffset now, double metres, string vehicle) =>
        Later(readyBy, now + Ride(metres, MetresPerMinute(vehicle)));

    /// <summary>Arrival at the customer after a pick-up; vehicle null means a typical one.</summary>
    public static DateTimeOffset DropoffEta(DateTimeOffset pickup, double metres, string? vehicle) =>
        pickup + Ride(metres, vehicle is null ? TypicalMetresPerMinute : MetresPerMinute(vehicle)) + Handover;

    /// <summary>What the driver gets: base, distance (rounded up) and the whole tip.</summary>
    public static Money Pay(double metres, Money tip, DeliveryOptions options) =>
        new Money(options.PayBase + (long)Math.Ceiling(metres * DetourFactor * options.PayPerKilometre / 1000), tip.Currency) + tip;

    private static TimeSpan Ride(double metres, double metresPerMinute) =>
        TimeSpan.FromSeconds(Math.Ceiling(metres * DetourFactor / metresPerMinute * 60));

    private static double MetresPerMinute(string vehicle) => vehicle switch
    {
        "bike" => 250,
        "scooter" => 400,
        "car" => 400,
        _ => TypicalMetresPerMinute,
    };

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
