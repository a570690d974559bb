using FoodDelivery.UserService.Domain;

namespace FoodDelivery.UserService.Tests.Domain;

public sealed class DriverMachineRules
{
    [Theory]
    [InlineData(DriverStatus.Applied, DriverCommand.Approve, DriverStatus.Approved)]
    [InlineData(DriverStatus.Applied, DriverCommand.Suspend, null)]
    [InlineData(DriverStatus.Approved, DriverCommand.Approve, DriverStatus.Approved)]
    [InlineData(DriverStatus.Approved, DriverCommand.Suspend, DriverStatus.Suspended)]
    [InlineData(DriverStatus.Suspended, DriverCommand.Approve, DriverStatus.Approved)]
    [InlineData(DriverStatus.Suspended, DriverCommand.Suspend, DriverStatus.Suspended)]
    [InlineData(DriverStatus.Applied, DriverCommand.Refuse, DriverStatus.Refused)]
    [InlineData(DriverStatus.Approved, DriverCommand.Refuse, null)]
    [InlineData(DriverStatus.Suspended, DriverCommand.Refuse, null)]
    [InlineData(DriverStatus.Refused, DriverCommand.Approve, DriverStatus.Approved)]
    [InlineData(DriverStatus.Refused, DriverCommand.Suspend, null)]
    [InlineData(DriverStatus.Refused, DriverCommand.Refuse, DriverStatus.Refused)]
    public void Every_status_answers_every_command(DriverStatus status, DriverCommand command, DriverStatus? expected) =>
        Assert.Equal(expected, DriverMachine.After(status, command));

    [Theory]
    [InlineData(DriverStatus.Applied, DriverCommand.Approve, DriverCommand.Refuse)]
    [InlineData(DriverStatus.Approved, DriverCommand.Suspend)]
    [InlineData(DriverStatus.Suspended, DriverCommand.Approve)]
    [InlineData(DriverStatus.Refused, DriverCommand.Approve)]
    public void Allowed_are_the_commands_that_change_something(DriverStatus status, params DriverCommand[] only) => Assert.Equal(only, DriverMachine.Allowed(status));
}
