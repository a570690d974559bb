namespace FoodDelivery.DeliveryService.Domain;

/// <summary>Section <c>Delivery</c> of the settings.</summary>
public sealed class DeliveryOptions
{
    /// <summary>How long a typical driver rides to the restaurant.</summary>
    public TimeSpan TypicalTravel { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long it takes until a typical driver has accepted.</summary>
    public TimeSpan TypicalAccept { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Looking for a driver begins this much earlier than the two above ask for.</summary>
    public TimeSpan DispatchMargin { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a driver may think about an offer.</summary>
    public TimeSpan OfferWithin { get; set; } = TimeSpan.FromSeconds(40);

    /// <summary>Older positions do not match.</summary>
    public TimeSpan PositionFreshFor { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>A round without a candidate lasts this long; then the radius grows and drivers who declined may be asked again.</summary>
    public TimeSpan RoundEvery { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>After this many rounds without a candidate ops are told.</summary>
    public int Rounds { get; set; } = 5;

    /// <summary>After this long without a candidate ops are told in any case.</summary>
    public TimeSpan UnassignedAfter { get; set; } = TimeSpan.FromMinutes(12);

    /// <summary>Offers missed within <see cref="MissWindow"/> that send a driver offline.</summary>
    public int MissesBeforePause { get; set; } = 3;

    public TimeSpan MissWindow { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>A driver who has not picked up yet and was not heard of for this long loses the delivery.</summary>
    public TimeSpan DriverSilentAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// After pick-up a delivery that has stayed in one status for this long is logged as an error, and again each time it passes.
    /// </summary>
    public TimeSpan StuckAfter { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Whether a driver must say the order's code at the counter; otherwise it is looked at when it is sent.</summary>
    public bool PickUpNeedsCode { get; set; }

    /// <summary>
    /// How long a driver waits at the door after the first attempt to reach the customer before nobody is said to be there.
    /// </summary>
    public TimeSpan WaitAtDoor { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the driver, the customer or ops may decide after a wrong address; then the order goes back.</summary>
    public TimeSpan AddressWithin { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>An undeliverable order is disposed of after this long.</summary>
    public TimeSpan DisposeAfter { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Driver's pay for any delivery, in minor units of the order's currency.</summary>
    public long PayBase { get; set; } = 300;

    /// <summary>Driver's pay per kilometre between restaurant and drop-off, in minor units.</summary>
    public long PayPerKilometre { get; set; } = 80;

    public static bool IsValid(DeliveryOptions options) =>
        new[] { options.OfferWithin, options.PositionFreshFor, options.RoundEvery, options.UnassignedAfter, options.MissWindow,
            options.DriverSilentAfter, options.StuckAfter, options.WaitAtDoor, options.AddressWithin, options.DisposeAfter }
            .All(limit => limit > TimeSpan.Zero && limit <= TimeSpan.FromDays(1))
        && new[] { options.TypicalTravel, options.TypicalAccept, options.DispatchMargin }
            .All(estimate => estimate >= TimeSpan.Zero && estimate <= TimeSpan.FromDays(1))
        && options is { Rounds: > 0, MissesBeforePause: > 0, PayBase: >= 0, PayPerKilometre: >= 0 };
}
