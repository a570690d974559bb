using FoodDelivery.Contracts;

namespace FoodDelivery.DeliveryService.Domain;

/// <summary>From the plan to the driver who takes it, and back to the search when that driver does not pick it up.</summary>
public sealed partial class Delivery
{
    // Who accepts is told where to go with the answer, which costs less than the deadline; until then Order has answered, or is away.
    private static readonly TimeSpan ToldByAnswer = TimeSpan.FromSeconds(5);

    /// <summary>A delivery for an accepted order; already searching when its time has come.</summary>
    public static Delivery Plan(OrderAcceptedV1 order, GeoPoint area, DateTimeOffset now, DeliveryOptions options)
    {
        var pay = Planning.Pay(order.Pickup.MetresTo(area), order.Tip, options);
        var delivery = new Delivery
        {
            Id = Guid.CreateVersion7(now), OrderId = order.OrderId, CustomerId = order.CustomerId, RestaurantId = order.RestaurantId,
            RestaurantName =
                order.RestaurantName, PickupLat = order.Pickup.Lat, PickupLng = order.Pickup.Lng, AreaLat = area.Lat, AreaLng = area.Lng,
            PayAmount = pay.Amount, PayCurrency = pay.Currency, TipAmount = order.Tip.Amount, CreatedAt = now,
            OrderCode = order.Code, PickupPlace = order.PickupPlace, PickupPhone = order.PickupPhone,
        };
        delivery.SetTimes(order.ReadyBy, now, options);
        if (delivery.DispatchAt <= now) delivery.Dispatch(now, options);
        return delivery;
    }

    /// <summary>
    /// The kitchen needs until another time. Moves the dispatch as long as it has not happened, and until pick-up what is expected, which
    /// is no event.
    /// </summary>
    public void Replan(DateTimeOffset readyBy, DateTimeOffset now, DeliveryOptions options)
    {
        if (Status is DeliveryStatus.Planned) SetTimes(readyBy, now, options);
        else if (PickedUpAt is null && !Status.IsEnd())
        {
            var later = readyBy > PickupEta ? readyBy - PickupEta : TimeSpan.Zero;
            (ReadyBy, PickupEta, DropoffEta) = (readyBy, PickupEta + later, DropoffEta + later);
        }
    }

    /// <summary>The restaurant says that the food is ready.</summary>
    public void FoodReady(DateTimeOffset at, DateTimeOffset now, DeliveryOptions options)
    {
        ReadyAt ??= at;
        if (AtPickupAt is not null && PickedUpAt is null) ExpectPickup(now);
        if (Can(DeliveryCommand.Dispatch, DeliveryActor.System)) Dispatch(now, options);
    }

    public void Dispatch(DateTimeOffset now, DeliveryOptions options)
    {
        if (Move(DeliveryCommand.Dispatch, DeliveryActor.System, now)) StartSearch(now, options);
    }

    /// <summary>Asks a driver.</summary>
    public void MakeOffer(Driver driver, double metres, DateTimeOffset now, DeliveryOptions options)
    {
        driver.Take(Id);
        Move(DeliveryCommand.Offer, DeliveryActor.System, now);
        Offer = Offer.Ask(this, driver, metres, now, options);
        (Driver, DriverId, OfferId) = (driver, driver.Id, Offer.Id);
        SetDeadline(StatusDeadline, Offer.ExpiresAt);
        Raise(new DeliveryOfferedV1(Id, OrderId, CustomerId, RestaurantId, Offer.Id, driver.Id, Pay, Offer.ExpiresAt));
    }

    /// <summary>The asked driver accepts.</summary>
    /// <param name="offer">The one that is answered: refuses when it is not open any more.</param>
    public void Accept(Offer offer, DateTimeOffset now, DeliveryOptions options)
    {
        offer.Accept(now);
        Move(DeliveryCommand.Accept, DeliveryActor.Driver, now);
        BeAssigned(Bound, offer.DistanceMeters, now, options);
        SetDeadline(DropoffDeadline, now + ToldByAnswer);
    }

    /// <summary>Ops choose the driver; an open offer is withdrawn, and whoever was asked is free.</summary>
    public void Assign(Driver driver, double metres, DateTimeOffset now, DeliveryOptions options)
    {
        driver.Take(Id);
        Move(DeliveryCommand.Assign, DeliveryActor.Ops, now);
        var askedInstead = OfferId is not null && DriverId != driver.Id ? DriverId : null;
        if (OfferId is not null) Open.Withdraw(now);
        if (DriverId is not null && DriverId != driver.Id) Bound.Free(now);
        OfferId = null;
        BeAssigned(driver, metres, now, options, askedInstead);
    }

