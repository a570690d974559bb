using System.Text.Json;
using System.Text.RegularExpressions;
using FoodDelivery.OrderService.Domain;
using FoodDelivery.TestKit;

namespace FoodDelivery.OrderService.Tests;

/// <summary>The state diagram of the README.</summary>
public sealed class TheDiagram
{
    [Fact]
    public async Task Shows_the_moves_of_the_machine_and_no_others()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(TestEnvironment.RepositoryRoot, "src/OrderService/README.md"));
        var drawn = Regex.Matches(readme, @"^  (\w+) --> (\w+)", RegexOptions.Multiline).Select(arrow => (arrow.Groups[1].Value, arrow.Groups[2].Value));
        var moves =
            from status in Enum.GetValues<OrderStatus>()
            from command in Enum.GetValues<OrderCommand>()
            from role in Enum.GetValues<ActorRole>()
            from fulfilment in Enum.GetValues<Fulfilment>()
            let decision = OrderMachine.Decide(status, command, role, fulfilment)
            where decision.Moves && decision.To != status
            select (Name(status), Name(decision.To));
        Assert.Equal(moves.Distinct().Order(), drawn.Order());
    }

    private static string Name(OrderStatus status) => JsonNamingPolicy.CamelCase.ConvertName(status.ToString());
}
