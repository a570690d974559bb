using FoodDelivery.OrderService.Clients;
using FoodDelivery.OrderService.Data;
using FoodDelivery.OrderService.Domain;

namespace FoodDelivery.OrderService.Endpoints;

/// <summary>Everything about an order.</summary>
/// <param name="PaymentPart">known, none (there is no payment) or away (Payment does not answer); then the payment is absent.</param>
/// <param name="DeliveryPart">The same of Delivery.</param>
/// <param name="Timeline">What happened everywhere, oldest first.</param>
public sealed record DossierResponse(
    OrderResponse Order, PartState PaymentPart, PaymentFacts? Payment, PartState DeliveryPart, DossierDelivery? Delivery,
    IReadOnlyList<DossierEntry> Timeline)
{
    public static DossierResponse Of(Order order, IReadOnlyList<StoryRow> story, Part<PaymentFacts> payment, Part<DeliveryFacts> delivery)
    {
        IEnumerable<DossierEntry> timeline =
        [
            .. story.Select(row => new DossierEntry(row.At, row.Actor, row.ActorId, WithoutVersion(row.Type), row.Detail)),
            .. (payment.Value?.Operations ?? []).SelectMany(Told),
            .. (delivery.Value?.Facts ?? []).Select(fact => new DossierEntry(fact.At, fact.Actor, fact.ActorId, fact.Type, fact.Detail)),
        ];
        return new DossierResponse(
            OrderResponse.For(order, ActorRole.Ops), payment.State, payment.Value, delivery.State, DossierDelivery.Of(delivery.Value),
            [.. timeline.OrderBy(entry => entry.At)]);
    }

    // That it was asked for, and what stands in its way; that it is done is an event of Payment, which Order has.
    private static IEnumerable<DossierEntry> Told(PaymentFact operation)
    {
        var actor = operation.Automatic ? "system" : "ops";
        yield return new DossierEntry(
            operation.CreatedAt, actor, null, $"payment.{operation.Kind}_asked", Detail($"{operation.Amount}", operation.Reason));
        if (operation.Status == "done" || operation.Attempts == 0) yield break;
        yield return new DossierEntry(operation.UpdatedAt, "system", null, $"payment.{operation.Kind}_{operation.Status}",
            Detail($"{operation.Attempts} attempts", operation.FailureCode));
    }

    private static string Detail(string what, string? why) => why is null ? what : $"{what}: {why}";

    private static string WithoutVersion(string type) => type[..type.LastIndexOf('.')];
}

/// <summary>A delivery as Delivery tells it.</summary>
/// <param name="DriverId">Who carries it or is asked.</param>
public sealed record DossierDelivery(
    Guid Id, string Status, Guid? DriverId, string? DriverName, DateTimeOffset? PickupEta, DateTimeOffset? DropoffEta, string? FailReason,
    string? FailedBy)
{
    public static DossierDelivery? Of(DeliveryFacts? facts) => facts is null ? null : new(
        facts.Id, facts.Status, facts.DriverId, facts.DriverName, facts.PickupEta, facts.DropoffEta, facts.FailReason, facts.FailedBy);
}

/// <param name="Actor">customer, restaurant, driver, ops or system.</param>
/// <param name="ActorId">User id, where it is known.</param>
/// <param name="Type">Name of the event, for example order.accepted.</param>
/// <param name="Detail">Why, or what exactly.</param>
public sealed record DossierEntry(DateTimeOffset At, string Actor, Guid? ActorId, string Type, string? Detail);
