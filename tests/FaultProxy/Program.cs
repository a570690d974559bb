using System.Runtime.InteropServices;
using FoodDelivery.FaultProxy;

// FaultProxy <control port> [<name>=<port>:<target host>:<target port>…]    Runs until it is told to stop (SIGTERM, SIGINT).
if (args.Length == 0 || !int.TryParse(args[0], out var port))
{
    await Console.Error.WriteLineAsync("Usage: FaultProxy <control port> [<name>=<port>:<target host>:<target port>…]");
    return 2;
}
await using var commands = new Commands();
foreach (var edge in args.Skip(1))
{
    var (name, listen, target) = (edge.Split('=')[0], edge.Split('=')[1].Split(':')[0], edge[(edge.IndexOf(':') + 1)..]);
    Console.WriteLine($"{name}: {commands.Run($"add {name} {listen} {target}")} -> {target}");
}
using var control = new ControlPort(commands, port);
control.Open();
Console.WriteLine($"control: {control.Port}");

using var stop = new CancellationTokenSource();
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
try
{
    await control.ServeAsync(stop.Token);
}
catch (OperationCanceledException)
{
    Console.WriteLine(commands.Run("stats"));
}
return 0;

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
