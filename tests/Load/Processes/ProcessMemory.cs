using System.Globalization;

namespace FoodDelivery.Load.Processes;

/// <summary>Memory of a process with everything in its session (the workers of nginx), in MB.</summary>
/// <param name="Rss">Resident: pages shared with other processes count in each of them.</param>
/// <param name="Pss">Proportional: a shared page is divided among those that share it, so sums are true. NaN when the kernel does not tell.</param>
public sealed record ProcessMemory(double Rss, double Pss)
{
    public static ProcessMemory OfSession(int pid)
    {
        double rss = 0, pss = 0;
        foreach (var member in Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)))
        {
            try
            {
                if (Stat($"/proc/{member}/stat") is not { Length: > 3 } stat || int.Parse(stat[3]) != pid) continue;
                rss += Kilobytes($"/proc/{member}/status", "VmRSS:");
                pss += Kilobytes($"/proc/{member}/smaps_rollup", "Pss:");
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or IOException)
            {
                // A process that ended between the listing and the look at it uses no memory.
            }
        }
        return new ProcessMemory(rss / 1024, pss / 1024);
    }

    /// <summary>How long ago a process was started.</summary>
    public static TimeSpan Age(int pid)
    {
        var ticks = double.Parse(Stat($"/proc/{pid}/stat")[19], CultureInfo.InvariantCulture);
        var uptime = double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture);
        // Linux counts in hundredths of a second here, whatever its own tick is.
        return TimeSpan.FromSeconds(uptime - ticks / 100);
    }

    // The fields after the name, which may itself hold spaces and brackets: state, parent, group, session, …
    internal static string[] Stat(string file)
    {
        var text = File.ReadAllText(file);
        return text[(text.LastIndexOf(')') + 2)..].Split(' ');
    }

    private static double Kilobytes(string file, string name)
    {
        try
        {
            var line = File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
            return line is null ? 0 : double.Parse(line[name.Length..].Replace("kB", "").Trim(), CultureInfo.InvariantCulture);
        }
        catch (UnauthorizedAccessException)
        {
            return double.NaN;
        }
    }
}
