namespace FoodDelivery.Faults;

/// <summary>The command cannot be run as given; the message says what to change.</summary>
public sealed class UsageException(string message) : Exception(message);

/// <summary>The command line: a mode, then <c>--name value</c> or <c>--flag</c>.</summary>
public sealed class Options
{
    public const string Usage =
        """
        Usage: run.sh <mode> [options]
          crash   [--point C5,C8] [--runs 20] [--seed 1] [--stop] [--together]
                                                                   kills at the crash points; --stop ends at the first violation,
                                                                   --together kills one process of each service in each run
          grid    [--passes 1] [--seed 1]                          kills each service at each of 12 steps of an order
          calm    [--rounds 1]                                     the same people and checks without a fault
          day     [--orders 300]                                   orders with every ending there is, each told to the right people once
          campaign [--minutes 60] [--orders 0] [--seed 1] [--rate 12] [--check-every 10] [--rows F4,F9]
                                                                   random faults, two at once, while orders are placed (rate a second);
                                                                   goes on for so many orders, at most twice as long
          rolling [--rounds 1] [--rate 3]                          every service twice, each process restarted in turn under load
          recover [--rounds 5] [--of user,kafka]                   kills each process in turn under traffic; how soon its users are served again
          outage  [--seconds 60] [--rate 3]                        Kafka is away under load; how soon everything has arrived afterwards
          races   [--rounds 200] [--seed 1] [--of place,accept,refund,offer]
                                                                   50 requests at once, of which one may win
          rare    [--rounds 1] [--rows F7,F31] [--named clock]     full disks, a lost topic, closed dead letters, a new address, wrong clocks, a restore
          brokers [--rounds 1] [--named "same moment"]             Kafka as three brokers, of which one or two are killed, or one loses its disk
          cluster                                                  the charts on a cluster of three nodes: upgrades, kills, lost nodes, a new
                                                                   installation (deploy/pipelines/cluster.sh says which cluster)
        Every mode: --report <file>
        """;

    private readonly Dictionary<string, string> values = [];

    private Options(string mode) => Mode = mode;

    public string Mode { get; }

    /// <exception cref="UsageException">A word that is neither an option nor its value.</exception>
    public static Options Parse(string[] args)
    {
        if (args.Length == 0) throw new UsageException(Usage);
        var options = new Options(args[0]);
        for (var at = 1; at < args.Length; at++)
        {
            if (!args[at].StartsWith("--", StringComparison.Ordinal)) throw new UsageException($"'{args[at]}' is not an option.\n{Usage}");
            var hasValue = at + 1 < args.Length && !args[at + 1].StartsWith("--", StringComparison.Ordinal);
            options.values[args[at][2..]] = hasValue ? args[++at] : "";
        }
        // Now, and not when an hour's run wants to write its report.
        _ = options.Text("report");
        return options;
    }

    /// <exception cref="UsageException">It stands there without a value.</exception>
    public string? Text(string name) =>
        values.GetValueOrDefault(name) is not "" and var text ? text : throw new UsageException($"--{name} needs a value.\n{Usage}");

    public bool Flag(string name) => values.ContainsKey(name);

    /// <exception cref="UsageException">Not a whole number above zero.</exception>
    public int Number(string name, int otherwise)
    {
        if (Text(name) is not { } text) return otherwise;
        return int.TryParse(text, out var value) && value > 0 ? value : throw new UsageException($"--{name} is a whole number above zero (it is '{text}').");
    }
}
