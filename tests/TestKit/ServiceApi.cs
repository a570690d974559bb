using System.Net.Http.Headers;
using System.Text;
using Dapper;
using FoodDelivery.BuildingBlocks.Http;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Time.Testing;
using MySqlConnector;

namespace FoodDelivery.TestKit;

/// <summary>
/// One service in process, on a MySQL schema of its own (real migrations) and the real Redis, with a manual clock. Other services are
/// <see cref="Others"/>; events are delivered as raw messages to the real inbox, and read from the real outbox.
/// </summary>
/// <typeparam name="TInService">Any public type of the service's assembly.</typeparam>
public class ServiceApi<TInService> : IDisposable where TInService : class
{
    private readonly string service;
    private readonly WebApplicationFactory<TInService> factory;
    // The factory builds a host per thread when several ask at once; this lets one build it, on a thread of its own: were the pool's
    // threads all waiting for the host, the host would wait for a thread to start on.
    private readonly Lazy<Task<IServiceProvider>> services;
    private long offset;

    /// <param name="service">Short name, for example <c>order</c>.</param>
    /// <param name="settings">Settings that differ from the defaults.</param>
    public ServiceApi(string service, params (string Key, string Value)[] settings)
    {
        this.service = service;
        ConnectionString = TestEnvironment.CreateSchema(service);
        factory = new Factory(this, settings);
        services = new Lazy<Task<IServiceProvider>>(() => Task.Factory.StartNew(() => factory.Services, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
    }

    public string ConnectionString { get; }

    public FakeTimeProvider Clock { get; } = TestClock.Start();

    public StubServices Others { get; } = new();

    public IServiceProvider Services => services.Value.GetAwaiter().GetResult();

    /// <summary>A caller with this id and role.</summary>
    public HttpClient ClientFor(Guid userId, string role, params Guid[] restaurantIds) => WithToken(TestTokens.ForUser(userId, role, restaurantIds));

    /// <summary>Another service as caller.</summary>
    public HttpClient ClientForService(string caller) => WithToken(TestTokens.ForService(caller, service));

    public HttpClient Anonymous()
    {
        _ = Services;
        return factory.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });
    }

    public HttpClient WithToken(string token)
    {
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Delivers an event as Kafka would. Give the same <paramref name="eventId"/> to repeat one.</summary>
    public Task DeliverAsync<T>(Guid aggregateId, long sequence, T data, Guid? eventId = null) where T : IEvent =>
        DeliverRawAsync(T.Topic, Encoding.ASCII.GetBytes(aggregateId.ToString()), Message(aggregateId, sequence, data, eventId));

    /// <summary>The message value of an event.</summary>
    public byte[] Message<T>(Guid aggregateId, long sequence, T data, Guid? eventId = null) where T : IEvent => EventSerializer.Serialize(
        new EventEnvelope(eventId ?? Guid.CreateVersion7(), "/services/test", T.EventType, aggregateId, Clock.GetUtcNow(), sequence, null, null, null, default), data);

    /// <summary>Delivers any bytes.</summary>
    public Task DeliverRawAsync(string topic, byte[]? key, byte[]? value) => DeliverBatchAsync(new IncomingMessage(topic, 0, Interlocked.Increment(ref offset), key, value));

    /// <summary>Delivers several messages as one poll.</summary>
    public async Task DeliverBatchAsync(params IncomingMessage[] messages) =>
        await (await services.Value).GetRequiredService<InboxProcessor>().ProcessAsync(messages, CancellationToken.None);

    /// <summary>Delivers an event to a handler without inbox.</summary>
    public Task DeliverDirectAsync<T>(Guid aggregateId, T data) where T : IEvent => Services.GetRequiredService<DirectProcessor>().ProcessAsync(
        [new IncomingMessage(T.Topic, 0, Interlocked.Increment(ref offset), Encoding.ASCII.GetBytes(aggregateId.ToString()), Message(aggregateId, 0, data))], CancellationToken.None);

    /// <summary>Handles every deadline that is due now (none is handled without being asked for); also waits for one that somebody else has in hand.</summary>
    public async Task<int> SweepDeadlinesAsync()
    {
        var handled = 0;
        await Eventually.IsTrueAsync(async () =>
        {
            handled += await Services.GetRequiredService<DeadlineSweeper>().SweepAsync(CancellationToken.None);
            return (await QueryAsync<long>("SELECT COUNT(*) FROM deadlines WHERE due_at <= @now", new { now = Clock.GetUtcNow().UtcDateTime }))[0] == 0;
        }, "every due deadline is handled");
        return handled;
    }

    /// <summary>What the service reports now of rows that wait.</summary>
    public async Task<BacklogState> BacklogAsync(string kind) =>
        (await Services.GetRequiredService<BacklogMonitor>().MeasureAsync(CancellationToken.None)).Single(waiting => waiting.Kind == kind);

    /// <summary>Events in the outbox for an aggregate, in order.</summary>
    public async Task<IReadOnlyList<EventEnvelope>> PublishedAsync(Guid aggregateId)
    {
        var values = await QueryAsync<byte[]>("SELECT value FROM outbox WHERE aggregate_id = @id ORDER BY id", new { id = aggregateId });
        return [.. values.Select(value => EventSerializer.Parse(value))];
    }

    /// <summary>Payloads of one kind in the outbox for an aggregate, in order.</summary>
    public async Task<IReadOnlyList<T>> PublishedAsync<T>(Guid aggregateId) where T : IEvent =>
        [.. (await PublishedAsync(aggregateId)).Where(envelope => envelope.Type == T.EventType).Select(envelope => envelope.Payload<T>())];

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = new MySqlConnection(ConnectionString);
        return (await connection.QueryAsync<T>(sql, parameters)).AsList();
    }

