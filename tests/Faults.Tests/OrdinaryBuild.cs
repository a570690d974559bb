using System.Text;
using System.Text.RegularExpressions;

namespace FoodDelivery.Faults.Tests;

/// <summary>Failpoints exist in their own build only.</summary>
public sealed partial class OrdinaryBuild
{
    private static readonly string Sources = Path.Combine(Root(), "src");

    [Fact]
    public void Holds_no_failpoint()
    {
        string[] names = [.. Names()];
        Assert.True(names.Length >= 15, $"Only {names.Length} failpoints found in the sources.");
        var found = new List<string>();
        var assemblies = 0;
        foreach (var project in Directory.GetDirectories(Sources))
        {
            var file = Path.Combine(project, "bin", "Release", "net10.0", Path.GetFileName(project) + ".dll");
            if (!File.Exists(file)) continue;
            assemblies++;
            var bytes = File.ReadAllBytes(file);
            found.AddRange(names.Concat(["FAILPOINT_FILE", "CLOCK_SHIFT"]).Where(name => Contains(bytes, name)).Select(name => $"{name} in {Path.GetFileName(file)}"));
        }
        Assert.True(assemblies >= 10, $"Only {assemblies} assemblies of the ordinary build found.");
        Assert.Empty(found);
    }

    [Fact]
    public void Differs_from_the_build_with_failpoints_in_that()
    {
        var file = Path.Combine(Sources, "OrderService", "bin", "Faults", "net10.0", "OrderService.dll");
        if (File.Exists(file)) Assert.True(Contains(File.ReadAllBytes(file), "order.place.before_commit"));
    }

    // Literals are UTF-16 in an assembly, names of members UTF-8.
    private static bool Contains(byte[] bytes, string text) =>
        bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(text)) >= 0 || bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;

    private static IEnumerable<string> Names() => Directory.EnumerateFiles(Sources, "*.cs", SearchOption.AllDirectories)
        .SelectMany(file => Call().Matches(File.ReadAllText(file)).Select(call => call.Groups["name"].Value.Split('{')[0])).Where(name => name.Length > 8).Distinct();

    internal static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FoodDelivery.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("FoodDelivery.sln not found above the test's folder.");
    }

    [GeneratedRegex(@"Failpoint\.Hit\(\$?""(?<name>[^""]+)""\)")]
    private static partial Regex Call();
}
