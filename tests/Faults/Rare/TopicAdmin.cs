using FoodDelivery.TestKit;

namespace FoodDelivery.Faults.Rare;

/// <summary>The broker's own command for topics.</summary>
public static class TopicAdmin
{
    /// <returns>What it printed.</returns>
    /// <exception cref="InvalidOperationException">It failed; the message has its words.</exception>
    public static async Task<string> RunAsync(params string[] words)
    {
        var libraries = Environment.GetEnvironmentVariable("FD_KAFKA_LIBS") ?? throw new InvalidOperationException("FD_KAFKA_LIBS is not set: start this by run.sh.");
        var zookeeper = Environment.GetEnvironmentVariable("FD_TEST_ZOOKEEPER") ?? throw new InvalidOperationException("FD_TEST_ZOOKEEPER is not set: start this by run.sh.");
        var output = await Command.RunAsync("java", ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", $"{libraries}/*", "kafka.admin.TopicCommand", "--zookeeper", zookeeper, .. words]);
        // It ends with 0 after some errors, too.
        if (output.StartsWith("Error", StringComparison.Ordinal)) throw new InvalidOperationException($"{string.Join(' ', words)}: {output}");
        return output;
    }
}
