using System.Text.Json;

namespace FoodDelivery.Contracts;

/// <summary>
/// An event as it travels: CloudEvents 1.0, JSON structured mode, the whole envelope in the message value (docs/adr/0006).
/// </summary>
/// <param name="Id">Unique id of this event (UUIDv7); consumers deduplicate on it.</param>
/// <param name="Source">Producing service, for example <c>/services/order</c>.</param>
/// <param name="Type">Wire name of the event, see <see cref="IEvent.EventType"/>.</param>
/// <param name="Subject">Aggregate id; equals the message key.</param>
/// <param name="Time">When the fact happened, UTC.</param>
/// <param name="Sequence">
/// Version of the aggregate after this event, 1 for its first event and without holes; 0 on topics without sequence.
/// </param>
/// <param name="CorrelationId">The journey this event belongs to (for orders the order id); null when there is none.</param>
/// <param name="CausationId">Id of the event that caused this one; null when a request did.</param>
/// <param name="TraceParent">W3C trace context of the producer; null when not traced.</param>
/// <param name="Data">The payload, still JSON.</param>
public sealed record EventEnvelope(
    Guid Id,
    string Source,
    string Type,
    Guid Subject,
    DateTimeOffset Time,
    long Sequence,
    Guid? CorrelationId,
    Guid? CausationId,
    string? TraceParent,
    JsonElement Data)
{
    /// <summary>The payload as its contract type. Unknown members are ignored, so that old consumers read new events.</summary>
    /// <exception cref="JsonException">The payload lacks a required member or has a wrong type.</exception>
    public T Payload<T>() where T : IEvent =>
        (T?)Data.Deserialize(typeof(T), ContractsJsonContext.Default) ?? throw new JsonException($"Event {Id} of type {Type} has no data.");
}
