using System.Text.Json;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.NotificationService.Channels;
using FoodDelivery.NotificationService.Data;
using FoodDelivery.NotificationService.Domain;

namespace FoodDelivery.NotificationService.Events;

/// <summary>A one-time link is to be mailed. What is in the mail is asked when it is sent, so that no token lies here.</summary>
internal sealed class LinkHandler(ActiveChannels channels) : IEventHandler<UserLinkRequestedV1>
{
    public Task HandleAsync(UserLinkRequestedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct)
    {
        var template = "link_" + JsonNamingPolicy.SnakeCaseLower.ConvertName(data.Kind);
        if (!channels.IsOn(Channel.Email) || !ChannelTable.Choices.TryGetValue(template, out var choice)) return Task.CompletedTask;
        var text = new OutsideText(template, null, new TextValues(), data.ExpiresAt);
        OutboundRows.Add(transaction,
            [OutboundMessage.Of(Channel.Email, data.LinkId, data.AccountId, text, choice, envelope.Id, transaction.Now)]);
        transaction.AfterCommit(() => channels.Wake([Channel.Email]));
        return Task.CompletedTask;
    }
}

/// <summary>
/// Devices of a session that ended are pushed to no more, nor those of an account whose rights or password changed: whoever may still see
/// something subscribes anew, with the token of then.
/// </summary>
internal sealed class AccessHandler : IEventHandler<AccessRevokedV1>
{
    public Task HandleAsync(AccessRevokedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct)
    {
        PushSubscriptionRows.Delete(transaction, data.UserId, data.Revision is null ? data.SessionId : null);
        return Task.CompletedTask;
    }
}
