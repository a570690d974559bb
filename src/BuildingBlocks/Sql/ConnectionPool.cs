using System.Collections.Concurrent;
using System.Data;
using System.Diagnostics;
using Dapper;
using Microsoft.Extensions.Logging;
using MySql.Data.MySqlClient;

namespace FoodDelivery.BuildingBlocks.Sql;

/// <summary>
/// Open connections for one at a time each (docs/adr/0004). The driver's own pool blocks a thread while it waits or connects, and asks the
/// server for a sign of life on every use; this one waits without a thread, and a stale connection shows itself by its first statement.
/// </summary>
internal sealed class ConnectionPool : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan UsualConnectLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan UsualStatementLimit = TimeSpan.FromSeconds(7);

    private readonly string connectionString;
    private readonly TimeSpan connectLimit;
    private readonly AbandonedConnections abandoned;
    private readonly SemaphoreSlim slots;
    private readonly ConcurrentStack<MySqlConnection> idle = new();
    private volatile bool disposed;

    public ConnectionPool(string text, ILogger log)
    {
        var settings = new MySqlConnectionStringBuilder(text) { CharacterSet = "utf8mb4", AllowLoadLocalInfile = false };
        // Bounded waits everywhere: a database that hangs must cost a request seconds, not minutes.
        connectLimit = text.Contains("Connection Timeout", StringComparison.OrdinalIgnoreCase) ? TimeSpan.FromSeconds(settings.ConnectionTimeout) : UsualConnectLimit;
        StatementLimit = text.Contains("Default Command Timeout", StringComparison.OrdinalIgnoreCase) ? TimeSpan.FromSeconds(settings.DefaultCommandTimeout) : UsualStatementLimit;
        // The driver's own answer to a statement that takes too long waits for ever when the server has stood still meanwhile, and a connect that
        // takes too long may end in any exception. So it gets no limit for the one and a long one for the other.
        settings.DefaultCommandTimeout = 0;
        settings.ConnectionTimeout = 60;
        slots = new SemaphoreSlim(text.Contains("Max", StringComparison.OrdinalIgnoreCase) ? (int)settings.MaximumPoolSize : 20);
        settings.Pooling = false;
        connectionString = settings.ConnectionString;
        abandoned = new AbandonedConnections(ConnectAsync, StatementLimit, log);
    }

    /// <summary>How long a statement may go without an answer: longer than the server waits for a lock (5 s), shorter than a request (10 s).</summary>
    public TimeSpan StatementLimit { get; }

    /// <summary>An idle connection, or a new one. Dispose to give it back.</summary>
    /// <exception cref="DependencyUnavailableException">None became free within 5 s.</exception>
    public async Task<PooledConnection> RentAsync(CancellationToken ct)
    {
        if (!await WaitForPlaceAsync(ct)) throw new DependencyUnavailableException("the database");
        try
        {
            while (idle.TryPop(out var connection))
            {
                if (connection.State == ConnectionState.Open) return new PooledConnection(this, connection, reused: true);
                await CloseAsync(connection);
            }
            return new PooledConnection(this, await ConnectAsync(), reused: false);
        }
        catch
        {
            slots.Release();
            throw;
        }
    }

    /// <summary>Closes what is idle: one connection was found dead, so the others likely are.</summary>
    public async Task ClearAsync()
    {
        while (idle.TryPop(out var connection)) await CloseAsync(connection);
    }

    internal async ValueTask ReturnAsync(MySqlConnection connection, bool usable)
    {
        if (usable && !disposed) idle.Push(connection);
        else await CloseAsync(connection);
        if (!disposed) slots.Release();
    }

    /// <summary>Gives the place free at once; the connection is ended when the server can be reached.</summary>
    internal void Abandon(MySqlConnection connection, Task pending)
    {
        abandoned.Add(connection, pending);
        if (!disposed) slots.Release();
    }

    public void Dispose()
    {
        disposed = true;
        abandoned.Dispose();
        while (idle.TryPop(out var connection)) connection.Dispose();
        slots.Dispose();
    }

    private async Task<bool> WaitForPlaceAsync(CancellationToken ct)
    {
        var place = slots.WaitAsync(LongestWait, ct);
        if (place.IsCompleted) return await place;
        var since = Stopwatch.GetTimestamp();
        try
        {
            return await place;
        }
        finally
        {
            SqlMetrics.Wait.Record(Stopwatch.GetElapsedTime(since).TotalSeconds);
        }
    }

    // Without the caller's token: the driver throws into whoever cancels while it connects.
    private async Task<MySqlConnection> ConnectAsync()
    {
        var connection = new MySqlConnection(connectionString);
        var opening = OpenAsync(connection);
        try
        {
            await opening.WaitAsync(connectLimit);
            return connection;
        }
        catch (TimeoutException e) when (!opening.IsCompleted)
        {
            _ = AbandonedConnections.DisposeAfterAsync(opening, connection);
            throw new DependencyUnavailableException("the database", e);
        }
        catch
        {
            await CloseAsync(connection);
            throw;
        }
    }

    private static async Task OpenAsync(MySqlConnection connection)
    {
        await connection.OpenAsync();
        // For the life of the connection: correctness must not depend on a server default.
        await connection.ExecuteAsync("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
    }

    private static async Task CloseAsync(MySqlConnection connection)
    {
        try
        {
            await connection.DisposeAsync();
        }
        catch (Exception e) when (e is MySqlException or InvalidOperationException or IOException)
        {
            // It was broken, which is why it is being closed.
        }
    }
}

/// <summary>A connection in the hands of one caller; closed instead of returned unless <see cref="MarkUsable"/> was called.</summary>
internal sealed class PooledConnection(ConnectionPool pool, MySqlConnection connection, bool reused) : IAsyncDisposable
{
    private bool usable;
    private Task? pending;

    public MySqlConnection Connection => connection;

    /// <summary>It was idle before, so the server may have closed it meanwhile.</summary>
    public bool Reused => reused;

    /// <summary>Nothing is pending on it: no transaction, no unread answer.</summary>
    public void MarkUsable() => usable = true;

    /// <summary>A statement got no answer in time: nobody may touch the connection again.</summary>
    public bool IsAbandoned => pending is not null;

    /// <summary>The statement's answer, or an end of the wait.</summary>
    /// <exception cref="DependencyUnavailableException">None came within <see cref="ConnectionPool.StatementLimit"/>. Whether it was carried out is unknown.</exception>
    public async Task<T> InTimeAsync<T>(Task<T> statement)
    {
        try
        {
            return await statement.WaitAsync(pool.StatementLimit);
        }
        catch (TimeoutException e) when (!statement.IsCompleted)
        {
            pending = statement;
            throw new DependencyUnavailableException("the database", e);
        }
    }

    public ValueTask DisposeAsync()
    {
        if (pending is null) return pool.ReturnAsync(connection, usable);
        pool.Abandon(connection, pending);
        return ValueTask.CompletedTask;
    }
}
