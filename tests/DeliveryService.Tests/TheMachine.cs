using FoodDelivery.DeliveryService.Domain;
using static FoodDelivery.DeliveryService.Domain.DeliveryActor;

namespace FoodDelivery.DeliveryService.Tests;

/// <summary>Every status with every command by every actor, against a table that was written from the requirements and not from the code.</summary>
public sealed class TheMachine
{
    // status: command -> next (actors)
    private const string Table =
        """
        planned:       dispatch -> searching (system); assign -> assigned (ops); cancel -> cancelled (system)
        searching:     dispatch -> searching (system); unassign -> searching (ops); offer -> offered (system); giveUp -> unassigned (system); assign -> assigned (ops); cancel -> cancelled (system)
        offered:       accept -> assigned (driver); decline -> searching (driver system); expireOffer -> searching (system); assign -> assigned (ops); cancel -> cancelled (system)
        assigned:      accept -> assigned (driver); arrivePickup -> atPickup (driver); unassign -> searching (driver ops system); cancel -> cancelled (system); transfer -> assigned (ops)
        atPickup:      arrivePickup -> atPickup (driver); pickUp -> pickedUp (driver); unassign -> searching (driver ops system); cancel -> cancelled (system); transfer -> assigned (ops)
        pickedUp:      pickUp -> pickedUp (driver); arriveDropoff -> atDropoff (driver); fail -> undeliverable (driver ops); transfer -> pickedUp (ops); takeOver -> pickedUp (driver); recall -> returning (system)
        atDropoff:     arriveDropoff -> atDropoff (driver); deliver -> delivered (driver ops); fail -> undeliverable (driver ops); redeliver -> atDropoff (customer driver ops); transfer -> pickedUp (ops); takeOver -> atDropoff (driver); recall -> returning (system)
        delivered:     deliver -> delivered (driver ops)
        unassigned:    giveUp -> unassigned (system); offer -> offered (system); assign -> assigned (ops); cancel -> cancelled (system)
        undeliverable: fail -> undeliverable (driver ops); redeliver -> atDropoff (customer driver ops); return -> returning (driver ops system); dispose -> disposed (driver ops system); recall -> returning (system)
        returning:     return -> returning (driver ops system); recall -> returning (system); returned -> returned (driver restaurant ops); dispose -> disposed (ops); transfer -> returning (ops); takeOver -> returning (driver)
        returned:      returned -> returned (driver restaurant ops)
        disposed:      dispose -> disposed (driver ops system)
        cancelled:     cancel -> cancelled (system)
        """;

    private static readonly Dictionary<(DeliveryStatus, DeliveryCommand, DeliveryActor), DeliveryStatus> Expected = Read();

    public static TheoryData<DeliveryStatus, DeliveryCommand, DeliveryActor> Everything()
    {
        var all = new TheoryData<DeliveryStatus, DeliveryCommand, DeliveryActor>();
        foreach (var status in Enum.GetValues<DeliveryStatus>())
        {
            foreach (var command in Enum.GetValues<DeliveryCommand>())
            {
                foreach (var actor in Enum.GetValues<DeliveryActor>()) all.Add(status, command, actor);
            }
        }
        return all;
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public void Decides_as_the_table_says(DeliveryStatus status, DeliveryCommand command, DeliveryActor actor)
    {
        var allowed = Expected.TryGetValue((status, command, actor), out var next);
        Assert.Equal(new Decision(allowed, allowed ? next : status), DeliveryMachine.Decide(status, command, actor));
        // Who has it changes, and the status may stay.
        var changes = next != status || command is DeliveryCommand.Transfer or DeliveryCommand.TakeOver;
        Assert.Equal(allowed && changes, DeliveryMachine.AllowedActions(status, actor).Contains(command));
    }

    [Fact]
    public void Ends_are_ends()
    {
        foreach (var status in Enum.GetValues<DeliveryStatus>())
        {
            var moves = Enum.GetValues<DeliveryActor>().Any(actor => DeliveryMachine.AllowedActions(status, actor).Count > 0);
            Assert.Equal(moves, !status.IsEnd());
        }
        Assert.Empty(DeliveryMachine.AllowedActions(DeliveryStatus.AtPickup, Restaurant));
    }

    private static Dictionary<(DeliveryStatus, DeliveryCommand, DeliveryActor), DeliveryStatus> Read()
    {
        var expected = new Dictionary<(DeliveryStatus, DeliveryCommand, DeliveryActor), DeliveryStatus>();
        foreach (var line in Table.Split('\n', StringSplitOptions.TrimEntries))
        {
            var (status, rules) = (line.Split(':')[0], line.Split(':')[1]);
            foreach (var rule in rules.Split(';'))
            {
                var parts = rule.Split([" -> ", " (", ")"], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
                foreach (var actor in parts[2].Split(' '))
                {
                    expected.Add((Parse<DeliveryStatus>(status), Parse<DeliveryCommand>(parts[0]), Parse<DeliveryActor>(actor)), Parse<DeliveryStatus>(parts[1]));
                }
            }
        }
        return expected;
    }

    private static T Parse<T>(string text) where T : struct, Enum => Enum.Parse<T>(text, ignoreCase: true);
}
