using System.Globalization;

namespace FoodDelivery.Load.Processes;

/// <summary>Processor time and context switches that a component used between two readings.</summary>
/// <param name="Voluntary">It waited for something.</param>
/// <param name="Forced">It was made to wait for the processor.</param>
public sealed record ProcessUse(double UserMs, double SystemMs, long Voluntary, long Forced)
{
    public double Ms => UserMs + SystemMs;

    public static ProcessUse operator +(ProcessUse one, ProcessUse other) =>
        new(one.UserMs + other.UserMs, one.SystemMs + other.SystemMs, one.Voluntary + other.Voluntary, one.Forced + other.Forced);
}

/// <summary>What everything that runs has used so far: each component with all processes of its session (the workers of nginx).</summary>
public sealed class ProcessTimes
{
    // Linux counts processor time in hundredths of a second here, whatever its own tick is.
    private const double MsPerTick = 10;

    private readonly Dictionary<string, (double User, double System, Dictionary<string, (long Voluntary, long Forced)> Threads)> used =
        [];

    private ProcessTimes()
    {
    }

    public static ProcessTimes Read(IReadOnlyList<Component> components)
    {
        var times = new ProcessTimes();
        var sessions = components.ToDictionary(
            component => component.Pid.ToString(CultureInfo.InvariantCulture), component => component.Name);
        foreach (var name in sessions.Values) times.used[name] = (0, 0, []);
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            try
            {
                times.Add(folder, sessions);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or IOException)
            {
                // It ended between the listing and the look at it.
            }
        }
        return times;
    }

    /// <summary>
    /// What each component used since. A process that ended in between is missing, and so are the switches (not the time) of threads
    /// that did.
    /// </summary>
    public IReadOnlyDictionary<string, ProcessUse> Since(ProcessTimes before) =>
        used.Where(now => before.used.ContainsKey(now.Key)).ToDictionary(now => now.Key, now =>
        {
            var then = before.used[now.Key];
            long voluntary = 0, forced = 0;
            foreach (var (thread, count) in now.Value.Threads)
            {
                var known = then.Threads.GetValueOrDefault(thread);
                voluntary += count.Voluntary - known.Voluntary;
                forced += count.Forced - known.Forced;
            }
            return new ProcessUse(now.Value.User - then.User, now.Value.System - then.System, voluntary, forced);
        });

    private void Add(string folder, Dictionary<string, string> sessions)
    {
        var stat = ProcessMemory.Stat($"{folder}/stat");
        if (!sessions.TryGetValue(stat[3], out var name)) return;
        var (user, system, threads) = used[name];
        foreach (var thread in Directory.EnumerateDirectories($"{folder}/task"))
        {
            try
            {
                threads[thread] = Switches($"{thread}/status");
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or IOException)
            {
                // Threads come and go.
            }
        }
        used[name] = (user + (Ticks(stat[11]) * MsPerTick), system + (Ticks(stat[12]) * MsPerTick), threads);
    }

    private static long Ticks(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static (long Voluntary, long Forced) Switches(string file)
    {
        long voluntary = 0, forced = 0;
        foreach (var line in File.ReadLines(file))
        {
            var (name, count) = (line[..(line.IndexOf(':') + 1)], line[(line.IndexOf(':') + 1)..].Trim());
            if (name == "voluntary_ctxt_switches:") voluntary = Ticks(count);
            if (name == "nonvoluntary_ctxt_switches:") forced = Ticks(count);
        }
        return (voluntary, forced);
    }
}
