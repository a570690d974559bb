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

/// <summary>
/// Access tokens that are still good must be refused: those of a session, or those that an account was given before a revision. Raised by
/// UserService when a session ends, a password changes, somebody is no longer staff. Every service listens.
/// </summary>
/// <param name="SessionId">The session (claim <c>sid</c>) that ended, if it was one.</param>
/// <param name="Revision">Tokens with a smaller claim <c>rev</c> are refused; left out when only a session ended.</param>
public sealed record AccessRevokedV1(Guid UserId, Guid? SessionId = null, long? Revision = null) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "access.revoked.v1";

    /// <inheritdoc />
    public static string Topic => Topics.User;
}

/// <summary>
/// A signing key may be in the wrong hands: whatever it signed must be refused. Raised by UserService; every service listens.
/// </summary>
/// <param name="KeyId">The key (<c>kid</c>).</param>
public sealed record SigningKeyWithdrawnV1(Guid KeyId) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "signing_key.withdrawn.v1";

    /// <inheritdoc />
    public static string Topic => Topics.User;
}
