using System.Diagnostics;

namespace FoodDelivery.Load.Processes;

/// <summary>One component as <c>stack.sh status</c> shows it.</summary>
public sealed record Component(string Name, int Pid, int Port)
{
    /// <summary>Where a service tells its metrics: deploy/local puts it beside its own port.</summary>
    public int ManagementPort => Port + 50;
}

/// <summary>The system that <c>deploy/local</c> runs on this machine.</summary>
/// <param name="Gateway">Base URL.</param>
/// <param name="MySql">Connection string of an account that may create schemas.</param>
public sealed record LocalStack(string Environment, string Script, string State, string Gateway, string MySql)
{
    public static readonly string[] Services = ["user", "product", "cart", "order", "payment", "delivery", "notification", "analytics"];

    /// <summary>The checkout that this driver belongs to.</summary>
    public static string Root()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "FoodDelivery.sln"))) root = root.Parent;
        return root?.FullName ?? throw new UsageException("Run this from a checkout: deploy/local/stack.sh is needed.");
    }

    /// <summary>Asks stack.sh, so that ports, shifts and secrets are known in one place only.</summary>
    /// <exception cref="UsageException">There is no such system.</exception>
    /// <param name="root">Another checkout than this one.</param>
    public static async Task<LocalStack> FindAsync(Options options, CancellationToken ct, string? root = null)
    {
        var script = Path.Combine(root ?? Root(), "deploy", "local", "stack.sh");
        var environment = options.Environment;
        if (environment is not ("up" or "test")) throw new UsageException("--env is up or test.");

        var (code, output) = await RunAsync("bash", ["-c", """eval "$(bash "$1" "$2" env)" && printf '%s\n' "$FD_STATE" "$FD_TEST_GATEWAY" "$FD_TEST_MYSQL" """, "env", script, environment], ct);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (code != 0 || lines.Length != 3) throw new UsageException($"stack.sh does not know its environment:\n{output}");
        return new LocalStack(environment, script, lines[0], (options.Text("gateway") ?? lines[1]).TrimEnd('/'), lines[2]);
    }

    /// <summary>What runs at the moment.</summary>
    public async Task<IReadOnlyList<Component>> RunningAsync(CancellationToken ct)
    {
        var (_, output) = await RunAsync("bash", [Script, Environment, "status", "all"], ct);
        return [.. output.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words.Length >= 6 && words[1] == "running")
            .Select(words => new Component(words[0], int.Parse(words[3]), int.Parse(words[5])))];
    }

    /// <summary>Runs stack.sh and fails with its own words.</summary>
    public async Task RunAsync(string action, string component, CancellationToken ct)
    {
        var (code, output) = await RunAsync("bash", [Script, Environment, action, component], ct);
        if (code != 0) throw new UsageException($"stack.sh {Environment} {action} {component} failed:\n{output}");
    }

    /// <returns>Exit code, and everything that the command printed.</returns>
    public static async Task<(int Code, string Output)> RunAsync(string command, IEnumerable<string> arguments, CancellationToken ct)
    {
        var start = new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var texts = Task.WhenAll(process.StandardOutput.ReadToEndAsync(ct), process.StandardError.ReadToEndAsync(ct));
        await process.WaitForExitAsync(ct);
        // Servers that the command left running may hold its pipes open; what it printed itself is there at once.
        await Task.WhenAny(texts, Task.Delay(TimeSpan.FromSeconds(2), ct));
        return (process.ExitCode, texts.IsCompletedSuccessfully ? string.Concat(await texts) : "");
    }
}
