using FoodDelivery.Contracts;

namespace FoodDelivery.DeliveryService.Domain;

public sealed partial class Delivery
{
    /// <summary>A delivery for an accepted order; already searching when its time has come.</summary>
    public static Delivery Plan(OrderAcceptedV1 order, GeoPoint area, DateTimeOffset now, DeliveryOptions options)
    {
        var metres = order.Pickup.MetresTo(area);
        var pay = Planning.Pay(metres, order.Tip, options);
        var delivery = new Delivery
        {
            Id = Guid.CreateVersion7(now), OrderId = order.OrderId, CustomerId = order.CustomerId, RestaurantId = order.RestaurantId, RestaurantName = order.RestaurantName,
            PickupLat = order.Pickup.Lat, PickupLng = order.Pickup.Lng, AreaLat = area.Lat, AreaLng = area.Lng, PayAmount = pay.Amount, PayCurrency = pay.Currency, CreatedAt = now,
        };
        delivery.SetTimes(order.ReadyBy, now, options);
        if (delivery.DispatchAt <= now) delivery.Dispatch(now, options);
        return delivery;
    }

    /// <summary>The kitchen needs until another time. Moves the dispatch as long as it has not happened, and until pick-up what is expected.</summary>
    public void Replan(DateTimeOffset readyBy, DateTimeOffset now, DeliveryOptions options)
    {
        if (Status is DeliveryStatus.Planned) SetTimes(readyBy, now, options);
        else if (PickedUpAt is null && !Status.IsEnd())
        {
            var later = readyBy > PickupEta ? readyBy - PickupEta : TimeSpan.Zero;
            (ReadyBy, PickupEta, DropoffEta) = (readyBy, PickupEta + later, DropoffEta + later);
        }
    }

    public void Dispatch(DateTimeOffset now, DeliveryOptions options)
    {
        if (Move(DeliveryCommand.Dispatch, DeliveryActor.System)) StartSearch(now, options);
    }

    /// <summary>Asks a driver.</summary>
    public Offer MakeOffer(Guid driverId, double metres, DateTimeOffset now, DeliveryOptions options)
    {
        Move(DeliveryCommand.Offer, DeliveryActor.System);
        var offer = new Offer
        {
            Id = Guid.CreateVersion7(now), DeliveryId = Id, DriverId = driverId, Round = Round, Status = OfferStatus.Pending,
            DistanceMeters = (int)Math.Round(metres), CreatedAt = now, ExpiresAt = now + options.OfferWithin,
        };
        (DriverId, OfferId, DueAt) = (driverId, offer.Id, offer.ExpiresAt);
        Raise(new DeliveryOfferedV1(Id, OrderId, CustomerId, RestaurantId, offer.Id, driverId, Pay, offer.ExpiresAt));
        return offer;
    }

    /// <summary>The asked driver accepts.</summary>
    public void Accept(Driver driver, double metres, DateTimeOffset now, DeliveryOptions options)
    {
        if (!Move(DeliveryCommand.Accept, DeliveryActor.Driver)) return;
        ClosedOffer = (OfferId!.Value, OfferStatus.Accepted);
        SetDriver(driver, metres, now, options);
    }

    /// <summary>Ops choose the driver; an open offer is withdrawn.</summary>
    public void Assign(Driver driver, double metres, DateTimeOffset now, DeliveryOptions options)
    {
        Move(DeliveryCommand.Assign, DeliveryActor.Ops);
        if (OfferId is { } open) ClosedOffer = (open, OfferStatus.Withdrawn);
        if (DriverId != driver.Id) FreedDriver = DriverId;
        OfferId = null;
        SetDriver(driver, metres, now, options);
    }

    public void Decline(DeliveryActor by, string? reason, DateTimeOffset now, DeliveryOptions options)
    {
        Move(DeliveryCommand.Decline, by);
        Raise(new DeliveryOfferDeclinedV1(Id, OrderId, CustomerId, RestaurantId, OfferId!.Value, DriverId!.Value, reason));
        CloseOffer(OfferStatus.Declined, now, options);
    }

    public void ExpireOffer(DateTimeOffset now, DeliveryOptions options)
    {
        Move(DeliveryCommand.ExpireOffer, DeliveryActor.System);
        Raise(new DeliveryOfferExpiredV1(Id, OrderId, CustomerId, RestaurantId, OfferId!.Value, DriverId!.Value));
        CloseOffer(OfferStatus.Expired, now, options);
    }

    /// <summary>Tells ops that nobody was found; the search goes on.</summary>
    public void GiveUp(DateTimeOffset now)
    {
        if (!Move(DeliveryCommand.GiveUp, DeliveryActor.System)) return;
        GaveUpAt = now;
        Raise(new DeliveryUnassignedV1(Id, OrderId, CustomerId, RestaurantId, Round));
    }

    public void ArrivePickup(DateTimeOffset now, DeliveryOptions options)
    {
        if (!Move(DeliveryCommand.ArrivePickup, DeliveryActor.Driver)) return;
        (AtPickupAt, DueAt) = (now, now + options.DriverSilentAfter);
        Raise(new DeliveryAtPickupV1(Id, OrderId, CustomerId, RestaurantId, DriverId!.Value, now));
    }

    public void PickUp(int? bagCount, string vehicle, DateTimeOffset now, DeliveryOptions options)
    {
        if (!Move(DeliveryCommand.PickUp, DeliveryActor.Driver)) return;
        (PickedUpAt, BagCount, DueAt) = (now, bagCount, now + options.StuckAfter);
        DropoffEta = Planning.DropoffEta(now, PickupPoint.MetresTo(DropoffArea), vehicle);
        Raise(new DeliveryPickedUpV1(Id, OrderId, CustomerId, RestaurantId, DriverId!.Value, now, (int)(now - (AtPickupAt ?? now)).TotalSeconds));
    }

