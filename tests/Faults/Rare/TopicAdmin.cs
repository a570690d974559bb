using System.Diagnostics;

namespace FoodDelivery.Faults.Rare;

/// <summary>The broker's own command for topics.</summary>
public static class TopicAdmin
{
    /// <exception cref="InvalidOperationException">It failed; the message has its words.</exception>
    public static async Task RunAsync(params string[] words)
    {
        var libraries = Environment.GetEnvironmentVariable("FD_KAFKA_LIBS") ?? throw new InvalidOperationException("FD_KAFKA_LIBS is not set: start this by run.sh.");
        var zookeeper = Environment.GetEnvironmentVariable("FD_TEST_ZOOKEEPER") ?? throw new InvalidOperationException("FD_TEST_ZOOKEEPER is not set: start this by run.sh.");
        var start = new ProcessStartInfo("java", ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", $"{libraries}/*", "kafka.admin.TopicCommand", "--zookeeper", zookeeper, .. words])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0 || (await output).StartsWith("Error", StringComparison.Ordinal)) throw new InvalidOperationException($"{string.Join(' ', words)}: {await output}{await errors}");
    }
}
