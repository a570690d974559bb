namespace FoodDelivery.Contracts;

/// <summary>An application was refused; the driver may apply again. Raised by UserService when ops refuse it.</summary>
/// <param name="DriverId">The driver's user id.</param>
/// <param name="Reason">Why, in the words of ops.</param>
public sealed record DriverRefusedV1(Guid DriverId, string Reason) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "driver.refused.v1";

    /// <inheritdoc />
    public static string Topic => Topics.User;
}
