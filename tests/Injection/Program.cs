using System.Globalization;

namespace FoodDelivery.Injection;

/// <summary>Writes what should not be in the topics and checks that it does no harm. Started by inject.sh.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        switch (args)
        {
            case ["duplicates", var count, var seed]:
                return await DuplicatesRun.RunAsync(Number(count), Number(seed)) ? 0 : 1;
            case ["poison", var count, var seconds]:
                return await PoisonRun.RunAsync(Number(count), Number(seconds)) ? 0 : 1;
            case ["converged", var since, var ledger, var acknowledged]:
                return await ConvergedRun.RunAsync(since, ledger, acknowledged) ? 0 : 1;
            default:
                await Console.Error.WriteLineAsync("Usage: Injection duplicates <count> <seed> | poison <count> <seconds> | converged <since> <ledger file> <file of acknowledged ids>");
                return 2;
        }
    }

    /// <summary>A variable that stack.sh env sets.</summary>
    public static string Setting(string name) => Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set: start through inject.sh.");

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
