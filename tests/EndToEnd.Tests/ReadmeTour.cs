using System.Text.RegularExpressions;
using FoodDelivery.TestKit;

namespace FoodDelivery.EndToEnd.Tests;

/// <summary>The curl tour of the README, run as it is printed.</summary>
[Collection(nameof(Stack))]
public sealed class ReadmeTour(Stack stack)
{
    [Fact]
    public async Task Works_as_printed()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(TestEnvironment.RepositoryRoot, "README.md"));
        var tour = Regex.Match(readme, "```bash\n(G=.*?)```", RegexOptions.Singleline).Groups[1].Value.Replace("http://localhost:8080", stack.Gateway.ToString().TrimEnd('/'), StringComparison.Ordinal);
        var output = await Command.RunAsync("bash", "-c", "set -eo pipefail\n" + tour);
        Assert.Contains("\naccepted\n", output, StringComparison.Ordinal);
        Assert.Contains("\"status\":\"awaitingAcceptance\"", output, StringComparison.Ordinal);
        Assert.Contains(" order.accepted", output, StringComparison.Ordinal);
    }
}
