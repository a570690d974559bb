using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.NotificationService.Data;

namespace FoodDelivery.NotificationService.Streams;

/// <summary>
/// Gives numbers to events that replicas of the release before store while this one is rolled out, so that streams show them. Can go with
/// the next release, and with it the table stream_position and the index ix_stream_events_recipient.
/// </summary>
internal sealed class FormerRelease(Database database, StreamReads stored, StreamHub hub, ILogger<FormerRelease> log)
    : PeriodicWork(TimeSpan.FromSeconds(1), log)
{
    protected override async Task WorkAsync(CancellationToken ct)
    {
        while (await stored.IsAnyUnnumberedAsync(ct)) await database.WriteAsync(NumberAsync, ct);
    }

    private async Task NumberAsync(Transaction transaction)
    {
        var events = await AnnouncementRows.LockUnnumberedAsync(transaction);
        if (events.Count == 0) return;
        var (last, _, _) = await AnnouncementRows.LockAsync(transaction, [.. events.Select(e => e.RecipientId).Distinct()], []);
        IReadOnlyList<StreamEvent> numbered = [.. events.Select(e => e with { No = ++last[e.RecipientId] })];
        AnnouncementRows.Number(transaction, numbered);
        transaction.AfterCommit(() => hub.Show(numbered));
    }
}
