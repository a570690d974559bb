using System.Collections.Concurrent;
using System.Diagnostics;
using MySqlConnector;

namespace FoodDelivery.TestKit;

/// <summary>
/// Counts what this process sends to a schema, packet by packet, as the driver traces it. A service's own loops send too: take the quietest of
/// several measurements.
/// </summary>
public sealed class RoundTrips : IDisposable
{
    private readonly ActivityListener listener;
    private readonly ConcurrentQueue<string> sent = new();

    public RoundTrips(string connectionString)
    {
        var schema = new MySqlConnectionStringBuilder(connectionString).Database;
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "MySqlConnector",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.OperationName != "Execute" || !schema.Equals(activity.GetTagItem("db.name") ?? activity.GetTagItem("db.namespace"))) return;
                sent.Enqueue((activity.GetTagItem("db.statement") ?? activity.GetTagItem("db.query.text"))?.ToString() ?? $"{activity.GetTagItem("db.operation.batch.size")} statements");
            },
        };
        ActivitySource.AddActivityListener(listener);
    }

    /// <summary>One text for each packet, in the order of the answers.</summary>
    public IReadOnlyList<string> Sent => [.. sent];

    public void Dispose() => listener.Dispose();
}
