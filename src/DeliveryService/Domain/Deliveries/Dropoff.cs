using System.Security.Cryptography;
using System.Text;
using FoodDelivery.BuildingBlocks;

namespace FoodDelivery.DeliveryService.Domain;

/// <summary>Where the order goes; known only while the delivery runs.</summary>
public sealed class Dropoff
{
    private const int MaxTries = 5;

    public Guid DeliveryId { get; init; }
    public string Address { get; init; } = "";
    public double Lat { get; init; }
    public double Lng { get; init; }
    public string? Notes { get; init; }
    public string? ContactName { get; init; }
    public string? ContactPhone { get; init; }
    public string DeliveryPin { get; init; } = "";
    public int PinTries { get; private set; }

    /// <summary>A wrong PIN was counted.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>All of it is stored.</summary>
    public void Saved() => IsChanged = false;

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
