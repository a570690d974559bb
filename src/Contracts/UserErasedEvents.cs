namespace FoodDelivery.Contracts;

/// <summary>
/// Somebody left for good: whoever holds anything of them forgets it, and keeps orders and books without the person. Raised by UserService,
/// once; the last event of the account.
/// </summary>
/// <param name="Roles">What the person was: one or more of customer, restaurant, driver, ops.</param>
/// <param name="ErasedAt">When they asked for it.</param>
public sealed record UserErasedV1(Guid UserId, IReadOnlyList<string> Roles, DateTimeOffset ErasedAt) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "user.erased.v1";

    /// <inheritdoc />
    public static string Topic => Topics.User;
}
