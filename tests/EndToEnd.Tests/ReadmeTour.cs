using System.Text.RegularExpressions;
using FoodDelivery.TestKit;

namespace FoodDelivery.EndToEnd.Tests;

/// <summary>The curl tour of the README, run as it is printed, and the shell script that tries an installation.</summary>
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

    /// <summary>What <c>helm test</c> and the check of the compose file run.</summary>
    [Fact]
    public async Task The_script_of_helm_test_works_as_well()
    {
        var script = Path.Combine(TestEnvironment.RepositoryRoot, "deploy/helm/food-delivery/files/order.sh");
        Assert.EndsWith(" is accepted\n", await Command.RunAsync("bash", script, stack.Gateway.ToString().TrimEnd('/')), StringComparison.Ordinal);
    }
}
