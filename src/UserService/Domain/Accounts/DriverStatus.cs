namespace FoodDelivery.UserService.Domain;

/// <summary>Whether a driver may take deliveries.</summary>
public enum DriverStatus { Applied, Approved, Suspended, Refused }

/// <summary>What ops can do to a driver.</summary>
public enum DriverCommand { Approve, Suspend, Refuse }

/// <summary>The machine of driver onboarding.</summary>
public static class DriverMachine
{
    /// <summary>The status after a command; the same status when its effect is already there; null when it is not allowed.</summary>
    public static DriverStatus? After(DriverStatus status, DriverCommand command) => status switch
    {
        // An applicant takes no deliveries, so there is nothing to suspend.
        DriverStatus.Applied => command switch
        {
            DriverCommand.Approve => DriverStatus.Approved,
            DriverCommand.Suspend => null,
            DriverCommand.Refuse => DriverStatus.Refused,
        },
        DriverStatus.Approved => command switch
        {
            DriverCommand.Approve => DriverStatus.Approved,
            DriverCommand.Suspend => DriverStatus.Suspended,
            DriverCommand.Refuse => null,
        },
        DriverStatus.Suspended => command switch
        {
            DriverCommand.Approve => DriverStatus.Approved,
            DriverCommand.Suspend => DriverStatus.Suspended,
            DriverCommand.Refuse => null,
        },
        DriverStatus.Refused => command switch
        {
            DriverCommand.Approve => DriverStatus.Approved,
            DriverCommand.Suspend => null,
            DriverCommand.Refuse => DriverStatus.Refused,
        },
    };

    /// <summary>Commands that would change something.</summary>
    public static IReadOnlyList<DriverCommand> Allowed(DriverStatus status) =>
        [.. Enum.GetValues<DriverCommand>().Where(command => After(status, command) is { } next && next != status)];
}
