using FoodDelivery.BuildingBlocks;

namespace FoodDelivery.DeliveryService.Domain;

/// <summary>Whether a driver wants work.</summary>
public enum DriverStatus
{
    Offline, Online,
}

/// <summary>Why the system took a driver offline.</summary>
public enum OfflineReason
{
    /// <summary>Too many offers were not answered.</summary>
    MissedOffers,

    /// <summary>The order on the way was transferred to another driver, who is to fetch it.</summary>
    HandedOn,

    /// <summary>Ops have suspended the driver.</summary>
    Suspended,
}

/// <summary>A driver as Delivery knows him or her. Raises no events: those about drivers are User's.</summary>
public sealed class Driver
{
    private int changes;

    public Guid Id { get; private set; }
    public string FirstName { get; private set; } = "";
    public string Vehicle { get; private set; } = "";
    public bool Approved { get; private set; }
    public DriverStatus Status { get; private set; }

    /// <summary>Null while online, and for who went offline.</summary>
    public OfflineReason? OfflineReason { get; private set; }
    public DateTimeOffset OnlineSince { get; private set; }
    public DateTimeOffset IdleSince { get; private set; }

    /// <summary>How often the driver has changed.</summary>
    public long Version { get; private set; }

    /// <summary>The version that is stored; 0 for a new one.</summary>
    public long StoredVersion => Version - changes;

    /// <summary>
    /// The delivery that the driver is asked for or carries. Stored there only: at most one, as the unique key of deliveries says.
    /// </summary>
    public Guid? DeliveryId { get; private set; }

    /// <summary>How many deliveries of this driver were rated, and the sum of their 1 to 5. Nothing a driver does changes it.</summary>
    public int RatingCount { get; private set; }
    public long RatingSum { get; private set; }

    /// <summary>May be asked: approved, online, and neither asked nor carrying.</summary>
    public bool IsFree => Approved && Status is DriverStatus.Online && DeliveryId is null;

    /// <summary>A driver whom ops approved for the first time.</summary>
    public static Driver New(Guid id, string firstName, string vehicle, DateTimeOffset now)
    {
        var driver = new Driver { Id = id, OnlineSince = now, IdleSince = now };
        driver.Approve(firstName, vehicle);
        return driver;
    }

    public static RefusedException NotApproved() => new("driver_not_approved", "Ops have not approved this driver.");

    public void Approve(string firstName, string vehicle)
    {
        (FirstName, Vehicle, Approved) = (firstName, vehicle, true);
        Change();
    }

    /// <summary>Gets nothing new from now on, but brings what is under way to its end.</summary>
    public void Suspend()
    {
        Approved = false;
        TakeOffline(Domain.OfflineReason.Suspended);
    }

    /// <summary>Leaves for good: gets nothing any more, and nobody knows who it was.</summary>
    /// <param name="keepsName">Something has to be brought first; who waits for it may still know by whom.</param>
    public void Leave(bool keepsName)
    {
        // One of the vehicles there are, for whoever goes by its speed.
        var (name, vehicle) = keepsName ? (FirstName, Vehicle) : ("", "bike");
        if ((FirstName, Vehicle, Approved, Status) == (name, vehicle, false, DriverStatus.Offline)) return;
        (FirstName, Vehicle, Approved, Status) = (name, vehicle, false, DriverStatus.Offline);
        Change();
    }

    public void GoOnline(DateTimeOffset now)
    {
        if (!Approved) throw NotApproved();
        if (Status is DriverStatus.Online) return;
        (Status, OnlineSince, IdleSince, OfflineReason) = (DriverStatus.Online, now, now, null);
        Change();
    }

    public void GoOffline()
    {
        if (!Approved) throw NotApproved();
        if (DeliveryId is { } carried) throw new RefusedException("driver_busy", "Finish the delivery first.").With("deliveryId", carried);
        if (Status is DriverStatus.Offline) return;
        Status = DriverStatus.Offline;
        Change();
    }

    /// <summary>The system does it, and says why.</summary>
    public void TakeOffline(OfflineReason reason)
    {
        (Status, OfflineReason) = (DriverStatus.Offline, reason);
        Change();
    }

    public void Ride(string vehicle)
    {
        if (!Approved) throw NotApproved();
        if (Vehicle == vehicle) return;
        Vehicle = vehicle;
        Change();
    }

    /// <summary>Has missed an offer. Whoever missed too many since coming online is taken to be away, and goes offline.</summary>
    /// <param name="missed">All in the window, this one included.</param>
    public void Miss(int missed, DeliveryOptions options)
    {
        if (missed >= options.MissesBeforePause && Status is DriverStatus.Online) TakeOffline(Domain.OfflineReason.MissedOffers);
    }

    /// <summary>Is asked for a delivery or assigned to it; the only one at a time.</summary>
    public void Take(Guid deliveryId)
    {
        if (!Approved) throw NotApproved();
        if (DeliveryId is { } other && other != deliveryId)
        {
            throw new RefusedException("driver_busy", "The driver is asked for or carries another delivery.");
        }
        DeliveryId = deliveryId;
    }

    /// <summary>Is not bound any more, and waits from now on.</summary>
    public void Free(DateTimeOffset now)
    {
        (DeliveryId, IdleSince) = (null, now);
        Change();
    }

    /// <summary>All of it is stored.</summary>
    public void Saved() => changes = 0;

    private void Change()
    {
        Version++;
        changes++;
    }
}
