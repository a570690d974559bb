using System.Globalization;
using FoodDelivery.Faults;
using FoodDelivery.Faults.Campaign;
using FoodDelivery.Faults.Crash;
using FoodDelivery.Faults.Outage;
using FoodDelivery.Faults.Races;
using FoodDelivery.Faults.Rare;
using FoodDelivery.Faults.Recovery;
using FoodDelivery.Faults.Rolling;

CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    // The first Ctrl-C ends the run in order, a second one at once.
    press.Cancel = !interrupted.IsCancellationRequested;
    interrupted.Cancel();
};

try
{
    var options = Options.Parse(args);
    return options.Mode switch
    {
        "crash" => await CrashMode.RunAsync(options, interrupted.Token),
        "grid" => await GridMode.RunAsync(options, interrupted.Token),
        "calm" => await CalmMode.RunAsync(options, interrupted.Token),
        "day" => await DayMode.RunAsync(options, interrupted.Token),
        "campaign" => await CampaignMode.RunAsync(options, interrupted.Token),
        "rolling" => await RollingMode.RunAsync(options, interrupted.Token),
        "recover" => await RecoverMode.RunAsync(options, interrupted.Token),
        "outage" => await OutageMode.RunAsync(options, interrupted.Token),
        "rare" => await RareMode.RunAsync(options, RareFault.All, interrupted.Token),
        "brokers" => await RareMode.RunAsync(options, BrokerLoss.All, interrupted.Token),
        "races" => await RacesMode.RunAsync(options, interrupted.Token),
        "prepare" => Prepare(options),
        "edges" => PrintEdges(),
        _ => throw new UsageException(Options.Usage),
    };
}
catch (UsageException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}
catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
{
    await Console.Error.WriteLineAsync("Interrupted.");
    return 130;
}

// For the script that places the proxies.
static int PrintEdges()
{
    Console.WriteLine(string.Join(' ', Fault.Edges));
    return 0;
}

// The services read their arming files' names when they start.
static int Prepare(Options options)
{
    Stack.PrepareServices(options.Flag("haste"));
    return 0;
}
