namespace FoodDelivery.ProductService.Domain;

/// <summary>The restaurant takes orders, and needs longer for them, or does not (<see cref="None"/>).</summary>
/// <param name="Minutes">More than it usually needs.</param>
/// <param name="Until">When that ends by itself; null: when somebody resumes.</param>
public sealed record Busy(int Minutes, DateTimeOffset? Until, string? Reason)
{
    public static Busy None { get; } = new(0, null, null);

    public int MinutesAt(DateTimeOffset now) => Until is null || now < Until ? Minutes : 0;
}
