using System.ComponentModel.DataAnnotations;
using System.Net.Http.Headers;
using System.Security.Claims;
using Confluent.Kafka.Admin;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Http;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FoodDelivery.BuildingBlocks.Tests.Sample;

public enum Colour { DarkRed, Green }

public sealed record SampleRequest(
    [property: StringLength(10, MinimumLength = 2)] string Name, [property: Range(1, 50)] int Quantity, Colour Colour = Colour.Green, IReadOnlyList<SampleItem>? Items = null);

public sealed record SampleItem([property: Range(1, 9)] int Count, string[]? Labels = null);

/// <summary>A small service made of the building blocks, on real Kestrel, MySQL and (when asked) Kafka.</summary>
public sealed class SampleService : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly bool ownsSchema;

    private SampleService(WebApplication app, string connectionString, bool ownsSchema)
    {
        this.app = app;
        this.ownsSchema = ownsSchema;
        ConnectionString = connectionString;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public string ConnectionString { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => app.Services;

    public Database Database => Services.GetRequiredService<Database>();

    /// <summary>Makes the handler fail for events of this aggregate.</summary>
    public HashSet<Guid> Poison => Injected.Poison;

    public Faults Injected => Services.GetRequiredService<Faults>();

    public static async Task<SampleService> StartAsync(
        string? connectionString = null, string? kafkaPrefix = null, TimeProvider? clock = null, string environment = "Development", int? managementPort = null,
        IReadOnlyDictionary<string, string?>? settings = null)
    {
        var schema = connectionString ?? TestEnvironment.CreateSchema("sample");
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:MySql"] = schema,
            ["ConnectionStrings:Redis"] = TestEnvironment.Redis,
            ["Kafka:BootstrapServers"] = TestEnvironment.Kafka,
            ["Kafka:Enabled"] = kafkaPrefix is null ? "false" : "true",
            ["Kafka:Prefix"] = kafkaPrefix ?? "",
            ["Kafka:Properties"] = TestEnvironment.KafkaProperties,
            ["Kafka:ProducerProperties"] = TestEnvironment.KafkaIsOld ? "enable.idempotence=false;max.in.flight=1" : "",
            ["Kafka:ConsumerProperties"] = "session.timeout.ms=6000;fetch.wait.max.ms=50",
            ["Auth:Jwks"] = TestTokens.Jwks,
            ["Serilog:MinimumLevel:Default"] = "Error",
            ["Management:Port"] = managementPort?.ToString(System.Globalization.CultureInfo.InvariantCulture),
        });
        if (settings is not null) builder.Configuration.AddInMemoryCollection(settings);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        if (clock is not null) builder.Services.AddSingleton(clock);
        builder.AddServiceDefaults("sample").AddMySql<SampleService>().AddRedis();
        builder.AddEvents("sample").On<UserRegisteredV1, RegisteredHandler>().On<DriverApprovedV1, ApprovedHandler>();
        builder.Services.AddDeadline<SampleDeadline>("sample").AddDeadline<AskingDeadline>("asking").AddIdempotency();
        if (clock is not null) builder.Services.HandleDeadlinesByHand();
        builder.Services.AddSingleton<Faults>();
        builder.Services.AddValidation();

        var app = builder.Build();
        app.UseServiceDefaults();
        app.MapPost("/things", (SampleRequest request) => TypedResults.Ok(request)).Describe("makeThing", "Make a thing", request: new SampleRequest("ab", 1));
        app.MapGet("/fails", () => { throw new InvalidOperationException("secret inside"); });
        app.MapGet("/slow", async (CancellationToken ct) => await Task.Delay(Timeout.Infinite, ct))
            .WithRequestTimeout(new RequestTimeoutPolicy { Timeout = TimeSpan.FromMilliseconds(100), TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable });
        app.MapGet("/refused", () => { throw new ProblemException(409, "thing_conflict", "No.").With("currentStatus", "done").With("nothing", null); });
        app.MapGet("/refused/{refusal}", (Refusal refusal) => { throw new RefusedException("domain_rule", "No.", refusal).With("currentStatus", "done"); });
        app.MapGet("/versioned/{version:long}", (long version, HttpContext http) =>
        {
            http.CheckIfMatch(version);
            http.SetVersion(version);
            return "yes";
        });
        app.MapGet("/kinds", (bool? flag, Guid? id, DateTimeOffset? at, Colour? colour) => "hello").WithName("listKinds");
        app.MapGet("/endless", async (HttpContext http) =>
        {
            http.Response.ContentType = "text/event-stream";
            while (true)
            {
                await http.Response.WriteAsync(": still here\n\n", http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
                await Task.Delay(100, http.RequestAborted);
            }
        });
        app.MapGet("/by/{id:guid}", (Guid id, int? limit) => TypedResults.Ok(Paging.Limit(limit))).WithName("findBy");
        app.MapGet("/customers", (ClaimsPrincipal caller) => TypedResults.Text(caller.Id().ToString())).RequireRole(Roles.Customer);
        app.MapGet("/people", () => "hello").RequireAuthorization();
        app.MapGet("/internal/v1/things", () => "hello").RequireService("order");
        await app.Services.GetRequiredService<Migrator>().MigrateAsync(CancellationToken.None);
        if (kafkaPrefix is not null) await MakeTopicsAsync(kafkaPrefix, Topics.User, "sample-service.dead-letters.v1");
        await app.StartAsync();
        return new SampleService(app, schema, connectionString is null);
    }

    /// <summary>Topics of a test's own. The old broker, which has no admin API, makes them when they are first used.</summary>
    public static async Task MakeTopicsAsync(string prefix, params string[] names)
    {
        if (TestEnvironment.KafkaIsOld) return;
        var topics = names.Select(name => new TopicSpecification { Name = prefix + name, NumPartitions = 12, ReplicationFactor = -1 });
        await TopicList.MakeAsync(new KafkaOptions { BootstrapServers = TestEnvironment.Kafka, Properties = TestEnvironment.KafkaProperties }, [.. topics], CancellationToken.None);
    }

    public HttpClient WithToken(string token)
    {
        var client = new HttpClient { BaseAddress = Client.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters = null) =>
        Database.ReadAsync(session => session.QueryAsync<T>(sql, parameters), CancellationToken.None);

    public async Task<IReadOnlyList<string>> HistoryAsync(Guid member) =>
        await QueryAsync<string>("SELECT type FROM history WHERE member_id = @member ORDER BY no", new { member });

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        if (ownsSchema) TestEnvironment.DropSchema(ConnectionString);
    }

    public sealed class Faults
    {
        public HashSet<Guid> Poison { get; } = [];

        /// <summary>Makes the handlers say that something they need is away.</summary>
        public bool Away { get; set; }

        /// <summary>What happens while a deadline asks first.</summary>
        public Func<Guid, Task> WhileAsking { get; set; } = _ => Task.CompletedTask;

        /// <summary>How often they said so.</summary>
        public int Refused { get; set; }

        /// <summary>How many handlers were made: one for each transaction that had something for it.</summary>
        public int Handlers { get; set; }
    }

    public sealed class RegisteredHandler : IEventHandler<UserRegisteredV1>
    {
        private readonly Faults faults;

        public RegisteredHandler(Faults faults)
        {
            this.faults = faults;
            faults.Handlers++;
        }

        public Task HandleAsync(UserRegisteredV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
            ApplyAsync(faults, data.UserId, envelope, transaction);

        internal static async Task ApplyAsync(Faults faults, Guid member, EventEnvelope envelope, Transaction transaction)
        {
            if (faults.Away)
            {
                faults.Refused++;
                throw new DependencyUnavailableException("a dependency");
            }
            await transaction.ExecuteAsync(
                "INSERT INTO members (id, events, last_at) VALUES (@member, 1, @Time) ON DUPLICATE KEY UPDATE events = events + 1; INSERT INTO history (member_id, type) VALUES (@member, @Type)",
                new { member, envelope.Time, Type = $"{envelope.Type}#{envelope.Sequence}" });
            if (faults.Poison.Contains(member)) throw new InvalidOperationException("poisoned");
        }
    }

    public sealed class ApprovedHandler(Faults faults) : IEventHandler<DriverApprovedV1>
    {
        public Task HandleAsync(DriverApprovedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
            RegisteredHandler.ApplyAsync(faults, data.DriverId, envelope, transaction);
    }

    public sealed class SampleDeadline(Faults faults) : IDeadlineHandler
    {
        // What an HTTP client throws whose own timeout has passed.
        public Task HandleAsync(Guid aggregateId, Transaction transaction, CancellationToken ct) => faults.Poison.Contains(aggregateId)
            ? throw new TaskCanceledException()
            : transaction.ExecuteAsync("INSERT INTO history (member_id, type) VALUES (@aggregateId, 'deadline')", new { aggregateId });
    }

    public sealed class AskingDeadline(Faults faults) : IPreparedDeadlineHandler
    {
        private bool asked;

        public async Task PrepareAsync(Guid aggregateId, CancellationToken ct)
        {
            await faults.WhileAsking(aggregateId);
            asked = true;
        }

        public async Task HandleAsync(Guid aggregateId, Transaction transaction, CancellationToken ct)
        {
            if (asked) await transaction.ExecuteAsync("INSERT INTO history (member_id, type) VALUES (@aggregateId, 'asked')", new { aggregateId });
        }
    }
}
