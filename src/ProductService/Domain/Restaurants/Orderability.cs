namespace FoodDelivery.ProductService.Domain;

public enum ServiceStatus { Open, Closed, Paused }

/// <summary>Whether a restaurant takes orders at a moment. The one answer that list, detail and price check share.</summary>
/// <param name="OpensAt">When it takes orders again; null when it does now, or when nobody knows.</param>
public sealed record Orderability(ServiceStatus Status, DateTimeOffset? OpensAt)
{
    public bool IsOpen => Status == ServiceStatus.Open;

    public static Orderability Of(Restaurant restaurant, DateTimeOffset now)
    {
        var hours = restaurant.Hours;
        if (restaurant.ClosedAt is not null) return new Orderability(ServiceStatus.Closed, null);
        if (restaurant.Pause.IsActive(now))
        {
            var opensAt = restaurant.Pause.Until is not { } until ? null : hours.IsOpenAt(until) ? until : hours.NextOpeningAfter(until);
            return new Orderability(ServiceStatus.Paused, opensAt);
        }
        return hours.IsOpenAt(now)
            ? new Orderability(ServiceStatus.Open, null)
            : new Orderability(ServiceStatus.Closed, hours.NextOpeningAfter(now));
    }
}
