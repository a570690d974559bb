using FoodDelivery.BuildingBlocks;

namespace FoodDelivery.DeliveryService.Domain;

/// <summary>What became of an offer.</summary>
public enum OfferStatus
{
    Pending, Accepted, Declined, Expired, Withdrawn, GivenBack,
}

/// <summary>One question to one driver. The lock of its delivery is its lock too.</summary>
public sealed class Offer
{
    public Guid Id { get; private set; }
    public Guid DeliveryId { get; private set; }
    public Guid DriverId { get; private set; }
    public int Round { get; private set; }
    public OfferStatus Status { get; private set; }
    public int DistanceMeters { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset ExpiresAt { get; private set; }
    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>It was not stored yet when this was begun.</summary>
    public bool IsNew { get; private set; }

    /// <summary>A verb has changed it.</summary>
    public bool IsChanged { get; private set; }

    public static Offer Ask(Delivery delivery, Driver driver, double metres, DateTimeOffset now, DeliveryOptions options) => new()
    {
        Id = Guid.CreateVersion7(now), DeliveryId = delivery.Id, DriverId = driver.Id, Round = delivery.Round,
        DistanceMeters = (int)Math.Round(metres), CreatedAt = now, ExpiresAt = now + options.OfferWithin, IsNew = true,
    };

    /// <summary>What was never asked, because ops assigned the driver.</summary>
    public static Offer Spared(Delivery delivery, Driver driver, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now), DeliveryId = delivery.Id, DriverId = driver.Id, Round = 1, CreatedAt = now, ExpiresAt = now,
        IsNew = true,
    };

    public void Accept(DateTimeOffset now)
    {
        CheckOpen(now);
        Close(OfferStatus.Accepted, now);
    }

    public void Decline(DateTimeOffset now) => Close(OfferStatus.Declined, now);

    public void Expire(DateTimeOffset now) => Close(OfferStatus.Expired, now);

    /// <summary>The order has ended, or ops chose somebody.</summary>
    public void Withdraw(DateTimeOffset now) => Close(OfferStatus.Withdrawn, now);

    /// <summary>Accepted, and then not picked up.</summary>
    public void GiveBack(DateTimeOffset now) => Close(OfferStatus.GivenBack, now);

    /// <summary>All of it is stored.</summary>
    public void Saved() => (IsNew, IsChanged) = (false, false);

    /// <summary>Refuses when its driver can no longer answer it.</summary>
    public void CheckOpen(DateTimeOffset now)
    {
        if (Status is OfferStatus.Expired || (Status is OfferStatus.Pending && ExpiresAt <= now))
        {
            throw new RefusedException("offer_expired", "The time to answer this offer is over.");
        }
        if (Status is OfferStatus.Pending) return;
        throw new RefusedException("offer_taken", "This offer is no longer open.").With("currentStatus", Status);
    }

    private void Close(OfferStatus status, DateTimeOffset now) => (Status, ClosedAt, IsChanged) = (status, now, true);
}
