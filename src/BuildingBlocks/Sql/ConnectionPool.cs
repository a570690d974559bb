using System.Collections.Concurrent;
using System.Data;
using Dapper;
using MySql.Data.MySqlClient;

namespace FoodDelivery.BuildingBlocks.Sql;

/// <summary>
/// Open connections for one at a time each (docs/adr/0004). The driver's own pool blocks a thread while it waits or connects, and asks the
/// server for a sign of life on every use; this one waits without a thread, and a stale connection shows itself by its first statement.
/// </summary>
internal sealed class ConnectionPool : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly string connectionString;
    private readonly SemaphoreSlim slots;
    private readonly ConcurrentStack<MySqlConnection> idle = new();
    private volatile bool disposed;

    public ConnectionPool(string text)
    {
        var settings = new MySqlConnectionStringBuilder(text) { CharacterSet = "utf8mb4", AllowLoadLocalInfile = false };
        // Bounded waits everywhere: a database that hangs must cost a request seconds, not minutes.
        if (!text.Contains("Connection Timeout", StringComparison.OrdinalIgnoreCase)) settings.ConnectionTimeout = 5;
        if (!text.Contains("Default Command Timeout", StringComparison.OrdinalIgnoreCase)) settings.DefaultCommandTimeout = 5;
        slots = new SemaphoreSlim(text.Contains("Max", StringComparison.OrdinalIgnoreCase) ? (int)settings.MaximumPoolSize : 20);
        settings.Pooling = false;
        connectionString = settings.ConnectionString;
    }

    /// <summary>An idle connection, or a new one. Dispose to give it back.</summary>
    /// <exception cref="DependencyUnavailableException">None became free within 5 s.</exception>
    public async Task<PooledConnection> RentAsync(CancellationToken ct)
    {
        if (!await slots.WaitAsync(LongestWait, ct)) throw new DependencyUnavailableException("the database");
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

    public void Dispose()
    {
        disposed = true;
        while (idle.TryPop(out var connection)) connection.Dispose();
        slots.Dispose();
    }

    // Without the caller's token: the driver throws into whoever cancels while it connects. The connection timeout bounds it.
    private async Task<MySqlConnection> ConnectAsync()
    {
        var connection = new MySqlConnection(connectionString);
        try
        {
            await connection.OpenAsync();
            // For the life of the connection: correctness must not depend on a server default.
            await connection.ExecuteAsync("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
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

    public MySqlConnection Connection => connection;

    /// <summary>It was idle before, so the server may have closed it meanwhile.</summary>
    public bool Reused => reused;

    /// <summary>Nothing is pending on it: no transaction, no unread answer.</summary>
    public void MarkUsable() => usable = true;

    public ValueTask DisposeAsync() => pool.ReturnAsync(connection, usable);
}
