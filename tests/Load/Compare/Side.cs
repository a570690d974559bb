using FoodDelivery.Load.Measuring;
using FoodDelivery.Load.Processes;

namespace FoodDelivery.Load.Compare;

/// <summary>One of two versions of the system: a checkout whose own scripts start it and forget it again.</summary>
public sealed class Side(string name, string root, string logs)
{
    public string Name => name;

    public string Root => root;

    /// <summary>A system that somebody works with is not for us to purge.</summary>
    /// <exception cref="UsageException">There is one.</exception>
    public async Task RefuseStateAsync(Options options, CancellationToken ct)
    {
        var stack = await LocalStack.FindAsync(options, ct, root);
        if (!Directory.Exists(Path.Combine(stack.State, "mariadb"))) return;
        throw new UsageException(
            $"There is a system in {stack.State}, and comparing starts from nothing and purges at the end. "
            + "Purge it first (bash deploy/local/down.sh --purge), or let the comparison have ports and a state of its own: "
            + "FD_PORT_SHIFT=500.");
    }

    /// <summary>Starts the system from nothing, the gateway's limits raised.</summary>
    public async Task<LocalStack> StartAsync(Options options, int round, CancellationToken ct)
    {
        var stack = await LocalStack.FindAsync(options, ct, root);
        Directory.CreateDirectory(stack.State);
        // run.sh knows the limits; the gateway reads this file when it starts.
        var limits = Environment.GetEnvironmentVariable("FD_LOAD_LIMITS") + "\n";
        await File.WriteAllTextAsync(Path.Combine(stack.State, "nginx.env"), limits, ct);
        await File.WriteAllTextAsync(Path.Combine(stack.State, "order.env"), "Order__PlacingPerMinute=100000\n", ct);
        var log = Path.Combine(logs, $"{name.Replace(' ', '-')}-{round}.log");
        var begun = TimeProvider.System.GetTimestamp();
        var work = ScriptAsync("up.sh", "", log, ct);
        await Progress.WhileAsync(
            work, () => $"starting {name}: {TimeProvider.System.GetElapsedTime(begun).TotalSeconds:0} s, {LastLine(log)}");
        if (await work == 0) return stack;
        var tail = string.Join('\n', File.ReadLines(log).TakeLast(15));
        throw new UsageException($"{name} did not start ({log}):\n{tail}");
    }

    /// <summary>Stops the system and forgets its data.</summary>
    public async Task PurgeAsync()
    {
        if (await ScriptAsync("down.sh", "--purge", Path.Combine(logs, "down.log"), CancellationToken.None) == 0) return;
        Console.WriteLine($"{name} could not be stopped: bash {root}/deploy/local/down.sh --purge");
    }

    // In a session of its own, so that Ctrl-C ends the comparison in order and not the script in the middle.
    private async Task<int> ScriptAsync(string script, string option, string log, CancellationToken ct)
    {
        var path = Path.Combine(root, "deploy", "local", script);
        string[] words = ["bash", "-c", """bash "$1" $2 >"$3" 2>&1 </dev/null""", "bash", path, option, log];
        return (await LocalStack.RunAsync("setsid", ["--wait", .. words], ct)).Code;
    }

    private static string LastLine(string log) =>
        File.Exists(log) ? File.ReadLines(log).LastOrDefault(line => line.Length > 0)?.Trim() ?? "" : "";
}
