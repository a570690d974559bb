using In = FoodDelivery.DeliveryService.Domain.DeliveryStatus;

namespace FoodDelivery.DeliveryService.Domain;

/// <summary>Where a delivery stands, as the courier sees it.</summary>
public enum DeliveryStatus
{
    Planned, Searching, Offered, Assigned, AtPickup, PickedUp, AtDropoff, Delivered, Unassigned, Undeliverable, Returning, Returned,
    Disposed, Cancelled,
}

/// <summary>What a status means for the driver. None is left out, so that a new one must be decided here.</summary>
public static class DeliveryStages
{
    private enum Stage
    {
        Free, Asked, Carried, Ended,
    }

    /// <summary>The driver is bound: asked, on the way, or still in possession of the order.</summary>
    public static bool BindsDriver(this DeliveryStatus status) => StageOf(status) is Stage.Asked or Stage.Carried;

    /// <summary>Somebody is being looked for or asked.</summary>
    public static bool SeeksDriver(this DeliveryStatus status) => status is In.Searching or In.Unassigned or In.Offered;

    /// <summary>An assigned driver has not finished yet.</summary>
    public static bool HasCarrier(this DeliveryStatus status) => StageOf(status) is Stage.Carried;

    /// <summary>Nothing can follow.</summary>
    public static bool IsEnd(this DeliveryStatus status) => StageOf(status) is Stage.Ended;

    private static Stage StageOf(DeliveryStatus status) => status switch
    {
        In.Planned or In.Searching or In.Unassigned => Stage.Free,
        In.Offered => Stage.Asked,
        In.Assigned or In.AtPickup or In.PickedUp or In.AtDropoff or In.Undeliverable or In.Returning => Stage.Carried,
        In.Delivered or In.Returned or In.Disposed or In.Cancelled => Stage.Ended,
    };
}
