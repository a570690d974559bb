using System.Globalization;
using System.Text.RegularExpressions;
using FoodDelivery.Load.Processes;

namespace FoodDelivery.Load.Cost;

/// <summary>One line of a service's /metrics.</summary>
public sealed record Sample(string Service, string Name, IReadOnlyDictionary<string, string> Labels, double Value);

/// <summary>Counters of the eight services at one moment.</summary>
public sealed partial class ServiceMetrics
{
    private readonly List<Sample> samples = [];

    public static async Task<ServiceMetrics> ReadAsync(HttpClient http, IReadOnlyList<Component> components, CancellationToken ct)
    {
        var metrics = new ServiceMetrics();
        foreach (var service in components.Where(component => LocalStack.Services.Contains(component.Name)))
        {
            var text = await http.GetStringAsync($"http://127.0.0.1:{service.ManagementPort}/metrics", ct);
            metrics.samples.AddRange(text.Split('\n').Select(line => Parse(service.Name, line)).OfType<Sample>());
        }
        return metrics;
    }

    /// <summary>By how much a counter grew since, for each service and value of a label (or for all, without a label).</summary>
    public IReadOnlyDictionary<(string Service, string Value), double> Since(ServiceMetrics before, string name, string? label = null)
    {
        var then = before.By(name, label);
        return By(name, label).ToDictionary(now => now.Key, now => now.Value - then.GetValueOrDefault(now.Key));
    }

    private Dictionary<(string Service, string Value), double> By(string name, string? label) => samples
        .Where(sample => sample.Name == name)
        .GroupBy(sample => (sample.Service, label is null ? "" : sample.Labels.GetValueOrDefault(label, "")))
        .ToDictionary(group => group.Key, group => group.Sum(sample => sample.Value));

    private static Sample? Parse(string service, string line)
    {
        if (Line().Match(line) is not { Success: true } match) return null;
        var labels = Label().Matches(match.Groups[2].Value).ToDictionary(label => label.Groups[1].Value, label => label.Groups[2].Value);
        return double.TryParse(match.Groups[3].Value, CultureInfo.InvariantCulture, out var value)
            ? new Sample(service, match.Groups[1].Value, labels, value)
            : null;
    }

    [GeneratedRegex(@"^([A-Za-z_:][A-Za-z0-9_:]*)(?:\{(.*)\})? (\S+)")]
    private static partial Regex Line();

    [GeneratedRegex("""([A-Za-z_][A-Za-z0-9_]*)="((?:[^"\\]|\\.)*)"[,}]?""")]
    private static partial Regex Label();
}