    public async Task<int> ExecuteAsync(string sql, object? parameters = null)
    {
        await using var connection = new MySqlConnection(ConnectionString);
        return await connection.ExecuteAsync(sql, parameters);
    }

    public void Dispose()
    {
        factory.Dispose();
        TestEnvironment.DropSchema(ConnectionString);
        GC.SuppressFinalize(this);
    }

    /// <summary>Changes registrations before the host is built.</summary>
    protected virtual void ConfigureServices(IServiceCollection services) { }

    private sealed class Factory(ServiceApi<TInService> api, (string Key, string Value)[] settings) : WebApplicationFactory<TInService>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Development");
            builder.UseSetting("ConnectionStrings:MySql", api.ConnectionString);
            builder.UseSetting("ConnectionStrings:Redis", TestEnvironment.Redis);
            builder.UseSetting("Kafka:BootstrapServers", TestEnvironment.Kafka);
            builder.UseSetting("Kafka:Properties", TestEnvironment.KafkaProperties);
            builder.UseSetting("Kafka:Enabled", "false");
            builder.UseSetting("Auth:Jwks", TestTokens.Jwks);
            builder.UseSetting("Serilog:MinimumLevel", "Warning");
            foreach (var name in new[] { "user", "product", "cart", "order", "payment", "delivery", "notification", "analytics" }) builder.UseSetting($"Services:{name}", $"http://{name}.test");
            foreach (var (key, value) in settings) builder.UseSetting(key, value);
            builder.ConfigureServices(services =>
            {
                services.Replace(ServiceDescriptor.Singleton<TimeProvider>(api.Clock));
                services.HandleDeadlinesByHand();
                services.Replace(ServiceDescriptor.Singleton<IServiceTokens>(new StaticTokens()));
                services.ConfigureAll<HttpClientFactoryOptions>(options => options.HttpMessageHandlerBuilderActions.Add(chain => chain.PrimaryHandler = api.Others.Handler()));
                api.ConfigureServices(services);
            });
        }
    }

    private sealed class StaticTokens : IServiceTokens
    {
        public ValueTask<string> GetAsync(string audience, CancellationToken ct) => ValueTask.FromResult("stub");
    }
}
