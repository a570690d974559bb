using FoodDelivery.Load.City;

namespace FoodDelivery.Load.Orders;

/// <param name="Rate">
/// Orders per second that are due whatever the system does (open model); null: each customer orders again when the last order has arrived.
/// </param>
/// <param name="Repeat">People repeat what got no answer, as apps do on a bad line.</param>
public sealed record OrdersPlan(
    int Customers, int Restaurants, int Couriers, TimeSpan Warmup, TimeSpan Window, TimeSpan Drain, double? Rate, bool Repeat)
{
    /// <summary>An order ends for the driver when it is paid: nobody cooks or carries it.</summary>
    public bool UntilPaid { get; init; }

    /// <summary>
    /// Servers may be stopped on purpose meanwhile: a stream that ends is no error if it goes on where it was, soon enough.
    /// </summary>
    public bool Resumes { get; init; }

    /// <summary>Live streams that are open besides those of the people who take part, of all demo customers.</summary>
    public int Streams { get; init; }

    /// <summary>The load goes on for this long after the window, outside of the figures.</summary>
    public TimeSpan Afterwards { get; init; }

    public static OrdersPlan From(Options options, int warmup = 5, int seconds = 30) => new(
        options.Number("customers", 32, most: 100), options.Number("restaurants", 12, most: 12), options.Number("couriers", 40, most: 40),
        TimeSpan.FromSeconds(options.Number("warmup", warmup, least: 0)), TimeSpan.FromSeconds(options.Number("seconds", seconds)),
        TimeSpan.FromSeconds(options.Number("drain", 60)), options.Rate("rate"), options.Flag("repeat"))
    {
        Resumes = options.Flag("elsewhere"), Streams = options.Number("streams", 0, least: 0, most: Crowd.MostStreams),
    };

    /// <summary>A checkout load: no couriers, closed model.</summary>
    public static OrdersPlan Checkout(Options options, int warmup = 5, int seconds = 30) => new(
        options.Number("customers", 32, most: 100), options.Number("restaurants", 12, most: 12), 0,
        TimeSpan.FromSeconds(options.Number("warmup", warmup, least: 0)), TimeSpan.FromSeconds(options.Number("seconds", seconds)),
        TimeSpan.FromSeconds(60), null, false) { UntilPaid = true };
}

/// <summary>When the figures of a run count, as <see cref="System.Diagnostics.Stopwatch"/> timestamps.</summary>
public sealed record LoadWindow(long From, long Until);
