using FoodDelivery.TestKit;

namespace FoodDelivery.EndToEnd.Tests;

/// <summary>The eight services, the payment simulator and nginx as real processes, started once for all scenarios.</summary>
public sealed class Stack : IAsyncLifetime
{
    private static readonly string Script = Required("FD_STACK");

    // Deadlines short enough for a test; everything else runs with the product's own settings; mail goes into a folder.
    private static readonly Dictionary<string, string> Overrides = new()
    {
        ["order"] = "Order__AcceptWithin=00:00:15",
        ["payment"] = "Provider__AttemptTimeout=00:00:02",
        // A folder of the machine that the services run on.
        ["notification"] = $"Mail__Folder={Environment.GetEnvironmentVariable("FD_TEST_MAIL_FOLDER") ?? Path.Combine(Required("FD_STATE"), "mail")}",
    };

    public static string Schema(string service) => (Environment.GetEnvironmentVariable("FD_MYSQL") is null ? "fd_" : "fd_e2e_") + service;

    public Uri Gateway { get; } = new(Required("FD_TEST_GATEWAY"));

    public async Task InitializeAsync()
    {
        // Servers that stayed up keep the deliveries of an earlier run, which would take this run's drivers.
        await RunAsync("stop", "nginx", "services", "simulator");
        foreach (var service in new[] { "user", "product", "order", "payment", "delivery", "notification", "analytics" }) TestEnvironment.EmptySchema(Schema(service));
        foreach (var (service, line) in Overrides) await File.WriteAllTextAsync(Path.Combine(Required("FD_STATE"), $"{service}.env"), line + "\n");
        await RunAsync("start", "simulator", "services", "nginx");
    }

    public async Task DisposeAsync()
    {
        await RunAsync("stop", "nginx", "services", "simulator");
        foreach (var service in Overrides.Keys) File.Delete(Path.Combine(Required("FD_STATE"), $"{service}.env"));
    }

    /// <summary>start, stop, kill or restart parts of the system; returns when they are.</summary>
    public static Task RunAsync(string action, params string[] components) => Command.RunAsync("bash", [Script, "test", action, .. components]);

    private static string Required(string variable) => Environment.GetEnvironmentVariable(variable)
        ?? throw new InvalidOperationException($"{variable} is not set: run the tests with deploy/local/test.sh.");
}

[CollectionDefinition(nameof(Stack))]
public sealed class StackCollection : ICollectionFixture<Stack>;
