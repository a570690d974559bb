using System.Net.Http.Json;
using System.Text.Json;
using FoodDelivery.Load.Measuring;
using FoodDelivery.Load.Processes;

namespace FoodDelivery.Load.Menus;

/// <summary>Menu reads through the gateway, in rounds with answers of the same size from servers that do nothing else.</summary>
public static class MenuMode
{
    private static readonly TimeSpan Warmup = TimeSpan.FromSeconds(2);

    /// <returns>1 when any answer was neither 2xx nor 304.</returns>
    public static async Task<int> RunAsync(Options options, CancellationToken ct)
    {
        var load = new HttpLoad(options.Number("connections", 32, most: 1000));
        var window = TimeSpan.FromSeconds(options.Number("seconds", 10));
        var rounds = options.Number("rounds", 3, most: 20);
        var conditional = options.Flag("conditional");
        options.RefuseOthers();
        var stack = await LocalStack.FindAsync(options, ct);

        var (path, size, etag) = await PickMenuAsync(stack.Gateway, ct);
        await using var bare = await ReferenceServers.StartAsync(size, ct);
        var product = (await stack.RunningAsync(ct)).FirstOrDefault(component => component.Name == "product");
        var tag = conditional ? etag : null;
        List<(string Name, string Url, string? Tag)> targets =
        [
            ("menu through the gateway", stack.Gateway + path, tag),
            ("nginx → bare Kestrel", bare.Nginx, null),
            ("bare Kestrel", bare.Kestrel, null),
        ];
        if (product is not null) targets.Add(("menu, Product directly", $"http://127.0.0.1:{product.Port}{path}", tag));
        Console.WriteLine($"a menu of {size:#,##0} bytes, by {load.Tool}{(conditional ? "; every second menu request with If-None-Match" : "")}");

        var results = targets.ToDictionary(target => target.Name, _ => new List<LoadResult>());
        foreach (var target in targets) await load.RunAsync(target.Url, Warmup, target.Tag, ct);
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var target in targets)
            {
                var result = await load.RunAsync(target.Url, window, target.Tag, ct);
                results[target.Name].Add(result);
                Console.WriteLine($"round {round} of {rounds}: {target.Name} {result.PerSecond:#,##0}/s{(result.Failed > 0 ? $", {result.Failed} failed" : "")}");
            }
        }

        var report = new Report("menu");
        Fill(report, results);
        report.Print();
        await report.SaveAsync(options.Text("json"));
        return results.Values.Any(list => list.Any(result => result.Failed > 0)) ? 1 : 0;
    }

    private static void Fill(Report report, Dictionary<string, List<LoadResult>> results)
    {
        report.Section("requests per second", "median", "least", "most", "failed");
        foreach (var (name, list) in results)
        {
            var rates = list.Select(result => result.PerSecond).Order().ToList();
            report.Row(name, Median(rates), rates[0], rates[^1], list.Sum(result => result.Failed));
        }
        report.Section("ratios (median of the rounds)", "ratio", "least", "most");
        var names = results.Keys.ToList();
        Ratio(names[0], names[1]);
        Ratio(names[0], names[2]);
        Ratio(names[1], names[2]);
        if (names.Count > 3) Ratio(names[3], names[2]);

        void Ratio(string above, string below)
        {
            var ratios = results[above].Zip(results[below], (a, b) => a.PerSecond / b.PerSecond).Order().ToList();
            report.Row($"{above} / {below}", Median(ratios), ratios[0], ratios[^1]);
        }
    }

    private static async Task<(string Path, int Size, string ETag)> PickMenuAsync(string gateway, CancellationToken ct)
    {
        using var http = new HttpClient { BaseAddress = new Uri(gateway), Timeout = TimeSpan.FromSeconds(10) };
        try
        {
            var list = await http.GetFromJsonAsync<JsonElement>("/api/v1/restaurants?limit=1", ct);
            var path = $"/api/v1/restaurants/{list.GetProperty("items")[0].GetProperty("id").GetString()}/menu";
            using var menu = await http.GetAsync(path, ct);
            menu.EnsureSuccessStatusCode();
            return (path, (await menu.Content.ReadAsByteArrayAsync(ct)).Length, menu.Headers.ETag?.ToString() ?? "\"\"");
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or KeyNotFoundException or IndexOutOfRangeException)
        {
            throw new UsageException($"No menu from {gateway}: {e.Message}\nDoes the system run? bash deploy/local/up.sh");
        }
    }

    private static double Median(List<double> sorted) => sorted[sorted.Count / 2];
}
