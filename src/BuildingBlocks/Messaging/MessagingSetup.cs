using FoodDelivery.BuildingBlocks.Audit;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace FoodDelivery.BuildingBlocks.Messaging;

/// <summary>Registers producing and consuming of events.</summary>
public static class MessagingSetup
{
    /// <summary>Adds the outbox relay (when the service has MySQL) and the consumer with its subscriptions.</summary>
    /// <param name="service">Short name, for example <c>order</c>: the consumer group is <c>order-service</c>.</param>
    public static EventsBuilder AddEvents(this WebApplicationBuilder builder, string service)
    {
        EventSource.Name = $"/services/{service}";
        var subscriptions = new EventSubscriptions { Group = $"{service}-service" };
        var services = builder.Services;
        var hasDatabase = services.Any(registration => registration.ServiceType == typeof(Database));
        services.AddSingleton(subscriptions);
        services.AddSingleton(KafkaClients.Options(builder.Configuration));
        services.AddSingleton<EventProducer>();
        services.AddSingleton<DirectProcessor>();
        services.TryAddSingleton<Revocations>();
        services.AddSingleton(provider => new BestEffortEvents(
            provider.GetRequiredService<EventProducer>(), provider.GetRequiredService<TimeProvider>()));
        if (hasDatabase)
        {
            services.AddMigrations(new MigrationSet(
                "messaging", typeof(MessagingSetup).Assembly, "FoodDelivery.BuildingBlocks.Messaging.Migrations."));
            services.AddRetention(new Retention("outbox", "published_at", OutboxMessage.KeptFor));
            services.AddAuditTrail();
            services.AddSingleton<OutboxHandover>();
            services.AddSingleton<InboxProcessor>();
            services.AddSingleton<ParkedEventSweeper>();
            services.AddSingleton<BacklogMonitor>();
            services.AddBacklog("outbox", "SELECT COUNT(*) AS number, MIN(created_at) AS since FROM outbox WHERE published_at IS NULL");
            services.AddBacklog("parked", "SELECT COUNT(*) AS number, MIN(parked_at) AS since FROM parked_events");
            services.AddBacklog(
                "dead_letters", "SELECT COUNT(*) AS number, MIN(created_at) AS since FROM dead_letters WHERE resolved_at IS NULL");
        }

        // Tests that deliver messages themselves switch the background parts off.
        if (builder.Configuration["Kafka:Enabled"] != "false")
        {
            if (hasDatabase)
            {
                services.AddHostedService<OutboxRelay>();
                services.AddHostedService(provider => provider.GetRequiredService<ParkedEventSweeper>());
                services.AddHostedService(provider => provider.GetRequiredService<BacklogMonitor>());
            }
            services.AddHostedService(provider => ActivatorUtilities.CreateInstance<RevocationFeed>(provider, service));
            services.AddHostedService(provider => new EventConsumer(
                provider.GetRequiredService<KafkaOptions>(), subscriptions, provider.GetService<InboxProcessor>(),
                provider.GetRequiredService<DirectProcessor>(), provider.GetRequiredService<ILogger<EventConsumer>>()));
        }
        return new EventsBuilder(services, subscriptions);
    }
}

/// <summary>Fluent list of what a service handles.</summary>
public sealed class EventsBuilder(IServiceCollection services, EventSubscriptions subscriptions)
{
    /// <summary>Handles an event with inbox: once, in order, in a transaction.</summary>
    public EventsBuilder On<T, THandler>() where T : IEvent where THandler : class, IEventHandler<T>
    {
        services.TryAddScoped<THandler>();
        subscriptions.Add<T, THandler>();
        return this;
    }

    /// <summary>Surrounds the handlers of each batch.</summary>
    public EventsBuilder Around<TBatch>() where TBatch : class, IEventBatch
    {
        services.AddScoped<TBatch>();
        subscriptions.Batch = typeof(TBatch);
        return this;
    }

    /// <summary>
    /// Lets the broker gather events before it hands them over: each is applied up to <paramref name="most"/> later, and all of them
    /// cost a fraction. For a service whose answers may be as old.
    /// </summary>
    public EventsBuilder Gather(TimeSpan most)
    {
        subscriptions.GatherFor = most;
        return this;
    }

    /// <summary>Handles an event without inbox: at least once or not at all.</summary>
    public EventsBuilder OnDirect<T, THandler>() where T : IEvent where THandler : class, IDirectEventHandler<T>
    {
        services.TryAddScoped<THandler>();
        subscriptions.AddDirect<T, THandler>();
        return this;
    }
}

/// <summary>Publishes events that may get lost (positions, carts) without outbox. Everything else goes through a transaction.</summary>
public sealed class BestEffortEvents
{
    private readonly EventProducer producer;
    private readonly TimeProvider clock;

    internal BestEffortEvents(EventProducer producer, TimeProvider clock)
    {
        this.producer = producer;
        this.clock = clock;
    }

    /// <summary>Sends without waiting; sequence 0.</summary>
    public void Publish<T>(Guid aggregateId, T data, Guid? correlationId = null) where T : IEvent
    {
        var now = clock.GetUtcNow();
        var envelope = new EventEnvelope(Guid.CreateVersion7(now), EventSource.Name, T.EventType, aggregateId, now, 0, correlationId, null,
            System.Diagnostics.Activity.Current?.Id, default);
        producer.SendAndForget(T.Topic, aggregateId, EventSerializer.Serialize(envelope, data));
    }
}
