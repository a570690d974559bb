using FoodDelivery.BuildingBlocks.Messaging;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using MySql.Data.MySqlClient;

namespace FoodDelivery.BuildingBlocks.Sql;

/// <summary>The service's own MySQL schema. Thread-safe; one instance per process.</summary>
public sealed class Database : IDisposable
{
    private const int Attempts = 3;

    static Database() => TypeHandlers.Register();

    private readonly ConnectionPool pool;
    private readonly OutboxSignal outboxSignal;
    private readonly TimeProvider clock;
    private readonly ILogger<Database> log;

    /// <summary>Reads <c>ConnectionStrings:MySql</c>; connects on first use.</summary>
    public Database(IConfiguration configuration, OutboxSignal outboxSignal, TimeProvider clock, ILogger<Database> log)
    {
        pool = new ConnectionPool(configuration.GetConnectionString("MySql") ?? throw new InvalidOperationException("Setting ConnectionStrings:MySql is missing."), log);
        this.outboxSignal = outboxSignal;
        this.clock = clock;
        this.log = log;
    }

    /// <summary>Reads outside a transaction; every statement sees the latest commit. Runs again when an idle connection turns out dead.</summary>
    public async Task<T> ReadAsync<T>(Func<Session, Task<T>> work, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var rented = await pool.RentAsync(ct);
            try
            {
                var result = await work(new Session(rented, ct));
                rented.MarkUsable();
                return result;
            }
            catch (Exception e) when (IsStale(rented, e) && attempt < Attempts)
            {
                await pool.ClearAsync();
            }
        }
    }

    /// <summary>
    /// Runs <paramref name="work"/> in one READ COMMITTED transaction and commits it together with the events it published.
    /// A deadlock, a lock timeout or a dead idle connection rolls everything back and runs the work again, at most three times in all: work must have no effect outside the transaction.
    /// </summary>
    /// <remarks>When the commit's answer is lost the outcome is unknown and the exception says so; callers are keyed, so a repeat finds what happened.</remarks>
    public async Task<T> WriteAsync<T>(Func<Transaction, Task<T>> work, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var rented = await pool.RentAsync(ct);
            var transaction = new Transaction(rented, clock, ct);
            try
            {
                var result = await work(transaction);
                await transaction.CommitAsync();
                rented.MarkUsable();
                if (transaction.HasEvents) outboxSignal.Set();
                return result;
            }
            catch (MySqlException e) when (e.IsLockConflict() && attempt < Attempts)
            {
                if (await transaction.RollbackAsync()) rented.MarkUsable();
                SqlMetrics.Repeated.Add(1);
                log.LogInformation("Transaction ran into a lock conflict ({Number}), attempt {Attempt}", e.Number, attempt);
            }
            catch (Exception e) when (IsStale(rented, e) && !transaction.CommitSent && attempt < Attempts)
            {
                await pool.ClearAsync();
            }
            catch (Exception e) when (!rented.IsAbandoned && !LeavesConnectionUnclear(e))
            {
                if (await transaction.RollbackAsync()) rented.MarkUsable();
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
    /// One statement that is a transaction by itself, in one round trip. Returns the number of rows changed. It must be harmless when run twice:
    /// it is, when an idle connection dies under it.
    /// </summary>
    public Task<int> ExecuteAsync(string sql, object? parameters, CancellationToken ct) => ReadAsync(session => session.ExecuteAsync(sql, parameters), ct);

    /// <inheritdoc />
    public void Dispose() => pool.Dispose();

    /// <summary>A connection for work that needs one by itself, such as holding a named lock.</summary>
    internal Task<PooledConnection> RentAsync(CancellationToken ct) => pool.RentAsync(ct);

    private static bool IsStale(PooledConnection rented, Exception e) => rented.Reused && e.IsConnectionLost();

    // An answer may still be under way: such a connection is closed, and the server rolls back what was open on it.
    private static bool LeavesConnectionUnclear(Exception e) => e is IOException || e.IsUnavailable();
}
