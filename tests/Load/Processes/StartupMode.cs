using System.Diagnostics;
using FoodDelivery.Load.Measuring;

namespace FoodDelivery.Load.Processes;

/// <summary>
/// Time from starting all eight services at once until each answers /readyz with 200. The servers keep running. Counted from the birth of
/// the first of the eight processes, so stack.sh's own work before that does not count.
/// </summary>
public static class StartupMode
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(120);

    public static async Task<int> RunAsync(Options options, CancellationToken ct)
    {
        var rounds = options.Number("rounds", 3, most: 20);
        options.RefuseOthers();
        var stack = await LocalStack.FindAsync(options, ct);
        var services = (await stack.RunningAsync(ct)).Where(component => LocalStack.Services.Contains(component.Name)).ToList();
        if (services.Count != 8) throw new UsageException("All eight services must run before they can be restarted. Start the system first.");

        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        var seconds = services.ToDictionary(service => service.Name, _ => new List<double>());
        var all = new List<double>();
        for (var round = 1; round <= rounds; round++)
        {
            Console.WriteLine($"round {round} of {rounds}: stopping and starting the eight services");
            await stack.RunAsync("stop", "services", ct);
            var start = stack.RunAsync("start", "services", ct);
            var ready = await Task.WhenAll(services.Select(service => ReadyAtAsync(http, service.Port, start, ct)));
            await start;
            var born = (await stack.RunningAsync(ct)).Where(component => seconds.ContainsKey(component.Name)).Max(component => ProcessMemory.Age(component.Pid));
            var first = Stopwatch.GetTimestamp() - (long)(born.TotalSeconds * Stopwatch.Frequency);
            for (var i = 0; i < services.Count; i++) seconds[services[i].Name].Add(Stopwatch.GetElapsedTime(first, ready[i]).TotalSeconds);
            all.Add(Stopwatch.GetElapsedTime(first, ready.Max()).TotalSeconds);
        }

        var report = new Report("startup");
        report.Section("seconds from the first process to ready", "median", "least", "most");
        foreach (var (name, values) in seconds) report.Row(name, Median(values), values.Min(), values.Max());
        report.Row("all eight", Median(all), all.Min(), all.Max());
        report.Print();
        await report.SaveAsync(options.Text("json"));
        return 0;
    }

    private static async Task<long> ReadyAtAsync(HttpClient http, int port, Task start, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < Longest)
        {
            if (start.IsFaulted) await start;
            try
            {
                using var answer = await http.GetAsync($"http://127.0.0.1:{port}/readyz", ct);
                if (answer.IsSuccessStatusCode) return Stopwatch.GetTimestamp();
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
            {
                // Not listening yet; the question is repeated until it is.
            }
            await Task.Delay(20, ct);
        }
        throw new UsageException($"The service on port {port} was not ready after {Longest.TotalSeconds:0} s.");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
