using FoodDelivery.BuildingBlocks.Messaging;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using MySql.Data.MySqlClient;

namespace FoodDelivery.BuildingBlocks.Sql;

/// <summary>The service's own MySQL schema. Thread-safe; one instance per process.</summary>
public sealed class Database : IDisposable
{
    private const int DeadlockAttempts = 3;

    static Database() => TypeHandlers.Register();

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly string connectionString;
    private readonly OutboxSignal outboxSignal;
    private readonly TimeProvider clock;
    private readonly ILogger<Database> log;

    // The driver's pool blocks a thread while it waits for a free connection. Waiting here instead keeps the threads for the
    // transactions that are going to free one.
    private readonly SemaphoreSlim slots;

    /// <summary>Reads <c>ConnectionStrings:MySql</c>; connects on first use.</summary>
    public Database(IConfiguration configuration, OutboxSignal outboxSignal, TimeProvider clock, ILogger<Database> log)
    {
        var settings = Normalise(configuration.GetConnectionString("MySql") ?? throw new InvalidOperationException("Setting ConnectionStrings:MySql is missing."));
        connectionString = settings.ConnectionString;
        slots = new SemaphoreSlim((int)settings.MaximumPoolSize);
        this.outboxSignal = outboxSignal;
        this.clock = clock;
        this.log = log;
    }

    /// <summary>Reads outside a transaction; every statement sees the latest commit.</summary>
    public async Task<T> ReadAsync<T>(Func<Session, Task<T>> work, CancellationToken ct)
    {
        using var slot = await TakeSlotAsync(ct);
        await using var connection = await OpenAsync(ct);
        return await work(new Session(connection, ct));
    }

    /// <summary>
    /// Runs <paramref name="work"/> in one READ COMMITTED transaction and commits it together with the events it published.
    /// A deadlock or lock timeout rolls everything back and runs the work again, at most three times: work must have no effect outside the transaction.
    /// </summary>
    /// <remarks>When the commit's answer is lost the outcome is unknown and the exception says so; callers are keyed, so a repeat finds what happened.</remarks>
    public async Task<T> WriteAsync<T>(Func<Transaction, Task<T>> work, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var slot = await TakeSlotAsync(ct);
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

    /// <inheritdoc cref="WriteAsync{T}" />
    public Task WriteAsync(Func<Transaction, Task> work, CancellationToken ct) => WriteAsync(async transaction =>
    {
        await work(transaction);
        return true;
    }, ct);

    /// <inheritdoc />
    public void Dispose() => slots.Dispose();

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

    private async Task<Slot> TakeSlotAsync(CancellationToken ct) => await slots.WaitAsync(LongestWait, ct)
        ? new Slot(slots)
        : throw new DependencyUnavailableException("the database");

    // Bounded waits everywhere: a database that hangs must cost a request seconds, not minutes.
    private static MySqlConnectionStringBuilder Normalise(string text)
    {
        var builder = new MySqlConnectionStringBuilder(text) { CharacterSet = "utf8mb4", AllowLoadLocalInfile = false };
        if (!text.Contains("Connection Timeout", StringComparison.OrdinalIgnoreCase)) builder.ConnectionTimeout = 5;
        if (!text.Contains("Default Command Timeout", StringComparison.OrdinalIgnoreCase)) builder.DefaultCommandTimeout = 5;
        if (!text.Contains("Max", StringComparison.OrdinalIgnoreCase)) builder.MaximumPoolSize = 20;
        return builder;
    }

    private sealed class Slot(SemaphoreSlim slots) : IDisposable
    {
        public void Dispose() => slots.Release();
    }
}
