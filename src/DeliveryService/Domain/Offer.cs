using FoodDelivery.Contracts;

namespace FoodDelivery.DeliveryService.Domain;

/// <summary>What became of an offer.</summary>
public enum OfferStatus
{
    Pending, Accepted, Declined, Expired, Withdrawn, GivenBack,
}

/// <summary>One question to one driver.</summary>
public sealed record Offer
{
    public Guid Id { get; init; }
    public Guid DeliveryId { get; init; }
    public Guid DriverId { get; init; }
    public int Round { get; init; }
    public OfferStatus Status { get; init; }
    public int DistanceMeters { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>Whether a driver wants work.</summary>
public enum DriverStatus
{
    Offline, Online,
}

/// <summary>A driver as Delivery knows him or her.</summary>
public sealed record Driver
{
    public Guid Id { get; init; }
    public string FirstName { get; init; } = "";
    public string Vehicle { get; init; } = "";
    public bool Approved { get; init; }
    public DriverStatus Status { get; init; }
    public DateTimeOffset OnlineSince { get; init; }
    public DateTimeOffset IdleSince { get; init; }
}

/// <summary>Where the order goes; known only while the delivery runs.</summary>
public sealed record Dropoff
{
    public Guid DeliveryId { get; init; }
    public string Address { get; init; } = "";
    public double Lat { get; init; }
    public double Lng { get; init; }
    public string? Notes { get; init; }
    public string? ContactName { get; init; }
    public string DeliveryPin { get; init; } = "";
    public int PinTries { get; init; }

    public GeoPoint Point => new(Lat, Lng);
}
