using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using FoodDelivery.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FoodDelivery.BuildingBlocks.Messaging;

/// <summary>Hands events to handlers that need no inbox.</summary>
internal sealed class DirectProcessor(EventSubscriptions subscriptions, IServiceScopeFactory scopes, ILogger<DirectProcessor> log) : IEventProcessor
{
    [SuppressMessage("Design", "CA1031", Justification = "Best effort by contract: what cannot be applied is logged and skipped.")]
    public async Task ProcessAsync(IReadOnlyList<IncomingMessage> batch, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        foreach (var message in batch)
        {
            try
            {
                if (message.Value is null) throw new JsonException("The message has no value.");
                var envelope = EventSerializer.Parse(message.Value);
                if (subscriptions.Find(envelope.Type) is not { } handler) continue;
                await EventSource.HandlingAsync(envelope, message.Topic, () => handler(scope.ServiceProvider, envelope, null, ct));
            }
            catch (Exception e) when (e is not OperationCanceledException and not DependencyUnavailableException)
            {
                log.LogError(e, "Message {Topic}/{Partition}@{Offset} skipped", message.Topic, message.Partition, message.Offset);
                EventSource.DeadLettered.Add(1);
            }
        }
    }
}