    /// <summary>Before pick-up the driver gives it back, ops take it away, or the driver is not heard of any more: the next search begins at once.</summary>
    public void Unassign(DeliveryActor by, DateTimeOffset now, DeliveryOptions options)
    {
        if (!Move(DeliveryCommand.Unassign, by)) return;
        if (OfferId is { } accepted) ClosedOffer = (accepted, OfferStatus.GivenBack);
        else GivenBackBy = DriverId;
        (DriverId, OfferId, AtPickupAt) = (null, null, null);
        StartSearch(now, options);
    }

    public void ArriveDropoff(DateTimeOffset now, DeliveryOptions options)
    {
        if (Move(DeliveryCommand.ArriveDropoff, DeliveryActor.Driver)) BeAtDropoff(now, options);
    }

    /// <param name="proof">pin, or ops when they vouch for it.</param>
    public void Deliver(DeliveryActor by, string proof, DateTimeOffset now)
    {
        if (!Move(DeliveryCommand.Deliver, by)) return;
        EndedAt = now;
        Raise(new DeliveryDeliveredV1(Id, OrderId, CustomerId, RestaurantId, DriverId!.Value, now, proof));
    }

    public void Fail(DeliveryActor by, string reason, DateTimeOffset now, DeliveryOptions options)
    {
        if (!Move(DeliveryCommand.Fail, by)) return;
        (FailReason, DueAt) = (reason, now + options.DisposeAfter);
        Raise(new DeliveryFailedV1(Id, OrderId, CustomerId, RestaurantId, DriverId!.Value, reason));
    }

    /// <summary>Another try at the door.</summary>
    public void Redeliver(DeliveryActor by, DateTimeOffset now, DeliveryOptions options)
    {
        if (!Move(DeliveryCommand.Redeliver, by)) return;
        FailReason = null;
        BeAtDropoff(now, options);
    }

    public void Return(DateTimeOffset now, DeliveryOptions options)
    {
        if (!Move(DeliveryCommand.Return, DeliveryActor.Ops)) return;
        DueAt = now + options.StuckAfter;
        Raise(new DeliveryReturningV1(Id, OrderId, CustomerId, RestaurantId, DriverId!.Value));
    }

    public void ConfirmReturned(DeliveryActor by, DateTimeOffset now)
    {
        if (!Move(DeliveryCommand.Returned, by)) return;
        EndedAt = now;
        Raise(new DeliveryReturnedV1(Id, OrderId, CustomerId, RestaurantId, DriverId!.Value));
    }

    public void Dispose(DeliveryActor by, DateTimeOffset now)
    {
        if (!Move(DeliveryCommand.Dispose, by)) return;
        EndedAt = now;
        Raise(new DeliveryDisposedV1(Id, OrderId, CustomerId, RestaurantId, DriverId!.Value));
    }

    public void Cancel(DateTimeOffset now)
    {
        var wasOffered = Status is DeliveryStatus.Offered;
        if (!Move(DeliveryCommand.Cancel, DeliveryActor.System)) return;
        EndedAt = now;
        Raise(new DeliveryCancelledV1(Id, OrderId, CustomerId, RestaurantId, DriverId));
        if (!wasOffered) return;
        ClosedOffer = (OfferId!.Value, OfferStatus.Withdrawn);
        DriverId = null;
    }

    private void SetTimes(DateTimeOffset readyBy, DateTimeOffset now, DeliveryOptions options)
    {
        ReadyBy = readyBy;
        DispatchAt = Planning.DispatchAt(readyBy, now, options);
        PickupEta = Planning.PickupEta(readyBy, DispatchAt, options);
        DropoffEta = Planning.DropoffEta(PickupEta, PickupPoint.MetresTo(DropoffArea), vehicle: null);
        DueAt = DispatchAt;
        Raise(new DeliveryPlannedV1(Id, OrderId, CustomerId, RestaurantId, DispatchAt, PickupEta, DropoffEta));
    }

    private void StartSearch(DateTimeOffset now, DeliveryOptions options)
    {
        SearchNo++;
        SearchesAgain = SearchNo > 1;
        (Round, RoundStartedAt, GaveUpAt, DueAt) = (1, now, null, now + options.UnassignedAfter);
        Raise(new DeliverySearchingV1(Id, OrderId, CustomerId, RestaurantId, SearchNo));
    }

    private void CloseOffer(OfferStatus status, DateTimeOffset now, DeliveryOptions options)
    {
        ClosedOffer = (OfferId!.Value, status);
        (DriverId, OfferId) = (null, null);
        RoundStartedAt = now;
        if (GaveUpAt is null) DueAt = now + options.UnassignedAfter;
    }

    private void SetDriver(Driver driver, double metres, DateTimeOffset now, DeliveryOptions options)
    {
        (DriverId, NewlyAssigned, DueAt) = (driver.Id, true, now + options.DriverSilentAfter);
        PickupEta = Planning.PickupEta(ReadyBy, now, metres, driver.Vehicle);
        DropoffEta = Planning.DropoffEta(PickupEta, PickupPoint.MetresTo(DropoffArea), driver.Vehicle);
        Raise(new DeliveryAssignedV1(Id, OrderId, CustomerId, RestaurantId, driver.Id, driver.FirstName, driver.Vehicle, PickupEta, DropoffEta));
    }

    private void BeAtDropoff(DateTimeOffset now, DeliveryOptions options)
    {
        DueAt = now + options.StuckAfter;
        Raise(new DeliveryAtDropoffV1(Id, OrderId, CustomerId, RestaurantId, DriverId!.Value, now));
    }
}
