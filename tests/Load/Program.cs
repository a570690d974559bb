using System.Globalization;
using FoodDelivery.Load;
using FoodDelivery.Load.Checkout;
using FoodDelivery.Load.City;
using FoodDelivery.Load.Compare;
using FoodDelivery.Load.Cost;
using FoodDelivery.Load.Grow;
using FoodDelivery.Load.Limits;
using FoodDelivery.Load.Menus;
using FoodDelivery.Load.Orders;
using FoodDelivery.Load.Processes;
using MySqlConnector;

CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    // The first Ctrl-C ends the run in order (couriers go offline, helpers end), a second one at once.
    press.Cancel = !interrupted.IsCancellationRequested;
    interrupted.Cancel();
};

try
{
    var options = Options.Parse(args);
    return options.Mode switch
    {
        "orders" => await OrdersMode.RunAsync(options, interrupted.Token),
        "menu" => await MenuMode.RunAsync(options, interrupted.Token),
        "checkout" => await CheckoutMode.RunAsync(options, interrupted.Token),
        "cost" => await CostMode.RunAsync(options, interrupted.Token),
        "compare" => await CompareMode.RunAsync(options, interrupted.Token),
        "grow" => await GrowMode.RunAsync(options, interrupted.Token),
        "limits" => await LimitsMode.RunAsync(options, interrupted.Token),
        "memory" => await MemoryMode.RunAsync(options, interrupted.Token),
        "startup" => await StartupMode.RunAsync(options, interrupted.Token),
        BareServer.Mode => await BareServer.RunAsync(options),
        _ => throw new UsageException(Options.Usage),
    };
}
catch (Exception e) when (e is UsageException or CallFailedException or MySqlException)
{
    // A failure that the load itself meets is counted; what comes here kept the run from being made.
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}
catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
{
    await Console.Error.WriteLineAsync("Interrupted.");
    return 130;
}
