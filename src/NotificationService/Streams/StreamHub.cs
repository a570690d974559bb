using System.Diagnostics.CodeAnalysis;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.NotificationService.Data;
using FoodDelivery.NotificationService.Domain;
using Microsoft.Extensions.Options;

namespace FoodDelivery.NotificationService.Streams;

/// <summary>
/// The open streams of this replica. One loop tails the stored events for all of them: numbers are committed in order, so reading what
/// follows the last one misses nothing. The loop is woken by this replica's commits at once and by other replicas' through Redis;
/// without Redis it finds those by polling.
/// </summary>
[SuppressMessage("Design", "CA1031", Justification = "The loop outlives any single failure; each is logged and retried.")]
internal sealed class StreamHub(
    StreamReads stored, ShownPositions positions, Replicas replicas, IOptions<StreamOptions> options, ILogger<StreamHub> log)
    : BackgroundService
{
    private const int TailBatch = 500;
    private static readonly TimeSpan FallbackPoll = TimeSpan.FromMilliseconds(500);

    private readonly WakeSignal wake = new();
    private readonly Lock gate = new();
    private readonly HashSet<StreamConnection> connections = [];
    private ILookup<Guid, StreamConnection>? byRecipient;
    private long position = -1;

    /// <summary>There are new events in the database.</summary>
    public void Wake()
    {
        wake.Set();
        replicas.Wake();
    }

    /// <summary>Shows a position to a customer, at most once a second per delivery.</summary>
    public void ShowPosition(Guid customerId, DeliveryPositionData data)
    {
        ShowHere(customerId, data);
        replicas.Show(customerId, data);
    }

    /// <summary>Opens a stream; it sees everything after <see cref="StreamConnection.Position"/> through its channel.</summary>
    /// <returns>Null when the person has too many open.</returns>
    public async Task<StreamConnection?> TryConnectAsync(Guid userId, IReadOnlyCollection<Guid> recipients, CancellationToken ct)
    {
        if (Volatile.Read(ref position) < 0) await StartPositionAsync(ct);
        StreamConnection connection;
        lock (gate)
        {
            if (connections.Count(open => open.UserId == userId) >= options.Value.MaxPerPerson) return null;
            connection = new StreamConnection(userId, recipients, position, options.Value.MaxWaiting);
            connections.Add(connection);
            byRecipient = null;
            StreamMetrics.Open.Add(1);
        }
        // Who opens the map sees the courier at once, not after his next move.
        foreach (var data in positions.Of(userId)) connection.Offer(data);
        return connection;
    }

    public void Disconnect(StreamConnection connection)
    {
        lock (gate)
        {
            if (connections.Remove(connection)) StreamMetrics.Open.Add(-1);
            byRecipient = null;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _ = replicas.ListenAsync(wake.Set, ShowHere, stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (Volatile.Read(ref position) < 0) await StartPositionAsync(stoppingToken);
                while (await TailAsync(stoppingToken) == TailBatch) { }
                await wake.WaitAsync(FallbackPoll, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                log.LogWarning("Reading stream events failed ({Error}); trying again", e.Message);
                await Task.Delay(FallbackPoll, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        lock (gate)
        {
            foreach (var connection in connections) connection.Close();
        }
    }

    private async Task<int> TailAsync(CancellationToken ct)
    {
        var rows = await stored.TailAsync(position, TailBatch, ct);
        if (rows.Count == 0) return 0;
        Failpoint.Hit("notification.push.before");
        lock (gate)
        {
            byRecipient ??= connections.SelectMany(connection => connection.Recipients, (connection, recipient) => (recipient, connection))
                .ToLookup(pair => pair.recipient, pair => pair.connection);
            foreach (var row in rows)
            {
                foreach (var connection in byRecipient[row.RecipientId]) connection.Offer(row);
            }
            Volatile.Write(ref position, rows[^1].No);
        }
        Failpoint.Hit("notification.push.after");
        return rows.Count;
    }

    private async Task StartPositionAsync(CancellationToken ct)
    {
        var now = await stored.PositionAsync(ct);
        lock (gate)
        {
            if (position < 0) Volatile.Write(ref position, now);
        }
    }

    private void ShowHere(Guid customerId, DeliveryPositionData data)
    {
        if (!positions.TryShow(customerId, data)) return;
        lock (gate)
        {
            foreach (var connection in connections.Where(open => open.UserId == customerId)) connection.Offer(data);
        }
    }

    public override void Dispose()
    {
        wake.Dispose();
        base.Dispose();
    }
}

internal static class StreamSetup
{
    public static void AddStreams(this IServiceCollection services)
    {
        services.AddSingleton<ShownPositions>();
        services.AddSingleton<Replicas>();
        services.AddSingleton<StreamHub>();
        services.AddHostedService(provider => provider.GetRequiredService<StreamHub>());
        services.AddHostedService<StreamRetention>();
    }
}
