using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace FoodDelivery.FaultProxy;

/// <summary>The proxies of a run, steered by lines of text: of the control port, of a script, of a test.</summary>
public sealed class Commands : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly ConcurrentDictionary<string, TcpProxy> proxies = new();

    public TcpProxy this[string name] => proxies[name];

    /// <summary>Carries out a line and answers with one: ok, or JSON.</summary>
    /// <exception cref="FormatException">The line is not a command; the message says why.</exception>
    public string Run(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (words)
        {
            case ["add", var name, var listen, var target]:
                var at = target.LastIndexOf(':');
                if (!proxies.TryAdd(name, new TcpProxy(target[..at], Number(target[(at + 1)..]), Number(listen)))) throw new FormatException($"{name} exists already.");
                return $"ok {proxies[name].Port}";
            case ["set", var name, .. var settings]:
                foreach (var proxy in Chosen(name)) proxy.Faults = Parse(settings);
                return "ok";
            case ["clear", var name]:
                foreach (var proxy in Chosen(name)) proxy.Faults = Faults.None;
                return "ok";
            case ["reset", var name]:
                foreach (var proxy in Chosen(name)) proxy.ResetAll();
                return "ok";
            case ["half-close", var name, "target" or "client"]:
                foreach (var proxy in Chosen(name)) proxy.HalfCloseAll(words[2] == "target");
                return "ok";
            case ["stats"]:
                return JsonSerializer.Serialize(proxies.ToDictionary(pair => pair.Key, pair => pair.Value.Counts), Json);
            default:
                throw new FormatException("Commands: add <name> <port> <host:port> | set <name|*> <fault=value…> | clear <name|*> | reset <name|*> | half-close <name|*> target|client | stats");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var proxy in proxies.Values) await proxy.DisposeAsync();
    }

    private IEnumerable<TcpProxy> Chosen(string name) =>
        name == "*" ? proxies.Values : proxies.TryGetValue(name, out var proxy) ? [proxy] : throw new FormatException($"There is no proxy {name}.");

    private static Faults Parse(string[] settings)
    {
        var values = settings.Select(setting => setting.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair.ElementAtOrDefault(1) ?? "");
        string Take(string key, string otherwise) => values.Remove(key, out var value) ? value : otherwise;

        var hold = Take("hold", "none");
        var lose = Take("lose", "");
        var (oneIn, nth, seed) = (Number(Take("one-in", "0")), Number(Take("nth", "0")), Number(Take("seed", "1")));
        var faults = new Faults
        {
            Latency = TimeSpan.FromMilliseconds(Number(Take("latency", "0"))),
            Jitter = TimeSpan.FromMilliseconds(Number(Take("jitter", "0"))),
            BytesPerSecond = Number(Take("rate", "0")),
            ResetAfterBytes = Number(Take("reset-after", "0")),
            HoldRequests = hold is "requests" or "both",
            HoldReplies = hold is "replies" or "both",
            LostReplies = lose == "" ? null : new LostReplies(lose, oneIn, nth, seed),
        };
        return values.Count == 0 ? faults : throw new FormatException($"Unknown faults: {string.Join(", ", values.Keys)}. Known: latency jitter rate reset-after hold lose one-in nth seed.");
    }

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new FormatException($"{text} is not a number.");
}
