using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using FoodDelivery.Load.Processes;

namespace FoodDelivery.Load.Menus;

/// <param name="Failed">Answers other than 2xx and 304, and broken connections.</param>
public sealed record LoadResult(double PerSecond, int Failed);

/// <summary>GETs one URL as fast as it answers: with wrk when it is installed, else with a loop in this process (which costs more of the machine).</summary>
public sealed partial class HttpLoad(int connections)
{
    private readonly bool hasWrk = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "wrk")));

    public string Tool => hasWrk ? "wrk" : "the driver's own loop (wrk is not installed)";

    /// <param name="etag">When given, every second request asks for a change since.</param>
    public Task<LoadResult> RunAsync(string url, TimeSpan window, string? etag, CancellationToken ct) => hasWrk ? WrkAsync(url, window, etag, ct) : LoopAsync(url, window, etag, ct);

    private async Task<LoadResult> WrkAsync(string url, TimeSpan window, string? etag, CancellationToken ct)
    {
        var threads = Math.Min(connections, Math.Max(1, Environment.ProcessorCount));
        List<string> arguments = [$"-t{threads}", $"-c{connections}", $"-d{window.TotalSeconds:0}s", url];
        var script = etag is null ? null : Path.GetTempFileName();
        try
        {
            if (script is not null)
            {
                await File.WriteAllTextAsync(script,
                    $$"""
                    local plain, conditional, turn = nil, nil, 0
                    function init(args)
                      plain = wrk.format("GET")
                      conditional = wrk.format("GET", nil, { ["If-None-Match"] = '{{etag}}' })
                    end
                    function request()
                      turn = 1 - turn
                      return turn == 1 and conditional or plain
                    end
                    """, ct);
                arguments.InsertRange(0, ["-s", script]);
            }
            var (code, output) = await LocalStack.RunAsync("wrk", arguments, ct);
            var rate = Rate().Match(output);
            if (code != 0 || !rate.Success) throw new UsageException($"wrk failed:\n{output}");
            var failed = Refused().Match(output) is { Success: true } refused ? int.Parse(refused.Groups[1].Value) : 0;
            if (SocketErrors().Match(output) is { Success: true } broken) failed += broken.Groups.Values.Skip(1).Sum(group => int.Parse(group.Value));
            return new LoadResult(double.Parse(rate.Groups[1].Value, CultureInfo.InvariantCulture), failed);
        }
        finally
        {
            if (script is not null) File.Delete(script);
        }
    }

    private async Task<LoadResult> LoopAsync(string url, TimeSpan window, string? etag, CancellationToken ct)
    {
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = connections });
        int done = 0, failed = 0;
        var begin = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; Stopwatch.GetElapsedTime(begin) < window; i++)
            {
                if (!await GetAsync(http, url, i % 2 == 1 ? etag : null, ct)) Interlocked.Increment(ref failed);
                Interlocked.Increment(ref done);
            }
        }, ct)));
        return new LoadResult(done / Stopwatch.GetElapsedTime(begin).TotalSeconds, failed);
    }

    private static async Task<bool> GetAsync(HttpClient http, string url, string? etag, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (etag is not null) request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Parse(etag));
        try
        {
            using var response = await http.SendAsync(request, ct);
            return response.IsSuccessStatusCode || response.StatusCode is System.Net.HttpStatusCode.NotModified;
        }
        catch (HttpRequestException)
        {
            return false; // counted by the caller
        }
    }

    [GeneratedRegex(@"Requests/sec:\s+([0-9.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"Non-2xx or 3xx responses: (\d+)")]
    private static partial Regex Refused();

    [GeneratedRegex(@"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)")]
    private static partial Regex SocketErrors();
}
