namespace FoodDelivery.AnalyticsService.Domain;

/// <summary>Rates and averages; null when there is nothing to divide by.</summary>
public static class Figures
{
    /// <summary>Share of a whole, four decimals.</summary>
    public static double? Rate(long part, long whole) =>
        whole == 0 ? null : Math.Round((double)part / whole, 4, MidpointRounding.AwayFromZero);

    /// <summary>Average in minor units, half a unit rounded up.</summary>
    public static long? Average(long sum, long count) =>
        count == 0 ? null : (long)Math.Round((decimal)sum / count, MidpointRounding.AwayFromZero);
}
