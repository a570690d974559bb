using System.Diagnostics.CodeAnalysis;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.NotificationService.Clients;
using FoodDelivery.NotificationService.Data;
using FoodDelivery.NotificationService.Domain;

namespace FoodDelivery.NotificationService.Channels;

/// <summary>
/// Sends what waits for a channel: what this replica has committed as soon as it has gathered, and whatever is due every second or two.
/// Every replica does. What fails is tried again, later each time, until it is of no use any more.
/// </summary>
/// <param name="gather">How long a message waits for others, to be taken and ended together with them.</param>
[SuppressMessage("Design", "CA1031", Justification = "The loop outlives any single failure; each is logged and retried.")]
internal abstract class OutboundWorker(
    Channel channel, int parallel, TimeSpan gather, TimeSpan firstPause, OutboundQueue queue, UserClient users,
    ActiveChannels channels, TimeProvider clock, ILogger log) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PollOff = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);

    private readonly SemaphoreSlim free = new(parallel, parallel);

    protected TimeProvider Clock => clock;

    protected OutboundQueue Queue => queue;

    protected UserClient Users => users;

    /// <summary>One attempt.</summary>
    /// <param name="batch">What was taken with it.</param>
    /// <param name="facts">What is known of the order that the message is about.</param>
    /// <exception cref="DependencyUnavailableException">Somebody who has to be asked is away.</exception>
    protected abstract Task<Outcome> SendAsync(OutboundMessage message, OutboundBatch batch, OrderFacts? facts, CancellationToken ct);

    /// <summary>Sends everything that is due now, one after the other; for tests.</summary>
    internal async Task<int> SendDueAsync(CancellationToken ct)
    {
        var count = 0;
        while (await queue.ClaimAsync(channel, parallel, ct) is { Count: > 0 } due)
        {
            var batch = new OutboundBatch(due, queue, users);
            foreach (var message in due) await HandleAsync(message, batch);
            count += due.Count;
        }
        return count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var isOn = channels.IsOn(channel);
        if (!isOn) log.LogInformation("{Channel} is off: nothing is set for it", channel);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (isOn) await TakeAsync(stoppingToken);
                else await queue.ExpireAsync(channel, stoppingToken);
                if (!isOn) await Task.Delay(PollOff, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                log.LogWarning("Looking for what waits for {Channel} failed ({Error}); trying again", channel, e.Message);
                await Task.Delay(Poll, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        // What is on its way comes to its end, or it would be sent twice. Stored each time: the process may end before the slowest does.
        for (var i = 0; i < parallel; i++)
        {
            await free.WaitAsync(OutboundQueue.Lease, CancellationToken.None);
            if (isOn) await StoreEndedAsync();
        }
    }

    // One that is slow holds its own place and nobody else's.
    private async Task TakeAsync(CancellationToken ct)
    {
        await free.WaitAsync(ct);
        var places = 1;
        while (places < parallel && free.Wait(0, CancellationToken.None)) places++;
        IReadOnlyList<OutboundMessage> due = [];
        try
        {
            due = await queue.ClaimAsync(channel, places, ct);
        }
        finally
        {
            if (places > due.Count) free.Release(places - due.Count);
        }
        var batch = new OutboundBatch(due, queue, users);
        foreach (var message in due) _ = Task.Run(() => HandleAndFreeAsync(message, batch), CancellationToken.None);
        if (due.Count == places) return;
        await channels.WaitAsync(channel, Poll, ct);
        await Task.Delay(gather, ct);
    }

    private async Task StoreEndedAsync()
    {
        try
        {
            await queue.StoreEndedAsync(CancellationToken.None);
        }
        catch (Exception e)
        {
            log.LogWarning("What became of the last messages was not stored ({Error}); they are sent again", e.Message);
        }
    }

    private async Task HandleAndFreeAsync(OutboundMessage message, OutboundBatch batch)
    {
        try
        {
            await HandleAsync(message, batch);
        }
        catch (Exception e)
        {
            log.LogWarning("Message {Id} was not handled ({Error}); it is sent again", message.Id, e.Message);
        }
        finally
        {
            free.Release();
        }
    }

    private async Task HandleAsync(OutboundMessage message, OutboundBatch batch)
    {
        using var span = ChannelMetrics.Start(message);
        var outcome = await TryAsync(message, batch);
        var now = clock.GetUtcNow();
        if (outcome is { State: null, At: null }) outcome = outcome with { At = now + Pause(message.Attempts) };
        // Nobody waits for something that will be of no use: better said now.
        if (outcome.At >= message.GiveUpAt)
        {
            outcome = outcome.Wanted ? Outcome.Suppressed(outcome.Reason!) : Outcome.Failed(outcome.Reason!);
        }
        queue.End(message, outcome);
        ChannelMetrics.Ended(message, outcome, now);
        if (outcome.State == "failed")
        {
            log.LogWarning(
                "{Channel} {Template} {Id} was given up after {Attempts} attempts: {Reason}",
                channel, message.Template, message.Id, message.Attempts, outcome.Reason);
        }
    }

    private async Task<Outcome> TryAsync(OutboundMessage message, OutboundBatch batch)
    {
        try
        {
            if (clock.GetUtcNow() >= message.GiveUpAt) return Outcome.Failed(message.Reason ?? "expired");
            var known = await batch.BackgroundAsync();
            if (Unwanted(message, known) is { } unwanted) return unwanted;
            Failpoint.Hit("notification.send.before");
            var outcome = await SendAsync(message, batch, known.About(message), CancellationToken.None);
            Failpoint.Hit("notification.send.after");
            return outcome;
        }
        catch (DependencyUnavailableException)
        {
            return Outcome.Again("dependency_unavailable");
        }
        catch (Exception e)
        {
            // Its message may name people.
            log.LogError("{Channel} {Template} {Id} failed with {Error}", channel, message.Template, message.Id, e.GetType().Name);
            return Outcome.Again("error");
        }
    }

    private Outcome? Unwanted(OutboundMessage message, OutboundBackground known)
    {
        if (message.UserId is not { } user || !ChannelTable.IsOptional(message.Choice.Type, channel)) return null;
        var chosen = known.Of(user);
        if (!chosen.Want(message.Choice.Type, channel)) return Outcome.Suppressed("switched_off");
        return channel == Channel.Push && chosen.Quiet?.EndAfter(clock.GetUtcNow()) is { } end ? Outcome.Later("quiet_hours", end) : null;
    }

    // Twice as long each time, and never for many at once.
    private TimeSpan Pause(int attempts)
    {
        var pause = firstPause * Math.Pow(2, Math.Min(attempts - 1, 20));
        return (pause < LongestPause ? pause : LongestPause) * (0.75 + (0.5 * Random.Shared.NextDouble()));
    }

    public override void Dispose()
    {
        free.Dispose();
        base.Dispose();
    }
}
