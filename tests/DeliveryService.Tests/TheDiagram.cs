using System.Text.Json;
using System.Text.RegularExpressions;
using FoodDelivery.DeliveryService.Domain;
using FoodDelivery.TestKit;

namespace FoodDelivery.DeliveryService.Tests;

/// <summary>The state diagram of the README.</summary>
public sealed class TheDiagram
{
    [Fact]
    public async Task Shows_the_moves_of_the_machine_and_no_others()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(TestEnvironment.RepositoryRoot, "src/DeliveryService/README.md"));
        var drawn = Regex.Matches(readme, @"^  (\w+) --> (\w+)", RegexOptions.Multiline).Select(arrow => (arrow.Groups[1].Value, arrow.Groups[2].Value));
        var moves =
            from status in Enum.GetValues<DeliveryStatus>()
            from command in Enum.GetValues<DeliveryCommand>()
            from actor in Enum.GetValues<DeliveryActor>()
            let decision = DeliveryMachine.Decide(status, command, actor)
            where decision.Allowed && decision.To != status
            select (Name(status), Name(decision.To));
        Assert.Equal(moves.Distinct().Order(), drawn.Order());
    }

    private static string Name(DeliveryStatus status) => JsonNamingPolicy.CamelCase.ConvertName(status.ToString());
}
