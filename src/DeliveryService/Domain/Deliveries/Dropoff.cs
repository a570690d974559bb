using System.Security.Cryptography;
using System.Text;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.Contracts;

namespace FoodDelivery.DeliveryService.Domain;

/// <summary>Where the order goes; known only while the delivery runs.</summary>
public sealed class Dropoff
{
    private const int MaxTries = 5;
    private const double AtDoorMetres = 100;

    public Guid DeliveryId { get; init; }
    public string Address { get; init; } = "";
    public double Lat { get; init; }
    public double Lng { get; init; }
    public string? Notes { get; init; }
    public string? ContactName { get; init; }
    public string? ContactPhone { get; init; }
    public string DeliveryPin { get; init; } = "";
    public int PinTries { get; private set; }

    /// <summary>The customer wants it left at the door.</summary>
    public bool LeaveAtDoor { get; init; }

    /// <summary>How far the place is from the address, when that is too far.</summary>
    public int? OffByMeters { get; init; }

    /// <summary>What is in the bag, as JSON; null when Order did not say.</summary>
    public string? Items { get; init; }

    /// <summary>The driver who has seen the phone number last.</summary>
    public Guid? PhoneSeenBy { get; private set; }

    /// <summary>A wrong PIN was counted.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>A driver sees the phone number for the first time.</summary>
    public bool IsPhoneShown { get; private set; }

    /// <summary>All of it is stored.</summary>
    public void Saved() => (IsChanged, IsPhoneShown) = (false, false);

    /// <summary>Who may still lose or give back the order has no need to ring.</summary>
    public string? PhoneIn(DeliveryStatus status) => status is DeliveryStatus.Assigned ? null : ContactPhone;

    /// <summary>The driver is shown the phone number, if there is one to be shown.</summary>
    public void ShowPhone(Guid driverId, DeliveryStatus status)
    {
        if (PhoneIn(status) is null || PhoneSeenBy == driverId) return;
        (PhoneSeenBy, IsChanged, IsPhoneShown) = (driverId, true, true);
    }

    /// <summary>Whether being here is proof enough.</summary>
    /// <param name="place">Where the driver is; null when that is not known.</param>
    /// <returns>Null when it is.</returns>
    public RefusedException? TryPosition(GeoPoint? place)
    {
        if (!LeaveAtDoor) return new RefusedException("pin_needed", "This customer wants to be handed the order: ask for the PIN.");
        if (place is null) return new RefusedException("position_unknown", "Send lat and lng with the proof.");
        var metres = place.MetresTo(new GeoPoint(Lat, Lng));
        if (metres <= AtDoorMetres) return null;
        return new RefusedException("too_far_from_door", $"Leave it at the door, at most {AtDoorMetres} m away.")
            .With("metres", (int)Math.Ceiling(metres));
    }

    /// <summary>Compares the customer's PIN and counts a wrong one.</summary>
    /// <returns>Null when it is right. Not thrown: the count must be stored before anybody is refused.</returns>
    public RefusedException? TryPin(string pin)
    {
        if (PinTries >= MaxTries) return new RefusedException("pin_locked", "Too many wrong PINs; ops must end this delivery.");
        if (CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(pin), Encoding.UTF8.GetBytes(DeliveryPin))) return null;
        (PinTries, IsChanged) = (PinTries + 1, true);
        return new RefusedException("pin_wrong", "The PIN is wrong.").With("triesLeft", MaxTries - PinTries);
    }
}
