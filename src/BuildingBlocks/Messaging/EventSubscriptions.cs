using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FoodDelivery.BuildingBlocks.Messaging;

/// <summary>Applies one kind of event to this service's state, in the transaction that records the event as applied.</summary>
public interface IEventHandler<in T> where T : IEvent
{
    /// <summary>
    /// Applies the event. Called in order per aggregate and once in effect. A state that has moved on is normal: return
    /// without a change. An exception rolls everything back: one that says the database is away is retried until it is back,
    /// any other three times, then the event is dead-lettered.
    /// </summary>
    Task HandleAsync(T data, EventEnvelope envelope, Transaction transaction, CancellationToken ct);
}

/// <summary>
/// Applies an event without inbox: for topics whose events may repeat or get lost, and for services
/// without MySQL. Must be idempotent by itself.
/// </summary>
public interface IDirectEventHandler<in T> where T : IEvent
{
    /// <summary>
    /// Applies the event. Exceptions are logged and the event is skipped, except
    /// <see cref="DependencyUnavailableException"/>, which is retried.
    /// </summary>
    Task HandleAsync(T data, EventEnvelope envelope, CancellationToken ct);
}

/// <summary>Which events a service handles, and how. Built at start-up, read-only afterwards.</summary>
public sealed class EventSubscriptions
{
    internal delegate Task Invoke(IServiceProvider services, EventEnvelope envelope, Transaction? transaction, CancellationToken ct);

    private readonly Dictionary<string, Invoke> handlers = [];
    private readonly HashSet<string> inboxTopics = [];
    private readonly HashSet<string> directTopics = [];

    /// <summary>Consumer group, for example <c>order-service</c>.</summary>
    public required string Group { get; init; }

    /// <summary>Topic for messages that can never be applied.</summary>
    public string DeadLetterTopic => $"{Group}.dead-letters.v1";

    internal IReadOnlyCollection<string> Topics => [.. inboxTopics, .. directTopics];

    /// <summary>What surrounds the handlers of a batch, if anything.</summary>
    internal Type? Batch { get; set; }

    /// <summary>For how long the broker may gather events for this service.</summary>
    internal TimeSpan GatherFor { get; set; }

    internal bool IsDirect(string topic) => directTopics.Contains(topic);

    /// <summary>Whether the message must be applied: a handler waits for its type, or nobody can tell what it is.</summary>
    internal bool Concern(byte[]? value) =>
        EventSerializer.PeekType(value) is not { } type || handlers.ContainsKey(type);

    internal Invoke? Find(string eventType) => handlers.GetValueOrDefault(eventType);

    internal void Add<T, THandler>() where T : IEvent where THandler : IEventHandler<T>
    {
        inboxTopics.Add(T.Topic);
        handlers.Add(T.EventType, (services, envelope, transaction, ct) =>
            services.GetRequiredService<THandler>().HandleAsync(envelope.Payload<T>(), envelope, transaction!, ct));
        Check(T.Topic);
    }

    internal void AddDirect<T, THandler>() where T : IEvent where THandler : IDirectEventHandler<T>
    {
        directTopics.Add(T.Topic);
        handlers.Add(T.EventType, (services, envelope, _, ct) =>
            services.GetRequiredService<THandler>().HandleAsync(envelope.Payload<T>(), envelope, ct));
        Check(T.Topic);
    }

    private void Check(string topic)
    {
        if (inboxTopics.Contains(topic) && directTopics.Contains(topic))
        {
            throw new InvalidOperationException($"Topic {topic} has handlers with and without inbox; choose one way.");
        }
    }
}

/// <summary>A message as it came from a topic.</summary>
/// <param name="Topic">Without prefix.</param>
public sealed record IncomingMessage(string Topic, int Partition, long Offset, byte[]? Key, byte[]? Value);

/// <summary>Takes messages in the order of their topic.</summary>
public interface IEventProcessor
{
    /// <summary>
    /// Applies a batch. Returns when every message is applied, skipped, parked or dead-lettered; only then may the offsets be stored.
    /// </summary>
    /// <exception cref="Exception">
    /// Something this service depends on is away; nothing of the batch may be stored, try again later.
    /// </exception>
    Task ProcessAsync(IReadOnlyList<IncomingMessage> batch, CancellationToken ct);
}

/// <summary>Hands events to handlers that need no inbox.</summary>
internal sealed class DirectProcessor(
    EventSubscriptions subscriptions, IServiceScopeFactory scopes, ILogger<DirectProcessor> log) : IEventProcessor
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
