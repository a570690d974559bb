namespace FoodDelivery.OrderService.Clients;

/// <summary>An order's delivery as Delivery tells it to ops.</summary>
/// <param name="DriverId">Who carries it or is asked.</param>
/// <param name="FailedBy">driver or ops.</param>
public sealed record DeliveryFacts(
    Guid Id, string Status, Guid? DriverId, string? DriverName, DateTimeOffset? PickupEta, DateTimeOffset? DropoffEta, string? FailReason,
    string? FailedBy, IReadOnlyList<DeliveryFact> Facts);

/// <summary>What happened to it and is no event that Order takes in.</summary>
/// <param name="Actor">driver or system.</param>
public sealed record DeliveryFact(DateTimeOffset At, string Actor, Guid? ActorId, string Type, string? Detail);

/// <summary>Asks Delivery.</summary>
public sealed class DeliveryClient(HttpClient http, ILogger<DeliveryClient> log)
{
    /// <summary>What Delivery knows of an order.</summary>
    public Task<Part<DeliveryFacts>> FindAsync(Guid orderId, CancellationToken ct) =>
        Parts.FindAsync<DeliveryFacts>(http, $"/internal/v1/deliveries/{orderId}", log, ct);
}
