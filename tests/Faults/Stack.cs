using System.Collections.Concurrent;
using System.Diagnostics;
using FoodDelivery.TestKit;

namespace FoodDelivery.Faults;

/// <summary>The real processes, run by deploy/local/stack.sh, and the failpoints in them.</summary>
public sealed class Stack
{
    public static readonly string[] Services = ["user", "product", "cart", "order", "payment", "delivery", "notification", "analytics"];

    /// <summary>In the order of their ids, of which the first is 1.</summary>
    public static readonly string[] Brokers = Environment.GetEnvironmentVariable("FD_BROKERS") == "3" ? ["kafka", "kafka2", "kafka3"] : ["kafka"];

    /// <summary>Everything that runs, in the order in which it is started.</summary>
    public static readonly string[] Components =
    [
        .. Brokers, .. Environment.GetEnvironmentVariable("FD_MYSQL") is null ? ["mariadb"] : Array.Empty<string>(), "redis", "positions", "simulator", .. Services, "nginx",
    ];

    private static readonly string Script = Required("FD_STACK");

    // What would only make the runs longer: how long abandoned things stay abandoned.
    private static readonly Dictionary<string, string[]> Settings = new()
    {
        ["order"] = ["Order__PlaceLock=00:00:05", "Order__RemindAfter=00:00:04", "Order__RemindAgainAfter=00:00:16"],
        ["payment"] = ["Provider__AttemptTimeout=00:00:02"],
        ["delivery"] = ["Delivery__WaitAtDoor=00:00:02", "Delivery__AddressWithin=00:00:04", "Delivery__DisposeAfter=00:00:04"],
    };

    // Besides, where stories are told that wait for minutes.
    private static readonly Dictionary<string, string[]> Haste = new()
    {
        ["order"] = ["Order__AcceptWithin=00:00:20", "Order__CourierNoticeAfter=00:00:05", "Order__CourierSecondNoticeAfter=00:00:10", "Order__NoCourierCancelAfter=00:00:20"],
        ["delivery"] = ["Delivery__OfferWithin=00:00:10"],
    };

    private static readonly ConcurrentQueue<string> forced = new();

    public static string State { get; } = Required("FD_STATE");

    public Uri Gateway { get; } = new(Required("FD_TEST_GATEWAY"));

    public string MySql { get; } = Required("FD_TEST_MYSQL");

    public static string Kafka { get; } = Required("FD_TEST_KAFKA");

    public static string KafkaProperties { get; } = Required("FD_TEST_KAFKA_PROPERTIES");

    public static string Redis { get; } = Required("FD_TEST_REDIS");

    public static string Positions { get; } = Required("FD_TEST_POSITIONS");

    public string LedgerFile { get; } = Path.Combine(State, "simulator", "ledger.jsonl");

    /// <summary>Where a running service looks whether a failpoint is armed.</summary>
    private static string ArmingFile(string service) => Path.Combine(State, "failpoints", service);

    /// <summary>Lets every service know its arming file. Before they start.</summary>
    /// <param name="haste">For <see cref="City.Stories.NeedHaste"/>.</param>
    public static void PrepareServices(bool haste = false)
    {
        Directory.CreateDirectory(Path.Combine(State, "failpoints"));
        foreach (var service in Services)
        {
            string[] lines = [$"FAILPOINT_FILE={ArmingFile(service)}", "Kafka__ConsumerProperties=session.timeout.ms=6000", .. Settings.GetValueOrDefault(service, []), .. haste ? Haste.GetValueOrDefault(service, []) : []];
            File.WriteAllLines(Path.Combine(State, $"{service}.env"), lines);
        }
    }

    public static void ForgetSettings()
    {
        foreach (var service in Services) File.Delete(Path.Combine(State, $"{service}.env"));
    }

    /// <summary>Arms a failpoint of a running service.</summary>
    public static void Arm(string service, string failpoint, int nth, string action = "kill")
    {
        var file = ArmingFile(service);
        File.Delete(file + ".hit");
        File.WriteAllText(file + ".new", $"{failpoint}:{action}:{nth}");
        File.Move(file + ".new", file, overwrite: true);
    }

    /// <summary>Whether the failpoint that was armed last was reached. Disarms it if not.</summary>
    public static bool TakeHit(string service)
    {
        File.Delete(ArmingFile(service));
        return File.Exists(ArmingFile(service) + ".hit");
    }

    public static bool WasHit(string service) => File.Exists(ArmingFile(service) + ".hit");

    /// <summary>The process that runs a component, or the one that ran it last.</summary>
    public static int Pid(string component) => int.Parse(File.ReadAllText(Path.Combine(State, "run", $"{component}.pid")).Split(' ')[0]);

    public static async Task SignalAsync(string signal, int pid)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{pid}"]);
        await kill.WaitForExitAsync();
    }

    public static bool IsAlive(string component)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{Pid(component)}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            // A killed process is a zombie by its first thread already while the others still hold its ports; field 17 counts them.
            return fields[0] is not ("Z" or "X") || (fields[0] == "Z" && int.Parse(fields[17]) > 1);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>start, stop, kill or restart; returns when it is done.</summary>
    public static async Task RunAsync(string action, params string[] components)
    {
        foreach (var line in (await Command.RunAsync("bash", [Script, "test", action, .. components])).Split('\n').Where(TellsOfForce)) forced.Enqueue(line);
    }

    /// <summary>Whether it is a line of stack.sh about a process that had to be killed because it did not end when it was told to.</summary>
    public static bool TellsOfForce(string line) => line.EndsWith(" and was killed", StringComparison.Ordinal);

    /// <summary>Those lines, each once. Such a process has not kept F33: it drained nothing.</summary>
    public static IReadOnlyList<string> TakeForced()
    {
        var lines = new List<string>();
        while (forced.TryDequeue(out var line)) lines.Add(line);
        return lines;
    }

    private static string Required(string variable) => Environment.GetEnvironmentVariable(variable)
        ?? throw new InvalidOperationException($"{variable} is not set: run this by tests/Faults/run.sh or deploy/local/test.sh.");
}
