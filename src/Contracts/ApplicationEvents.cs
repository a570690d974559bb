namespace FoodDelivery.Contracts;

/// <summary>Ops decided about somebody's application to be on the platform with a restaurant. Raised by ProductService.</summary>
/// <param name="ApplicationId">Key of the event: each application is decided once.</param>
/// <param name="ApplicantId">User id of who applied.</param>
/// <param name="Approved">Whether the restaurant is there now; the applicant is its owner.</param>
/// <param name="RestaurantId">The new restaurant; null when it was refused.</param>
/// <param name="Reason">Why it was refused, in the words of ops.</param>
public sealed record RestaurantApplicationDecidedV1(
    Guid ApplicationId, Guid ApplicantId, string Name, bool Approved, Guid? RestaurantId, string? Reason) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "restaurant.application_decided.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Catalog;
}
