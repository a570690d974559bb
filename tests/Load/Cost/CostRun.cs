using System.Diagnostics;
using FoodDelivery.Load.Orders;
using FoodDelivery.Load.Processes;

namespace FoodDelivery.Load.Cost;

/// <summary>What all processes used in a stretch of time.</summary>
/// <param name="Orders">Delivered within it, or paid when nobody carries them.</param>
/// <param name="Driver">Processor milliseconds of this program.</param>
public sealed record Stretch(TimeSpan Length, int Orders, IReadOnlyDictionary<string, ProcessUse> Uses, double Driver);

/// <summary>What the services sent to the database in a stretch of its own, because writing it down costs the server time.</summary>
public sealed record LoggedStretch(TimeSpan Length, int Orders, IReadOnlyList<PacketCount> Packets);

/// <summary>Whole orders, with readings at the edges of the window: after the logins and the warm-up, before the drain.</summary>
public sealed class CostRun : IDisposable
{
    private readonly LocalStack stack;
    private readonly IReadOnlyList<Component> components;
    private readonly CostPlan plan;
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly GeneralLog log;

    public CostRun(LocalStack stack, IReadOnlyList<Component> components, CostPlan plan, CancellationToken ct)
    {
        (this.stack, this.components, this.plan) = (stack, components, plan);
        log = new GeneralLog(stack.MySql);
        Run = new OrdersRun(stack.Gateway, plan.Load, ct) { AtRest = plan.Details ? RestAsync : null, Beside = WatchAsync };
    }

    public OrdersRun Run { get; }

    /// <summary>Nobody orders; everybody is logged in and listens, couriers tell their positions.</summary>
    public Stretch? Rest { get; private set; }

    public LoggedStretch? RestLogged { get; private set; }

    public Stretch Load { get; private set; } = null!;

    public LoggedStretch? LoadLogged { get; private set; }

    public (ServerStatus Before, ServerStatus After)? Status { get; private set; }

    public (ServiceMetrics Before, ServiceMetrics After)? Metrics { get; private set; }

    private int Ended => plan.Load.UntilPaid ? Run.Figures.AllPaid : Run.Figures.AllDelivered;

    public bool LogsPackets => log.LogsPackets;

    public void Dispose()
    {
        Run.Dispose();
        http.Dispose();
    }

    private async Task RestAsync(CancellationToken ct)
    {
        Console.WriteLine(
            $"at rest for twice {plan.Rest.TotalSeconds:0} s, then the load; the database's log is on in the second stretch of each only");
        Rest = await MeasureAsync(() => Task.Delay(plan.Rest, ct));
        RestLogged = await LogAsync(plan.Rest, ct);
    }

    private async Task WatchAsync(LoadWindow window, CancellationToken ct)
    {
        await UntilAsync(window.From, ct);
        var before = await CountersAsync(ct);
        Load = await MeasureAsync(() => UntilAsync(window.Until, ct));
        if (!plan.Details) return;
        var after = await CountersAsync(ct);
        (Status, Metrics) = ((before!.Value.Item1, after!.Value.Item1), (before.Value.Item2, after.Value.Item2));
        LoadLogged = await LogAsync(plan.Logged, ct);
    }

    private async Task<(ServerStatus, ServiceMetrics)?> CountersAsync(CancellationToken ct) =>
        plan.Details ? (await ServerStatus.ReadAsync(stack.MySql, ct), await ServiceMetrics.ReadAsync(http, components, ct)) : null;

    private async Task<Stretch> MeasureAsync(Func<Task> work)
    {
        var (began, orders, driver, before) =
            (Stopwatch.GetTimestamp(), Ended, Environment.CpuUsage.TotalTime, ProcessTimes.Read(components));
        await work();
        var uses = ProcessTimes.Read(components).Since(before);
        return new Stretch(
            Stopwatch.GetElapsedTime(began), Ended - orders, uses, (Environment.CpuUsage.TotalTime - driver).TotalMilliseconds);
    }

    private async Task<LoggedStretch> LogAsync(TimeSpan length, CancellationToken ct)
    {
        var (orders, took) = (0, TimeSpan.Zero);
        var packets = await log.RecordAsync(async () =>
        {
            var (began, before) = (Stopwatch.GetTimestamp(), Ended);
            await Task.Delay(length, ct);
            (orders, took) = (Ended - before, Stopwatch.GetElapsedTime(began));
        }, ct);
        return new LoggedStretch(took, orders, packets);
    }

    private static Task UntilAsync(long moment, CancellationToken ct)
    {
        var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), moment);
        return wait > TimeSpan.Zero ? Task.Delay(wait, ct) : Task.CompletedTask;
    }
}
