namespace FoodDelivery.Contracts;

/// <summary>
/// An account was created. Raised once per account by UserService. Carries no personal data; ask UserService for contact details.
/// </summary>
/// <param name="Roles">One or more of customer, restaurant, driver, ops.</param>
public sealed record UserRegisteredV1(Guid UserId, IReadOnlyList<string> Roles) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "user.registered.v1";

    /// <inheritdoc />
    public static string Topic => Topics.User;
}

/// <summary>A driver may take deliveries from now on. Raised by UserService when ops approve the driver.</summary>
/// <param name="DriverId">The driver's user id.</param>
/// <param name="FirstName">Shown to the customer while the driver carries the order; first name only.</param>
/// <param name="Vehicle">bike, scooter or car.</param>
public sealed record DriverApprovedV1(Guid DriverId, string FirstName, string Vehicle) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "driver.approved.v1";

    /// <inheritdoc />
    public static string Topic => Topics.User;
}

/// <summary>A driver may take no new deliveries. Raised by UserService when ops suspend the driver.</summary>
/// <param name="Reason">Why, in the words of ops.</param>
public sealed record DriverSuspendedV1(Guid DriverId, string Reason) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "driver.suspended.v1";

    /// <inheritdoc />
    public static string Topic => Topics.User;
}
