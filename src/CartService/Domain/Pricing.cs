using System.ComponentModel.DataAnnotations;
using FoodDelivery.Contracts;

namespace FoodDelivery.CartService.Domain;

/// <summary>Fees, section <c>Pricing</c>. Amounts are minor units of the restaurant's currency.</summary>
public sealed class PricingOptions
{
    /// <summary>Delivery fee up to <see cref="DeliveryBaseMeters"/>.</summary>
    [Range(0, 10_000)]
    public long DeliveryBase { get; set; } = 199;

    [Range(0, 100_000)]
    public int DeliveryBaseMeters { get; set; } = 1000;

    /// <summary>For each started kilometre beyond.</summary>
    [Range(0, 10_000)]
    public long DeliveryPerKilometre { get; set; } = 50;

    /// <summary>Share of the subtotal; 500 = 5 %.</summary>
    [Range(0, 10_000)]
    public int ServiceBasisPoints { get; set; } = 500;

    [Range(0, 10_000)]
    public long ServiceMinimum { get; set; } = 49;

    [Range(0, 10_000)]
    public long ServiceMaximum { get; set; } = 299;

    /// <summary>A courier's speed, for the promised time.</summary>
    [Range(1, 100)]
    public double TravelKilometresPerHour { get; set; } = 15;

    /// <summary>Handing over at the restaurant and at the door.</summary>
    [Range(0, 60)]
    public int HandOverMinutes { get; set; } = 4;

    /// <summary>Width of the promised window.</summary>
    [Range(1, 120)]
    public int PromiseWindowMinutes { get; set; } = 10;
}

/// <summary>When the order is promised.</summary>
public sealed record Promise(DateTimeOffset Earliest, DateTimeOffset Latest);

/// <summary>What is added to the prices of the food. Pure arithmetic in integers; halves round up.</summary>
public static class Pricing
{
    private const long LargestTip = 10_000;

    public static long DeliveryFee(int distanceMeters, PricingOptions options)
    {
        var beyond = Math.Max(0, distanceMeters - options.DeliveryBaseMeters);
        return options.DeliveryBase + ((beyond + 999) / 1000 * options.DeliveryPerKilometre);
    }

    public static long ServiceFee(long subtotal, PricingOptions options)
    {
        var share = ((subtotal * options.ServiceBasisPoints) + 5000) / 10_000;
        return Math.Clamp(share, options.ServiceMinimum, Math.Max(options.ServiceMinimum, options.ServiceMaximum));
    }

    /// <summary>The tax contained in gross amounts, rounded once per rate.</summary>
    public static long ContainedTax(IEnumerable<(long Gross, int RateBasisPoints)> lines) => lines
        .GroupBy(line => line.RateBasisPoints)
        .Sum(group => ((2 * group.Sum(line => line.Gross) * group.Key) + 10_000 + group.Key) / (2 * (10_000 + group.Key)));

    public static bool IsTip(Money tip, Money subtotal) =>
        tip.Currency == subtotal.Currency && tip.Amount >= 0 && tip.Amount <= Math.Min(subtotal.Amount, LargestTip);

    /// <param name="distanceMeters">Null when the customer collects the order.</param>
    public static Promise Promise(DateTimeOffset now, int prepMinutes, int? distanceMeters, PricingOptions options)
    {
        var travel = distanceMeters is { } metres
            ? TimeSpan.FromMinutes(options.HandOverMinutes + Math.Ceiling(metres / 1000.0 / options.TravelKilometresPerHour * 60))
            : TimeSpan.Zero;
        var earliest = now + TimeSpan.FromMinutes(prepMinutes) + travel;
        return new Promise(earliest, earliest + TimeSpan.FromMinutes(options.PromiseWindowMinutes));
    }
}
