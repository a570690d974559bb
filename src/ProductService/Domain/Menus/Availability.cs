namespace FoodDelivery.ProductService.Domain;

/// <summary>Whether something can be ordered, as somebody wants it.</summary>
/// <param name="Until">When it comes back by itself; null: when somebody switches it on.</param>
public sealed record Availability(bool Available, DateTimeOffset? Until, string? Reason);

/// <summary>An item, or one option of it, that cannot be ordered.</summary>
/// <param name="OptionId">Null: the whole item.</param>
/// <param name="Until">When it comes back by itself; null: when somebody switches it on.</param>
public sealed record Outage(Guid ItemId, Guid? OptionId, DateTimeOffset? Until, string? Reason)
{
    public bool IsActive(DateTimeOffset now) => Until is null || now < Until;
}
