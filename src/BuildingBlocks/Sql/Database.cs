using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using MySqlConnector;

namespace FoodDelivery.BuildingBlocks.Sql;

/// <summary>The service's own MySQL schema. Thread-safe; one instance per process.</summary>
public sealed class Database : IDisposable
{
    private const int Attempts = 3;

    static Database() => TypeHandlers.Register();

    private readonly MySqlDataSource source;
    private readonly TimeProvider clock;
    private readonly ILogger<Database> log;

    /// <summary>Reads <c>ConnectionStrings:MySql</c>; connects on first use.</summary>
    public Database(IConfiguration configuration, TimeProvider clock, ILogger<Database> log)
    {
        source = Connections.Source(configuration.GetConnectionString("MySql")
            ?? throw new InvalidOperationException("Setting ConnectionStrings:MySql is missing."));
        this.clock = clock;
        this.log = log;
    }

    /// <summary>Told of every transaction that is committed, after the fact and on its thread.</summary>
    internal event Action<Transaction>? Committed;

    /// <summary>
    /// Reads outside a transaction; every statement sees the latest commit. Runs again when its connection turns out dead.
    /// </summary>
    public async Task<T> ReadAsync<T>(Func<Session, Task<T>> work, CancellationToken ct)
    {
        while (true)
        {
            await using var connection = await OpenAsync(ct);
            try
            {
                return await work(new Session(connection, ct));
            }
            catch (Exception e) when (IsStale(connection, e))
            {
                // The server had closed it while it was idle, and it is not used again: the next one, and at last a new one.
            }
        }
    }

    /// <summary>
    /// Runs <paramref name="work"/> in one READ COMMITTED transaction and commits it together with what it left to be written.
    /// A deadlock, a lock timeout or a dead connection rolls everything back and runs the work again, at most three times in all:
    /// work must have no effect outside the transaction.
    /// </summary>
    /// <remarks>
    /// When the commit's answer is lost the outcome is unknown and the exception says so; callers
    /// are keyed, so a repeat finds what happened.
    /// </remarks>
    public async Task<T> WriteAsync<T>(Func<Transaction, Task<T>> work, CancellationToken ct)
    {
        for (var attempt = 1; ;)
        {
            await using var connection = await OpenAsync(ct);
            await using var transaction = new Transaction(connection, clock.GetUtcNow(), ct);
            try
            {
                var result = await work(transaction);
                await transaction.CommitAsync();
                Committed?.Invoke(transaction);
                return result;
            }
            catch (Exception e) when (e.IsLockConflict() && attempt < Attempts)
            {
                attempt++;
                await transaction.RollbackAsync();
                SqlMetrics.Repeated.Add(1);
                log.LogInformation("Transaction ran into a lock conflict ({Error}), attempt {Attempt}", e.Message, attempt);
            }
            catch (Exception e) when (IsStale(connection, e) && !transaction.CommitSent)
            {
                // As for a read.
            }
            catch
            {
                await transaction.RollbackAsync();
                throw;
            }
        }
    }

    /// <inheritdoc cref="WriteAsync{T}" />
    public Task WriteAsync(Func<Transaction, Task> work, CancellationToken ct) => WriteAsync(async transaction =>
    {
        await work(transaction);
        return true;
    }, ct);

    /// <summary>
    /// One statement that is a transaction by itself, in one round trip. Returns the number of rows changed. It must be harmless
    /// when run twice: it is, when a connection dies under it.
    /// </summary>
    public Task<int> ExecuteAsync(string sql, object? parameters, CancellationToken ct) =>
        ReadAsync(session => session.ExecuteAsync(sql, parameters), ct);

    /// <inheritdoc />
    public void Dispose() => source.Dispose();

    private static bool IsStale(MySqlConnection connection, Exception e) => connection.IsReused() && e.IsConnectionLost();

    /// <summary>A connection for work that needs one by itself, such as holding a named lock.</summary>
    internal async ValueTask<MySqlConnection> OpenAsync(CancellationToken ct)
    {
        var opening = source.OpenConnectionAsync(ct);
        if (opening.IsCompleted) return await opening;
        var since = Stopwatch.GetTimestamp();
        var connection = await opening;
        SqlMetrics.Wait.Record(Stopwatch.GetElapsedTime(since).TotalSeconds);
        return connection;
    }
}

/// <summary>What the database's users wait for.</summary>
internal static class SqlMetrics
{
    private static readonly Meter Meter = new("FoodDelivery.Sql");

    public static readonly Counter<long> Repeated =
        Meter.CreateCounter<long>("transactions_repeated", null, "Transactions that ran again after a deadlock or a lock timeout.");
    public static readonly Histogram<double> Wait = Meter.CreateHistogram<double>(
        "connection_wait", "s", "Waits for a connection while all were in use; who found one at once is not counted.");
    public static readonly Gauge<long> Backlog =
        Meter.CreateGauge<long>("backlog_rows", null, "Rows that wait in the database, by kind.");
    public static readonly Gauge<double> BacklogAge =
        Meter.CreateGauge<double>("backlog_oldest", "s", "How long the oldest of these rows waits beyond its time.");
    public static readonly Counter<long> BacklogUnknown = Meter.CreateCounter<long>(
        "backlog_measurements_failed", null, "Looks at these rows that failed: the gauges show what was seen before.");
}
