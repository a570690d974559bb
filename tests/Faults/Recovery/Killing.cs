using System.Diagnostics;

namespace FoodDelivery.Faults.Recovery;

/// <summary>SIGKILL at a moment that is known exactly: the script that usually does it takes a while to begin.</summary>
public static class Killing
{
    /// <summary>Returns when the process is gone.</summary>
    /// <returns>A watch that runs since the signal.</returns>
    public static async Task<Stopwatch> KillAsync(string component, CancellationToken ct)
    {
        var pid = (await File.ReadAllTextAsync(Path.Combine(Stack.State, "run", $"{component}.pid"), ct)).Split(' ')[0];
        var watch = Stopwatch.StartNew();
        // The whole group, because the workers of a killed master would keep its port.
        using var kill = Process.Start("kill", ["-KILL", "--", $"-{pid}"]);
        await kill.WaitForExitAsync(ct);
        if (kill.ExitCode != 0) throw new InvalidOperationException($"{component} (pid {pid}) was not there to be killed.");
        while (Stack.IsAlive(component)) await Task.Delay(TimeSpan.FromMilliseconds(2), ct);
        return watch;
    }
}
