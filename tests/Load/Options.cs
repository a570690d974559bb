namespace FoodDelivery.Load;

/// <summary>The command cannot be run as given; the message says what to change.</summary>
public sealed class UsageException(string message) : Exception(message);

/// <summary>The command line: a mode, then <c>--name value</c> or <c>--flag</c>.</summary>
public sealed class Options
{
    public const string Usage =
        """
        Usage: run.sh [--env up|test] <mode> [options]
          orders   --customers 32 --restaurants 12 --couriers 40 --seconds 30 [--warmup 5] [--drain 60] [--rate N]
                   [--with-limits] [--streams N] [--repeat] [--ids <file>] [--elsewhere]
          checkout --customers 32 --restaurants 12 --seconds 30 [--warmup 5]
          cost     [the options of orders] --seconds 40 [--rest 5] [--log-seconds 10]
          compare  <commit> [the options of orders] --rounds 2 --seconds 40 [--warmup 15]
          grow     [the options of checkout] --orders 100000
          menu     --connections 32 --seconds 10 [--rounds 3] [--conditional]
          limits   --connections 32 --seconds 3
          memory
          startup  [--rounds 3]
        Every mode: --json <file>, --gateway <url>
        """;

    private readonly Dictionary<string, string> values = [];
    private readonly HashSet<string> known = ["env", "json", "gateway"];

    private Options(string mode) => Mode = mode;

    public string Mode { get; }

    /// <summary>The word after the mode, which few modes have.</summary>
    public string? Argument { get; private set; }

    /// <summary>Which of the two local systems: up or test.</summary>
    public string Environment => Text("env") ?? "up";

    /// <exception cref="UsageException">A word that is neither an option nor its value.</exception>
    public static Options Parse(string[] args)
    {
        var at = 0;
        var before = new Dictionary<string, string>();
        // run.sh takes --env before the mode as well.
        while (at + 1 < args.Length && args[at] == "--env")
        {
            before["env"] = args[at + 1];
            at += 2;
        }
        if (at >= args.Length || args[at].StartsWith("--", StringComparison.Ordinal)) throw new UsageException(Usage);
        var options = new Options(args[at++]);
        var hasArgument = options.Mode == "compare" && at < args.Length && !args[at].StartsWith("--", StringComparison.Ordinal);
        if (hasArgument) options.Argument = args[at++];
        foreach (var (name, value) in before) options.values[name] = value;
        while (at < args.Length)
        {
            if (!args[at].StartsWith("--", StringComparison.Ordinal)) throw new UsageException($"'{args[at]}' is not an option.\n{Usage}");
            var name = args[at++][2..];
            var hasValue = at < args.Length && !args[at].StartsWith("--", StringComparison.Ordinal);
            options.values[name] = hasValue ? args[at++] : "";
        }
        // Now, and not when a run of minutes wants to write its file.
        foreach (var name in options.known) _ = options.Text(name);
        return options;
    }

    /// <exception cref="UsageException">It stands there without a value.</exception>
    public string? Text(string name)
    {
        known.Add(name);
        return values.GetValueOrDefault(name) is not "" and var text ? text : throw new UsageException($"--{name} needs a value.\n{Usage}");
    }

    public bool Flag(string name)
    {
        known.Add(name);
        return values.GetValueOrDefault(name) is "" or "true" or "yes" or "1";
    }

    /// <exception cref="UsageException">Not a whole number in the range.</exception>
    public int Number(string name, int otherwise, int least = 1, int most = 1_000_000)
    {
        if (Text(name) is not { } text) return otherwise;
        return int.TryParse(text, out var value) && value >= least && value <= most ? value : throw new UsageException($"--{name} is a whole number from {least} to {most} (it is '{text}').");
    }

    /// <exception cref="UsageException">Not a number above zero.</exception>
    public double? Rate(string name)
    {
        if (Text(name) is not { } text) return null;
        return double.TryParse(text, out var value) && value is > 0 and < 100_000 ? value : throw new UsageException($"--{name} is a number above zero (it is '{text}').");
    }

    /// <summary>To be called once a mode has read its options: a misspelt one must not be ignored.</summary>
    public void RefuseOthers()
    {
        var unknown = values.Keys.Where(name => !known.Contains(name)).ToList();
        if (unknown.Count > 0) throw new UsageException($"Mode {Mode} knows no --{unknown[0]}.\n{Usage}");
    }
}
