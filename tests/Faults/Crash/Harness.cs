using Confluent.Kafka;
using FoodDelivery.Faults.Checks;
using FoodDelivery.Faults.City;
using FoodDelivery.Faults.Witness;

namespace FoodDelivery.Faults.Crash;

/// <summary>A system from empty schemas on, with its people and its witness.</summary>
public sealed class Harness : IAsyncDisposable
{
    private readonly Journal journal;
    private readonly TopicDump topics;

    private Harness(Journal journal, TopicDump topics, WitnessBook witness, Books books, Town town) =>
        (this.journal, this.topics, Witness, Books, Town) = (journal, topics, witness, books, town);

    public Journal Journal => journal;

    public WitnessBook Witness { get; }

    public Books Books { get; }

    public Town Town { get; }

    /// <summary>The system runs already, on schemas that nothing else has used.</summary>
    /// <param name="since">Where the topics ended before it started; null when they were empty.</param>
    public static async Task<Harness> OpenAsync(int lanes, int couriers, CancellationToken ct, IReadOnlyList<TopicPartitionOffset>? since = null, Pace? pace = null)
    {
        var stack = new Stack();
        var books = new Books(stack.MySql, Environment.GetEnvironmentVariable("FD_MYSQL") is null ? "fd_" : "fd_e2e_");
        var folder = Directory.CreateDirectory(Path.Combine(Stack.State, "witness"));
        var journal = new Journal(Path.Combine(folder.FullName, $"{TimeProvider.System.GetUtcNow():yyyyMMdd-HHmmss}.jsonl"));
        var topics = new TopicDump(Stack.Kafka, since);
        var witness = new WitnessBook(books, journal, topics, stack.LedgerFile);
        await witness.CreateAsync();
        return new Harness(journal, topics, witness, books, await Town.OpenAsync(stack.Gateway, journal, witness, lanes, couriers, pace ?? Pace.Quick, ct));
    }

    public async ValueTask DisposeAsync()
    {
        await Town.DisposeAsync();
        journal.Dispose();
        topics.Dispose();
    }
}
