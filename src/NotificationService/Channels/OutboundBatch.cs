using FoodDelivery.NotificationService.Clients;
using FoodDelivery.NotificationService.Data;

namespace FoodDelivery.NotificationService.Channels;

/// <summary>
/// Messages that were taken together. What they have to know is looked up for all of them, by the first that needs it; what goes wrong,
/// goes wrong for each.
/// </summary>
internal sealed class OutboundBatch(IReadOnlyList<OutboundMessage> messages, OutboundQueue queue, UserClient users)
{
    private readonly Lazy<Task<OutboundBackground>> background = new(() => queue.BackgroundAsync(messages, CancellationToken.None));

    private readonly Lazy<Task<IReadOnlyDictionary<Guid, Contact>>> contacts = new(() =>
        users.FindContactsAsync([.. messages.Select(message => message.UserId).OfType<Guid>().Distinct()], CancellationToken.None));

    /// <summary>What is in the database.</summary>
    public Task<OutboundBackground> BackgroundAsync() => background.Value;

    /// <summary>How to reach somebody whom one of the messages is for. Null: nobody, for good.</summary>
    /// <exception cref="BuildingBlocks.DependencyUnavailableException">User does not answer; ask again later.</exception>
    public async Task<Contact?> FindContactAsync(Guid person) => (await contacts.Value).GetValueOrDefault(person);
}
