namespace FoodDelivery.ProductService.Domain;

/// <summary>The restaurant takes no orders for a while, or does (<see cref="None"/>).</summary>
/// <param name="Until">When that ends by itself; null: when somebody resumes.</param>
public sealed record Pause(bool IsOn, DateTimeOffset? Until, string? Reason)
{
    public static Pause None { get; } = new(false, null, null);

    public bool IsActive(DateTimeOffset now) => IsOn && (Until is null || now < Until);
}
