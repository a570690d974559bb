using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Dapper;
using Microsoft.Extensions.Logging;
using MySql.Data.MySqlClient;

namespace FoodDelivery.BuildingBlocks.Sql;

/// <summary>
/// Connections whose statement got no answer in time. The server may still work for them and hold their locks, so each is killed there as soon
/// as it can be reached; that ends the wait here too. Nobody waits for any of this.
/// </summary>
[SuppressMessage("Design", "CA1031", Justification = "Whatever a broken connection throws, it is over; and the loop goes on until the server can be reached.")]
internal sealed class AbandonedConnections(Func<Task<MySqlConnection>> connectAsync, TimeSpan limit, ILogger log) : IDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    private readonly ConcurrentQueue<(int Thread, Task Pending)> waiting = new();
    private readonly CancellationTokenSource stop = new();
    private int working;

    /// <param name="connection">Nobody else uses it any more.</param>
    /// <param name="pending">What it was doing.</param>
    public void Add(MySqlConnection connection, Task pending)
    {
        waiting.Enqueue((connection.ServerThread, pending));
        _ = DisposeAfterAsync(pending, connection);
        if (Interlocked.Exchange(ref working, 1) == 0) _ = KillAllAsync();
    }

    /// <summary>Closes a connection once what it is doing has ended, however that may be.</summary>
    public static async Task DisposeAfterAsync(Task pending, MySqlConnection connection)
    {
        await pending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await connection.DisposeAsync();
        }
        catch (Exception)
        {
            // It was broken, which is why it is being closed.
        }
    }

    public void Dispose()
    {
        stop.Cancel();
        stop.Dispose();
    }

    private async Task KillAllAsync()
    {
        var token = stop.Token;
        do
        {
            while (!waiting.IsEmpty && !token.IsCancellationRequested)
            {
                try
                {
                    await using var connection = await connectAsync();
                    while (waiting.TryPeek(out var abandoned))
                    {
                        // One that has ended is left alone: a server that was restarted has given its number to somebody else.
                        if (!abandoned.Pending.IsCompleted) await KillAsync(connection, abandoned.Thread).WaitAsync(limit, token);
                        waiting.TryDequeue(out _);
                    }
                }
                catch (Exception e)
                {
                    log.LogInformation("Connections without an answer cannot be ended yet ({Error}); trying again", e.Message);
                    await Task.Delay(Between, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }
            Volatile.Write(ref working, 0);
            // One that came in between has seen a worker that was about to go.
        }
        while (!waiting.IsEmpty && !token.IsCancellationRequested && Interlocked.Exchange(ref working, 1) == 0);
    }

    private static async Task KillAsync(MySqlConnection connection, int thread)
    {
        try
        {
            await connection.ExecuteAsync($"KILL {thread}");
        }
        catch (MySqlException e) when (e.Number == (int)MySqlErrorCode.NoSuchThread)
        {
            // It has ended by itself.
        }
    }
}
