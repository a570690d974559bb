using System.Diagnostics;
using FoodDelivery.Faults.Campaign;
using FoodDelivery.Faults.City;
using FoodDelivery.Faults.Crash;
using FoodDelivery.Faults.Witness;

namespace FoodDelivery.Faults.Rolling;

/// <summary>
/// Every service runs twice behind nginx, and both processes of each are restarted, one after the other, while orders are placed. No read may be
/// answered with 5xx or not at all, and no request with a key may fail twice.
/// </summary>
public static class RollingMode
{
    // Behind these the services reach each other; the ports follow those of the proxies (tests/FaultProxy/edges.sh).
    private const int FirstPort = 20;

    public static async Task<int> RunAsync(Options options, CancellationToken ct)
    {
        var pairs = new List<Pair>();
        var ports = Stack.Services.Select((service, i) => (Service: service, Port: options.Number("proxy", 18011) + FirstPort + i)).ToDictionary(entry => entry.Service, entry => entry.Port);
        foreach (var service in Stack.Services) await File.AppendAllLinesAsync(SettingsOf(service), ports.Select(other => $"Services__{Capital(other.Key)}=http://127.0.0.1:{other.Value}"), ct);
        await Stack.RunAsync("restart", Stack.Services);
        foreach (var service in Stack.Services) pairs.Add(new Pair(service, await SecondReplica.StartAsync(service)));
        await using var balancer = Balancer.Start(pairs.Select(pair => (pair.Service, ports[pair.Service], pair.Ports)));
        await File.AppendAllLinesAsync(SettingsOf("nginx"), pairs.Select(pair => $"{pair.Service.ToUpperInvariant()}_UPSTREAM={string.Join(',', pair.Ports.Select(port => $"127.0.0.1:{port}"))}"), ct);
        await Stack.RunAsync("restart", "nginx");
        try
        {
            return await RestartAsync(options, pairs, ct);
        }
        finally
        {
            foreach (var pair in pairs) await pair.DisposeAsync();
            File.Delete(SettingsOf("nginx"));
        }
    }

    private static async Task<int> RestartAsync(Options options, IReadOnlyList<Pair> pairs, CancellationToken ct)
    {
        await using var harness = await Harness.OpenAsync(16, 16, ct, pace: Pace.Steady);
        var load = new Load(harness.Town.Lanes, options.Number("rate", 3), options.Number("seed", 1));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var orders = load.RunAsync(end.Token, ct);
        await Task.Delay(TimeSpan.FromSeconds(10), ct);
        var answers = harness.Journal.Answers;
        for (var round = 1; round <= options.Number("rounds", 1); round++)
        {
            foreach (var pair in pairs)
            {
                var (before, watch) = (Bad(answers), Stopwatch.StartNew());
                await pair.RestartAsync();
                await Console.Out.WriteLineAsync($"{pair.Service,-13} both restarted in {watch.Elapsed.TotalSeconds:0.0} s; since then {Bad(answers) - before} answers were missing or 5xx");
            }
        }
        await end.CancelAsync();
        await orders;
        return await ReportAsync(options, answers, load, await Check.TakeAsync(harness, load, ct));
    }

    private static async Task<int> ReportAsync(Options options, Answers answers, Load load, Check check)
    {
        var text = $"""
            # Rolling restart, two processes of each service, {options.Number("rounds", 1)} times

            | Requests | Sent | Without a definite answer at first | After one repeat | What came instead |
            |---|---|---|---|---|
            {string.Join('\n', Enum.GetValues<Sort>().Select(sort => $"| {sort} | {answers.Count(sort, 1)} | {answers.Failed(sort, 1)} | {answers.Failed(sort, 2)} | {answers.Failures(sort)} |"))}

            {load.Endings.Sum(ending => ending.Value)} stories; {check}.
            {string.Join('\n', check.Violations.Select(violation => $"- {violation.Invariant.Guarantee} {violation.Invariant.Name}: {violation.Rows} ({violation.First})").Concat(load.Otherwise.Select(story => $"- {story}")))}
            """;
        await File.WriteAllTextAsync(options.Text("report") ?? Path.Combine(Stack.State, "witness", "rolling.md"), text);
        await Console.Out.WriteLineAsync($"\n{text}");
        return answers.Failed(Sort.Read, 1) == 0 && answers.Failed(Sort.Keyed, 2) == 0 && check.Holds ? 0 : 1;
    }

    private static int Bad(Answers answers) => Enum.GetValues<Sort>().Sum(sort => answers.Failed(sort, 1));

    private static string SettingsOf(string component) => Path.Combine(Stack.State, $"{component}.env");

    private static string Capital(string name) => char.ToUpperInvariant(name[0]) + name[1..];
}
