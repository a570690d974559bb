using System.Diagnostics.CodeAnalysis;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.NotificationService.Data;
using FoodDelivery.NotificationService.Domain;
using Microsoft.Extensions.Options;

namespace FoodDelivery.NotificationService.Streams;

/// <summary>
/// The open streams of this replica. What it commits itself it hands to them from memory. One loop reads what else there is for them:
/// other replicas say through Redis who has news, and in any case the recipients' last numbers are looked at now and then.
/// </summary>
[SuppressMessage("Design", "CA1031", Justification = "The loop outlives any single failure; each is logged and retried.")]
internal sealed class StreamHub(
    StreamReads stored, ShownPositions positions, Replicas replicas, IOptions<StreamOptions> options, ILogger<StreamHub> log)
    : BackgroundService
{
    private const int RecipientsAtOnce = 100;
    private const int EventsAtOnce = 100;
    private static readonly TimeSpan PollAlone = TimeSpan.FromMilliseconds(500);

    // Redis loses messages without a word when a line breaks.
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);

    private readonly WakeSignal wake = new();
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, Listeners> open = [];

    /// <summary>Shows events that this replica has just committed; those of a recipient have consecutive numbers.</summary>
    public void Show(IReadOnlyList<StreamEvent> committed)
    {
        Failpoint.Hit("notification.push.before");
        var byRecipient = committed.GroupBy(e => e.RecipientId).ToDictionary(events => events.Key, events => events.ToList());
        lock (gate)
        {
            var behind = false;
            foreach (var (recipient, events) in byRecipient)
            {
                if (open.TryGetValue(recipient, out var listeners)) behind |= listeners.OfferCommitted(events);
            }
            if (behind) wake.Set();
        }
        replicas.Tell(byRecipient.ToDictionary(recipient => recipient.Key, recipient => recipient.Value[^1].No));
        Failpoint.Hit("notification.push.after");
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
        var connection = new StreamConnection(userId, recipients, options.Value.MaxWaiting);
        if (!TryAdd(connection)) return null;
        try
        {
            // Asked afterwards: what is committed from now on is either in it or comes through the channel.
            var last = await stored.LastAsync(recipients, ct);
            connection.Position = StreamPosition.At(recipients, last);
            lock (gate)
            {
                var behind = false;
                foreach (var recipient in recipients) behind |= open[recipient].BeginAt(last.GetValueOrDefault(recipient));
                if (behind) wake.Set();
            }
        }
        catch
        {
            Disconnect(connection);
            throw;
        }
        // Who opens the map sees the courier at once, not after his next move.
        foreach (var data in positions.Of(userId)) connection.Offer(data);
        return connection;
    }

    public void Disconnect(StreamConnection connection)
    {
        lock (gate)
        {
            foreach (var recipient in connection.Recipients)
            {
                open[recipient].Streams.Remove(connection);
                if (open[recipient].Streams.Count == 0) open.Remove(recipient);
            }
        }
        StreamMetrics.Open.Add(-1);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _ = replicas.ListenAsync(Hear, ShowHere, stoppingToken);
        var polled = Environment.TickCount64;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await ReadMissingAsync(stoppingToken)) { }
                await wake.WaitAsync(PollAlone, stoppingToken);
                if (Environment.TickCount64 - polled < (replicas.Hears ? Poll : PollAlone).TotalMilliseconds) continue;
                await PollAsync(stoppingToken);
                polled = Environment.TickCount64;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                log.LogWarning("Reading stream events failed ({Error}); trying again", e.Message);
                await Task.Delay(PollAlone, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        lock (gate)
        {
            foreach (var connection in open.Values.SelectMany(listeners => listeners.Streams)) connection.Close();
        }
    }

    /// <returns>Whether there may be more.</returns>
    private async Task<bool> ReadMissingAsync(CancellationToken ct)
    {
        List<EventRange> missing;
        lock (gate)
        {
            missing = [.. open.Where(pair => pair.Value.IsBehind).Take(RecipientsAtOnce).Select(pair => pair.Value.Missing(pair.Key))];
        }
        if (missing.Count == 0) return false;
        var rows = (await stored.NewsAsync(missing, EventsAtOnce, ct)).ToLookup(e => e.RecipientId);
        lock (gate)
        {
            foreach (var (recipient, after, upTo) in missing)
            {
                if (!open.TryGetValue(recipient, out var listeners)) continue;
                List<StreamEvent> events = [.. rows[recipient]];
                listeners.OfferStored(events, after, events.Count == EventsAtOnce ? events[^1].No : upTo);
            }
        }
        return true;
    }

    private async Task PollAsync(CancellationToken ct)
    {
        List<Guid> recipients;
        lock (gate) recipients = [.. open.Keys];
        foreach (var some in recipients.Chunk(500)) Hear(await stored.LastAsync(some, ct));
    }

    private void Hear(IReadOnlyDictionary<Guid, long> news)
    {
        lock (gate)
        {
            var behind = false;
            foreach (var (recipient, upTo) in news)
            {
                if (open.TryGetValue(recipient, out var listeners)) behind |= listeners.Hear(upTo);
            }
            if (behind) wake.Set();
        }
    }

    private bool TryAdd(StreamConnection connection)
    {
        lock (gate)
        {
            if (open.TryGetValue(connection.UserId, out var own)
                && own.Streams.Count(stream => stream.UserId == connection.UserId) >= options.Value.MaxPerPerson) return false;
            foreach (var recipient in connection.Recipients)
            {
                if (!open.TryGetValue(recipient, out var listeners)) open.Add(recipient, listeners = new Listeners());
                listeners.Streams.Add(connection);
            }
        }
        StreamMetrics.Open.Add(1);
        return true;
    }

    private void ShowHere(Guid customerId, DeliveryPositionData data)
    {
        if (!positions.TryShow(customerId, data)) return;
        lock (gate)
        {
            if (!open.TryGetValue(customerId, out var listeners)) return;
            foreach (var connection in listeners.Streams) connection.Offer(data);
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
        services.AddHostedService<FormerRelease>();
    }
}
