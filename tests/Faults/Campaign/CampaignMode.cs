using System.Diagnostics;
using Dapper;
using FoodDelivery.Faults.Checks;
using FoodDelivery.Faults.City;
using FoodDelivery.Faults.Crash;

namespace FoodDelivery.Faults.Campaign;

/// <summary>What a fault met.</summary>
/// <param name="Orders">Orders that were placed and had not ended when it struck.</param>
/// <param name="Calls">Calls that awaited their answer when it struck.</param>
/// <param name="Repeated">Calls that had to be sent again from then until it was mended.</param>
/// <param name="Struck">What it is known to have struck itself; null where nobody counts that.</param>
/// <param name="Error">Why it could not be carried out; null when it was.</param>
public sealed record Met(Fault Fault, DateTimeOffset At, TimeSpan Took, int Orders, int Calls, int Repeated, long? Struck, string? Error)
{
    public bool CarriedOut => Error is null;

    /// <summary>Whether somebody is known to have felt it: what it counted itself, or else calls that had to be sent again.</summary>
    public bool Hit => CarriedOut && (Struck is { } count ? count > 0 : Repeated > 0);

    /// <summary>All that is known is that orders were under way or calls awaited their answer.</summary>
    public bool MayHaveHit => CarriedOut && !Hit && Struck is null && (Orders > 0 || Calls > 0);
}

/// <summary>
/// Random faults, two at once, while orders flow. Every few minutes the load stops, people finish, the system comes to rest, and every promise is
/// asked over everything since the start. The same seed draws the same faults; when each strikes depends on how long those before it took.
/// </summary>
public sealed class CampaignMode
{
    private const int AtOnce = 2;
    private const int Lanes = 96;
    private const int Couriers = 40;

    private readonly Options options;
    private readonly Harness harness;
    private readonly Supervisor supervisor;
    private readonly Load load;
    private readonly CampaignReport report;
    private readonly HashSet<string> taken = [];
    private readonly string[]? rows;
    private readonly Random draw;
    private readonly Lock gate = new();

    private CampaignMode(Options options, Harness harness)
    {
        (this.options, this.harness) = (options, harness);
        var seed = options.Number("seed", 1);
        draw = new Random(seed);
        rows = options.Text("rows")?.Split(',');
        if (rows?.Except(Fault.Rows).ToList() is { Count: > 0 } unknown) throw new UsageException($"There are no faults {string.Join(", ", unknown)}; there are {string.Join(", ", Fault.Rows)}.");
        supervisor = new Supervisor(harness.Books, options.Number("proxy", 18011));
        load = new Load(harness.Town.Lanes, options.Number("rate", 12), seed);
        report = new CampaignReport(options, harness.Books, load);
    }

    public static async Task<int> RunAsync(Options options, CancellationToken ct)
    {
        await using var harness = await Harness.OpenAsync(Lanes, Couriers, ct, pace: Pace.Steady);
        return await new CampaignMode(options, harness).RunAsync(ct);
    }

    private async Task<int> RunAsync(CancellationToken interrupted)
    {
        // Minutes of load: those of the checks between are not counted. A slow machine is given up to twice the time for the orders asked for.
        var asked = TimeSpan.FromMinutes(options.Number("minutes", 60));
        var every = TimeSpan.FromMinutes(options.Number("check-every", 10));
        var enough = options.Number("orders", 0);
        using var told = interrupted.Register(() => Console.Error.WriteLine("Interrupted: the faults under way end, everybody finishes, and every promise is asked once more. Ctrl-C again ends at once."));
        for (var done = TimeSpan.Zero; !interrupted.IsCancellationRequested && (done < asked || (done < 2 * asked && report.Placed < enough)); done += every)
        {
            var rest = asked - done;
            await PhaseAsync(rest > TimeSpan.Zero && rest < every ? rest : every, interrupted);
        }
        var code = await report.EndAsync(interrupted.IsCancellationRequested);
        return code == 0 && interrupted.IsCancellationRequested ? 130 : code;
    }

    // An interruption ends the load and nothing else: what happened until then is worth its check.
    private async Task PhaseAsync(TimeSpan time, CancellationToken interrupted)
    {
        using var phase = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
        phase.CancelAfter(time);
        var orders = load.RunAsync(phase.Token, CancellationToken.None);
        var ticking = report.TickAsync(phase.Token);
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => TroubleAsync(phase.Token)));
        await Task.WhenAll(orders, ticking);
        await ReviveAllAsync();
        await report.CheckedAsync(await Check.TakeAsync(harness, load, CancellationToken.None));
    }

    private async Task TroubleAsync(CancellationToken until)
    {
        while (true)
        {
            TimeSpan pause;
            lock (gate) pause = TimeSpan.FromMilliseconds(draw.Next(6000, 30000));
            await Task.Delay(pause, until).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (until.IsCancellationRequested) return;
            Fault fault;
            lock (gate) fault = Fault.Next(draw, rows);
            // The other one is at it: its mending would be mistaken for this one's.
            lock (gate)
            {
                if (taken.Overlaps(fault.Needs)) continue;
                taken.UnionWith(fault.Needs);
            }
            try
            {
                await report.HappenedAsync(await StrikeAsync(fault));
            }
            finally
            {
                lock (gate) taken.ExceptWith(fault.Needs);
            }
        }
    }

    private async Task<Met> StrikeAsync(Fault fault)
    {
        var watch = Stopwatch.StartNew();
        var (at, orders, calls, repeated) = (TimeProvider.System.GetUtcNow(), harness.Town.Lanes.Count(lane => lane.HasOrder), harness.Journal.Awaiting, harness.Journal.Answers.Repeated);
        string? error = null;
        long? struck = null;
        try
        {
            struck = await fault.HappenAsync(supervisor);
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or System.Net.Sockets.SocketException or MySqlConnector.MySqlException or Confluent.Kafka.KafkaException or TimeoutException)
        {
            error = e.Message.Split('\n')[0];
        }
        return new Met(fault, at, watch.Elapsed, orders, calls, harness.Journal.Answers.Repeated - repeated, struck, error);
    }

    private async Task ReviveAllAsync()
    {
        await supervisor.ProxyAsync("clear *");
        foreach (var component in Stack.Components) await supervisor.ReviveAsync(component);
    }
}
