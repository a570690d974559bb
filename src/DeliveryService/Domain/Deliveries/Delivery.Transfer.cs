using FoodDelivery.BuildingBlocks;
using FoodDelivery.Contracts;

namespace FoodDelivery.DeliveryService.Domain;

/// <summary>What a driver is paid who carried an order a part of the way.</summary>
/// <param name="IsVoid">The driver has it again, and is paid with the delivery.</param>
public sealed record CarriedPart(
    Guid DeliveryId, Guid DriverId, long PayAmount, DateTimeOffset? PickedUpAt, DateTimeOffset HandedOnAt, bool IsVoid = false);

/// <summary>From one driver to another.</summary>
public sealed partial class Delivery
{
    /// <summary>
    /// Ops give it to another driver. Before pick-up the one before is free. After it he or she has the order and gets no offers until
    /// going online again; is paid for the whole way all the same, and whoever brings it gets pay and tip.
    /// </summary>
    /// <param name="metres">From the new driver to the food: the restaurant, or the place of the driver before.</param>
    /// <param name="meet">Where the driver before was last; null when that is not known.</param>
    public void Transfer(Driver to, double metres, GeoPoint? meet, DateTimeOffset now, DeliveryOptions options)
    {
        Move(DeliveryCommand.Transfer, DeliveryActor.Ops, now);
        to.Take(Id);
        var from = Bound;
        from.Free(now);
        // The call for help was answered.
        (Driver, DriverId, HelpKind, HelpAt) = (to, to.Id, null, null);
        if (PickedUpAt is null)
        {
            if (OfferId is not null) Open.GiveBack(now);
            (OfferId, AtPickupAt) = (null, null);
            ExpectPickup(Planning.PickupEta(FoodAt, now, metres, to.Vehicle));
            AwaitPosition(now, options);
            SetDeadline(DropoffDeadline, now);
        }
        else
        {
            from.TakeOffline(OfflineReason.HandedOn);
            HandOn(from, to, meet, now);
            DropoffEta = Planning.DropoffEta(now, metres + (meet ?? PickupPoint).MetresTo(DropoffArea), to.Vehicle);
            AwaitStep(now, options);
        }
        var status = Status is DeliveryStatus.Returning ? "returning" : PickedUpAt is null ? "assigned" : "pickedUp";
        Raise(new DeliveryTransferredV1(Id, OrderId, CustomerId, RestaurantId, from.Id, to.Id, to.FirstName, to.Vehicle,
            PickedUpAt is not null, status, PickupEta, DropoffEta));
    }

    /// <summary>The new driver has got the order from the one before.</summary>
    public void TakeOver(string? code, DateTimeOffset now, DeliveryOptions options)
    {
        CheckCode(code, DeliveryCommand.TakeOver, options);
        if (HandingDriverId is not { } from)
        {
            // A repeat, or what the machine refuses.
            if (PickedUpAt is null || Status.IsEnd()) Move(DeliveryCommand.TakeOver, DeliveryActor.Driver, now);
            return;
        }
        Move(DeliveryCommand.TakeOver, DeliveryActor.Driver, now);
        ForgetMeeting();
        AwaitStep(now, options);
        if (Part is null) Part = new CarriedPart(Id, DriverId!.Value, 0, null, now, IsVoid: true);
        Raise(new DeliveryTakenOverV1(Id, OrderId, CustomerId, RestaurantId, from, DriverId!.Value, now));
    }

    // Whoever was to fetch it and has not, has carried nothing; the food is still where it was.
    private void HandOn(Driver from, Driver to, GeoPoint? meet, DateTimeOffset now)
    {
        (AtDropoffAt, FirstContactAt, MayFailAt, Contacts) = (null, null, null, 0);
        if (HandingDriverId is null)
        {
            Part = new CarriedPart(Id, from.Id, PayAmount - (TipAmount ?? 0), PickedUpAt, now);
            (HandingDriverId, HandingDriverName, MeetLat, MeetLng) = (from.Id, from.FirstName, meet?.Lat, meet?.Lng);
        }
        else if (HandingDriverId == to.Id)
        {
            Part = new CarriedPart(Id, to.Id, 0, null, now, IsVoid: true);
            ForgetMeeting();
        }
    }

    private void ForgetMeeting() => (HandingDriverId, HandingDriverName, MeetLat, MeetLng) = (null, null, null, null);

    // Who has not got the food yet cannot hand it to anybody.
    private void CheckTakenOver(DeliveryActor by)
    {
        if (by is not DeliveryActor.Driver || HandingDriverId is null || Status.IsEnd()) return;
        throw new RefusedException("food_not_taken_over", "Take the order over from the driver before first.")
            .With("currentStatus", Status).With("allowedActions", AllowedActions(by));
    }
}
