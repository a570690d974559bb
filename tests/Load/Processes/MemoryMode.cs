using FoodDelivery.Load.Measuring;

namespace FoodDelivery.Load.Processes;

/// <summary>Memory of everything that runs, by the pid files of the local stack.</summary>
public static class MemoryMode
{
    public static async Task<int> RunAsync(Options options, CancellationToken ct)
    {
        options.RefuseOthers();
        var stack = await LocalStack.FindAsync(options, ct);
        var report = new Report("memory");
        if (!await AddAsync(report, stack, ct)) throw new UsageException($"Nothing of '{stack.Environment}' runs.");
        report.Print();
        await report.SaveAsync(options.Text("json"));
        return 0;
    }

    /// <summary>A table of all that runs, the eight services with their sum first.</summary>
    /// <returns>False when nothing of the local stack runs.</returns>
    public static async Task<bool> AddAsync(Report report, LocalStack stack, CancellationToken ct)
    {
        var running = await stack.RunningAsync(ct);
        if (running.Count == 0) return false;
        report.Section("memory", "RSS MB", "PSS MB");
        double rss = 0, pss = 0;
        var services = running.Where(component => LocalStack.Services.Contains(component.Name)).ToList();
        foreach (var component in services)
        {
            var memory = Row(report, component);
            rss += memory.Rss;
            pss += memory.Pss;
        }
        report.Row(services.Count == 8 ? "the eight services" : $"{services.Count} of eight services", rss, pss);
        foreach (var component in running.Except(services)) Row(report, component);
        return true;
    }

    private static ProcessMemory Row(Report report, Component component)
    {
        var memory = ProcessMemory.OfSession(component.Pid);
        report.Row(component.Name, memory.Rss, memory.Pss);
        return memory;
    }
}
