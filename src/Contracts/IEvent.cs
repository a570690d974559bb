namespace FoodDelivery.Contracts;

/// <summary>
/// A fact that one service publishes. Implementations are records of primitives; changes are
/// additive only, a breaking change is a new type.
/// </summary>
public interface IEvent
{
    /// <summary>
    /// Name on the wire, for example <c>order.placed.v1</c>. Never derived from the CLR name, so that a rename cannot drop messages.
    /// </summary>
    static abstract string EventType { get; }

    /// <summary>The topic that carries this event, one of <see cref="Topics"/>.</summary>
    static abstract string Topic { get; }
}
