using System.Diagnostics;
#if FAILPOINTS
using System.Globalization;
#endif

namespace FoodDelivery.BuildingBlocks;

/// <summary>
/// Named places where a test may stop this process, and a clock that it may set wrong: tests/Faults kills it there and looks at what
/// is left. Only a build with <c>-p:Failpoints=true</c> has them; in any other build neither the calls nor the names exist.
/// </summary>
/// <remarks>
/// Armed by the variable <c>FAILPOINT=name:action[:nth]</c>, or while the process runs by the same text in the file that
/// <c>FAILPOINT_FILE</c> names. Actions: <c>kill</c> (SIGKILL to itself), <c>pause=seconds</c>, <c>throw</c>. It acts once, at the nth
/// pass; a file is renamed to <c>….hit</c> before it acts, so that the test knows and the restarted process is not armed again.
/// </remarks>
public static class Failpoint
{
#if FAILPOINTS
    private static readonly Lock Gate = new();
    private static readonly string? ArmingFile = Environment.GetEnvironmentVariable("FAILPOINT_FILE");
    private static string? armed = Environment.GetEnvironmentVariable("FAILPOINT");
    private static int passes;
#endif

    /// <summary>The system's clock. In a build with failpoints <c>CLOCK_SHIFT=seconds</c> makes it wrong.</summary>
    public static TimeProvider Clock =>
#if FAILPOINTS
        Environment.GetEnvironmentVariable("CLOCK_SHIFT") is { Length: > 0 } text ?
            new ShiftedClock(TimeSpan.FromSeconds(int.Parse(text, CultureInfo.InvariantCulture))) :
#endif
        TimeProvider.System;

    /// <summary>Does what this place is armed for; usually nothing.</summary>
    [Conditional("FAILPOINTS")]
    public static void Hit(string name)
    {
#if FAILPOINTS
        var action = TakeAction(name);
        if (action is null) return;
        if (action == "kill")
        {
            Process.GetCurrentProcess().Kill();
            Wait(Timeout.InfiniteTimeSpan);
        }
        if (action == "throw") throw new InvalidOperationException($"Failpoint {name}");
        if (!action.StartsWith("pause=", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"Failpoint action '{action}' is not kill, throw or pause=seconds.");
        }
        Wait(TimeSpan.FromSeconds(double.Parse(action["pause=".Length..], CultureInfo.InvariantCulture)));
#endif
    }

#if FAILPOINTS
    private static void Wait(TimeSpan time)
    {
        using var never = new ManualResetEvent(false);
        never.WaitOne(time);
    }

    private static string? TakeAction(string name)
    {
        lock (Gate)
        {
            var fromFile = ArmingFile is not null && File.Exists(ArmingFile);
            var text = fromFile ? File.ReadAllText(ArmingFile!).Trim() : armed;
            var words = text?.Split(':') ?? [];
            if (words.Length < 2 || words[0] != name) return null;
            var nth = words.Length > 2 ? int.Parse(words[2], CultureInfo.InvariantCulture) : 1;
            if (++passes < nth) return null;
            passes = 0;
            if (fromFile) File.Move(ArmingFile!, ArmingFile + ".hit", overwrite: true);
            else armed = null;
            return words[1];
        }
    }

    private sealed class ShiftedClock(TimeSpan shift) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + shift;
    }
#endif
}
