using FoodDelivery.BuildingBlocks.Messaging;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using MySql.Data.MySqlClient;

namespace FoodDelivery.BuildingBlocks.Sql;

/// <summary>The service's own MySQL schema. Thread-safe; one instance per process.</summary>
public sealed class Database : IDisposable
{
    private const int DeadlockAttempts = 3;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly string connectionString;
    private readonly OutboxSignal outboxSignal;
    private readonly TimeProvider clock;
    private readonly ILogger<Database> log;

    // The driver's pool blocks a thread for each caller that waits for a connection; under load no thread is left to give one back.
    private readonly SemaphoreSlim connections;

    static Database() => TypeHandlers.Register();

    /// <inheritdoc cref="Database" />
    public Database(IConfiguration configuration, OutboxSignal outboxSignal, TimeProvider clock, ILogger<Database> log)
    {
        var settings = Normalise(configuration.GetConnectionString("MySql") ?? throw new InvalidOperationException("Setting ConnectionStrings:MySql is missing."));
        connectionString = settings.ConnectionString;
        connections = new SemaphoreSlim((int)settings.MaximumPoolSize);
        (this.outboxSignal, this.clock, this.log) = (outboxSignal, clock, log);
    }

    /// <summary>Reads outside a transaction; every statement sees the latest commit.</summary>
    public async Task<T> ReadAsync<T>(Func<Session, Task<T>> work, CancellationToken ct)
    {
        await TakeTurnAsync(ct);
        try
        {
            await using var connection = await OpenAsync(ct);
            return await work(new Session(connection, ct));
        }
        finally
        {
            connections.Release();
        }
    }

    /// <summary>
    /// Runs <paramref name="work"/> in one READ COMMITTED transaction and commits it together with the events it published.
    /// A deadlock or lock timeout rolls everything back and runs the work again, at most three times: work must have no effect outside the transaction.
    /// </summary>
    /// <remarks>When the commit's answer is lost the outcome is unknown and the exception says so; callers are keyed, so a repeat finds what happened.</remarks>
    public async Task<T> WriteAsync<T>(Func<Transaction, Task<T>> work, CancellationToken ct)
    {
        await TakeTurnAsync(ct);
        try
        {
            return await RunAsync(work, ct);
        }
        finally
        {
            connections.Release();
        }
    }

    /// <inheritdoc cref="WriteAsync{T}" />
    public Task WriteAsync(Func<Transaction, Task> work, CancellationToken ct) => WriteAsync(async transaction =>
    {
        await work(transaction);
        return true;
    }, ct);

    /// <inheritdoc />
    public void Dispose() => connections.Dispose();

    private async Task<T> RunAsync<T>(Func<Transaction, Task<T>> work, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var connection = await OpenAsync(ct);
            var transaction = new Transaction(connection, clock, ct);
            try
            {
                var result = await work(transaction);
                await transaction.CommitAsync();
                if (transaction.HasEvents) outboxSignal.Set();
                return result;
            }
            catch (MySqlException e) when (e.IsLockConflict() && attempt < DeadlockAttempts)
            {
                await transaction.RollbackAsync();
                log.LogInformation("Transaction ran into a lock conflict ({Number}), attempt {Attempt}", e.Number, attempt);
            }
            catch
            {
                await transaction.RollbackAsync();
                throw;
            }
        }
    }

    internal async Task<MySqlConnection> OpenAsync(CancellationToken ct)
    {
        var connection = new MySqlConnection(connectionString);
        try
        {
            await connection.OpenAsync(ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task TakeTurnAsync(CancellationToken ct)
    {
        if (!await connections.WaitAsync(LongestWait, ct)) throw new TimeoutException($"No connection to the database was free for {LongestWait.TotalSeconds:0} s.");
    }

    // Bounded waits everywhere: a database that hangs must cost a request seconds, not minutes.
    private static MySqlConnectionStringBuilder Normalise(string text)
    {
        var builder = new MySqlConnectionStringBuilder(text) { CharacterSet = "utf8mb4", AllowLoadLocalInfile = false };
        if (!text.Contains("Connection Timeout", StringComparison.OrdinalIgnoreCase)) builder.ConnectionTimeout = 5;
        if (!text.Contains("Default Command Timeout", StringComparison.OrdinalIgnoreCase)) builder.DefaultCommandTimeout = 5;
        if (!text.Contains("Max", StringComparison.OrdinalIgnoreCase)) builder.MaximumPoolSize = 20;
        return builder;
    }
}