    public void Decline(DeliveryActor by, string? reason, DateTimeOffset now, DeliveryOptions options)
    {
        Move(DeliveryCommand.Decline, by, now);
        Open.Decline(now);
        Raise(new DeliveryOfferDeclinedV1(Id, OrderId, CustomerId, RestaurantId, Open.Id, Open.DriverId, reason));
        SearchOn(now, options);
    }

    /// <param name="missedBefore">How many offers the driver had missed in the window before this one.</param>
    public void ExpireOffer(int missedBefore, DateTimeOffset now, DeliveryOptions options)
    {
        var driver = Bound;
        Move(DeliveryCommand.ExpireOffer, DeliveryActor.System, now);
        Open.Expire(now);
        driver.Miss(missedBefore + 1, options);
        Raise(new DeliveryOfferExpiredV1(
            Id, OrderId, CustomerId, RestaurantId, Open.Id, Open.DriverId, driver.Status is DriverStatus.Offline));
        SearchOn(now, options);
    }

    /// <summary>
    /// A round passed without anybody to ask. Rounds are the search's own book-keeping: no fact about the delivery, hence no event, until
    /// the last one
    /// passed in vain.
    /// </summary>
    public void EndRound(DateTimeOffset now, DeliveryOptions options)
    {
        if (Round >= options.Rounds && GaveUpAt is null) GiveUp(now);
        (Round, RoundStartedAt) = (Round + 1, now);
    }

    /// <summary>Tells ops that nobody was found; the search goes on.</summary>
    public void GiveUp(DateTimeOffset now)
    {
        if (!Move(DeliveryCommand.GiveUp, DeliveryActor.System, now)) return;
        GaveUpAt = now;
        Raise(new DeliveryUnassignedV1(Id, OrderId, CustomerId, RestaurantId, Round));
    }

    /// <summary>
    /// Before pick-up the driver gives it back, ops take it away, or the driver is not heard of any more: the next search begins at once.
    /// </summary>
    public void Unassign(DeliveryActor by, DateTimeOffset now, DeliveryOptions options)
    {
        if (!Move(DeliveryCommand.Unassign, by, now)) return;
        // Stands for the offer that ops spared: the matcher does not ask this driver at once, and a repeated give-back is known.
        if (OfferId is null) Offer = Offer.Spared(this, Bound, now);
        Open.GiveBack(now);
        // The call for help was answered.
        (DriverId, OfferId, AtPickupAt, HelpKind, HelpAt) = (null, null, null, null, null);
        StartSearch(now, options);
    }

    private void SetTimes(DateTimeOffset readyBy, DateTimeOffset now, DeliveryOptions options)
    {
        ReadyBy = readyBy;
        DispatchAt = Planning.DispatchAt(readyBy, now, options);
        PickupEta = Planning.PickupEta(readyBy, DispatchAt, options);
        DropoffEta = Planning.DropoffEta(PickupEta, PickupPoint.MetresTo(DropoffArea), vehicle: null);
        SetDeadline(StatusDeadline, DispatchAt);
        Raise(new DeliveryPlannedV1(Id, OrderId, CustomerId, RestaurantId, DispatchAt, PickupEta, DropoffEta));
    }

    private void StartSearch(DateTimeOffset now, DeliveryOptions options)
    {
        (SearchNo, Round, RoundStartedAt, GaveUpAt) = (SearchNo + 1, 1, now, null);
        SetDeadline(StatusDeadline, now + options.UnassignedAfter);
        Raise(new DeliverySearchingV1(Id, OrderId, CustomerId, RestaurantId, SearchNo));
    }

    private void SearchOn(DateTimeOffset now, DeliveryOptions options)
    {
        (DriverId, OfferId, RoundStartedAt) = (null, null, now);
        if (GaveUpAt is null) SetDeadline(StatusDeadline, now + options.UnassignedAfter);
    }

    private void BeAssigned(Driver driver, double metres, DateTimeOffset now, DeliveryOptions options, Guid? askedInstead = null)
    {
        (Driver, DriverId) = (driver, driver.Id);
        ExpectPickup(Planning.PickupEta(FoodAt, now, metres, driver.Vehicle));
        SetDeadline(StatusDeadline, now + options.DriverSilentAfter);
        SetDeadline(DropoffDeadline, now);
        Raise(new DeliveryAssignedV1(Id, OrderId, CustomerId, RestaurantId, driver.Id, driver.FirstName, driver.Vehicle, PickupEta,
            DropoffEta, askedInstead));
    }

    // What the kitchen said last counts: it is ready, or will be.
    private DateTimeOffset FoodAt => ReadyAt ?? ReadyBy;

    private void ExpectPickup(DateTimeOffset at) =>
        (PickupEta, DropoffEta) = (at, Planning.DropoffEta(at, PickupPoint.MetresTo(DropoffArea), Driver?.Vehicle));
}
