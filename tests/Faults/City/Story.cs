namespace FoodDelivery.Faults.City;

/// <summary>What becomes of an order.</summary>
public enum Story
{
    Delivered,
    Refunded,
    Rejected,
    Cancelled,
    Declined,
    SoldOut,
    CancelRacesAccept,
    CancelRacesPickUp,
    Refreshed,
    Busy,

    /// <summary>The customer fetches it.</summary>
    Collected,

    /// <summary>The kitchen answers after it was reminded twice.</summary>
    Reminded,

    /// <summary>The kitchen needs longer, and something else is promised.</summary>
    Delayed,
    LeftAtDoor,

    /// <summary>Nobody opens, and nobody decides: it is disposed of, and paid.</summary>
    NobodyHome,

    /// <summary>The address is wrong, and nobody decides: it goes back, and is paid.</summary>
    WrongAddress,

    /// <summary>It arrives broken: the customer gets the money back.</summary>
    Damaged,

    /// <summary>Nobody opens, then the customer asks for another try.</summary>
    AnotherTry,

    /// <summary>Ops cancel it on the way: it comes back.</summary>
    Recalled,

    /// <summary>Ops give it to another driver before it is picked up.</summary>
    Transferred,

    /// <summary>The courier needs help on the way, and another one fetches it from there.</summary>
    HandedOn,

    /// <summary>The kitchen never answers. Needs short waits: see <see cref="Stories.NeedHaste"/>.</summary>
    Expired,

    /// <summary>No courier takes it. Needs short waits likewise.</summary>
    NoCourier,
}

public static class Stories
{
    /// <summary>
    /// They wait for what takes minutes, so they are told only where that is seconds: there a kitchen or a courier who is slow because of a
    /// fault would end other orders.
    /// </summary>
    public static IReadOnlyList<Story> NeedHaste { get; } = [Story.Expired, Story.NoCourier];

    public static IReadOnlyList<Story> All { get; } = Enum.GetValues<Story>();

    public static IReadOnlyList<Story> Unhurried { get; } = [.. All.Except(NeedHaste)];
}
