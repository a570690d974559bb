using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;

namespace FoodDelivery.BuildingBlocks.People;

/// <summary>Who is to be forgotten, in this service's database (docs/adr/0028).</summary>
public sealed class Erasures(Database database) : IErasures
{
    /// <summary>The kind of the deadline at which the next step is done.</summary>
    public const string Deadline = "erasure";

    /// <summary>Begins to forget somebody; once begun, it looks again whether anything is left.</summary>
    public static void Begin(Transaction transaction, Guid userId, DateTimeOffset requestedAt)
    {
        transaction.Write(
            "INSERT INTO erasures (user_id, requested_at) VALUES (@userId, @requestedAt) ON DUPLICATE KEY UPDATE user_id = user_id",
            new { userId, requestedAt });
        transaction.SetDeadline(userId, Deadline, transaction.Now);
    }

    /// <inheritdoc />
    public Task BeginAsync(Guid userId, DateTimeOffset requestedAt, CancellationToken ct) => database.WriteAsync(transaction =>
    {
        Begin(transaction, userId, requestedAt);
        return Task.CompletedTask;
    }, ct);

    /// <inheritdoc />
    public async Task<ErasureState?> FindAsync(Guid userId, CancellationToken ct) =>
        (await database.ReadAsync(session => session.QuerySingleOrDefaultAsync<Row>(
            "SELECT requested_at, finished_at, rows_erased FROM erasures WHERE user_id = @userId", new { userId }), ct))?.ToState();

    private sealed record Row
    {
        public DateTimeOffset RequestedAt { get; init; }
        public DateTimeOffset? FinishedAt { get; init; }
        public long RowsErased { get; init; }

        public ErasureState ToState() => new(RequestedAt, FinishedAt, RowsErased);
    }
}

/// <summary>Somebody left for good: this service begins to forget them.</summary>
public sealed class ErasureHandler : IEventHandler<UserErasedV1>
{
    /// <inheritdoc />
    public Task HandleAsync(UserErasedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct)
    {
        Erasures.Begin(transaction, data.UserId, data.ErasedAt);
        return Task.CompletedTask;
    }
}

/// <summary>
/// One step of forgetting somebody. It looks again, later each time, for as long as an event about them can still be on its way: what that
/// brought back goes as well.
/// </summary>
internal sealed class ErasureDeadline(IStoredPersonalData data) : IDeadlineHandler
{
    // Between two steps: others' deadlines come in between.
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan First = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    // Events can be published again for as long as they lie in an outbox.
    private static readonly TimeSpan Watch = OutboxMessage.KeptFor + TimeSpan.FromDays(1);

    public async Task HandleAsync(Guid aggregateId, Transaction transaction, CancellationToken ct)
    {
        var requestedAt = await transaction.QuerySingleOrDefaultAsync<DateTimeOffset?>(
            "SELECT requested_at FROM erasures WHERE user_id = @aggregateId FOR UPDATE", new { aggregateId });
        if (requestedAt is null) return;
        var answers = await transaction.ExecuteAsync(
            "DELETE FROM idempotency_keys WHERE caller = @caller LIMIT @Most", new { caller = aggregateId.ToString(), ErasureStep.Most });
        var step = await data.EraseAsync(aggregateId, transaction);
        var rows = step.Rows + answers;
        transaction.Write(
            """
            UPDATE erasures SET rows_erased = rows_erased + @rows, finished_at = IF(@isDone, COALESCE(finished_at, @Now), NULL)
            WHERE user_id = @aggregateId
            """, new { rows, isDone = rows == 0 && !step.Waits, transaction.Now, aggregateId });
        if (Next(rows, step.Waits, transaction.Now - requestedAt.Value) is { } wait)
        {
            transaction.SetDeadline(aggregateId, Erasures.Deadline, transaction.Now + wait);
        }
    }

    private static TimeSpan? Next(int rows, bool waits, TimeSpan age)
    {
        if (rows > 0) return Step;
        // Twice the age each time: about fifteen looks in all.
        var doubled = age > First ? age : First;
        if (waits) return doubled < LongestWait ? doubled : LongestWait;
        return age < Watch ? doubled : null;
    }
}
