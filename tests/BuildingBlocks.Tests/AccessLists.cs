using Confluent.Kafka;
using Confluent.Kafka.Admin;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace FoodDelivery.BuildingBlocks.Tests;

/// <summary>Who may do what at the broker: the real one, and the list in the tree.</summary>
public sealed class AccessLists : IDisposable
{
    private static readonly string Listed = Path.Combine(TestEnvironment.RepositoryRoot, "deploy/kafka/access.txt");

    private readonly string file = Path.GetTempFileName();
    private readonly string run = $"t{Guid.NewGuid():N}";
    private readonly KafkaOptions admin = new() { BootstrapServers = TestEnvironment.Kafka, Properties = TestEnvironment.KafkaProperties };

    private string Topic => $"{run}.events.v1";

    // Who may write nowhere is refused as a producer already.
    private string Letters => $"{run}.dead-letters.v1";

    private string Owner => $"{run}-owner";

    private string Reader => $"{run}-reader";

    public void Dispose() => File.Delete(file);

    [FactOnSecuredBroker]
    public async Task A_service_does_what_is_listed_for_it_and_nothing_else()
    {
        File.WriteAllLines(file, [$"{Topic} 1 1", $"{Letters} 1 1"]);
        await TopicList.MakeAsync(admin, TopicList.Read(file), CancellationToken.None);
        await ApplyAsync($"{Owner} write {Topic}", $"{Reader} read {Topic}", $"{Reader} write {Letters}");

        Assert.Null(await PublishAsync(Owner));
        Assert.Equal(ErrorCode.TopicAuthorizationFailed, await PublishAsync(Reader));
        Assert.Null(Read(Reader, $"{Reader}-service"));
        Assert.Equal(ErrorCode.GroupAuthorizationFailed, Read(Reader, $"{Owner}-service"));
        Assert.Equal(ErrorCode.GroupAuthorizationFailed, Read(Owner, $"{Owner}-service"));
        Assert.Equal(ErrorCode.SaslAuthenticationFailed, await PublishAsync(Owner, password: "guessed"));
    }

    [FactOnSecuredBroker]
    public async Task What_is_listed_no_more_is_taken_away()
    {
        File.WriteAllLines(file, [$"{Topic} 1 1", $"{Letters} 1 1"]);
        await TopicList.MakeAsync(admin, TopicList.Read(file), CancellationToken.None);
        await ApplyAsync($"{Owner} write {Topic}", $"{Reader} write {Topic}");
        Assert.Null(await PublishAsync(Reader));
        await ApplyAsync($"{Owner} write {Topic}", $"{Reader} read {Topic}", $"{Reader} write {Letters}");
        Assert.Equal(ErrorCode.TopicAuthorizationFailed, await PublishAsync(Reader));
        Assert.Null(await PublishAsync(Owner));
    }

    /// <summary>Every service reads whose access was taken back, by an account that has the lines of <c>access.txt</c> and no other.</summary>
    [FactOnSecuredBroker]
    public async Task An_account_with_its_lines_alone_knows_whose_access_was_taken_back()
    {
        var (topic, service, other) = ($"{run}.{Topics.User}", $"{run}.feed", $"{run}.other");
        File.WriteAllLines(file, [$"{topic} 1 1", $"{Letters} 1 1"]);
        await TopicList.MakeAsync(admin, TopicList.Read(file), CancellationToken.None);
        File.WriteAllLines(file, [$"{service} read {topic}", $"{service} write {Letters}", $"{other} write {Letters}"]);
        await AccessList.ApplyAsync(
            admin, AccessList.Read(file), new Dictionary<string, string> { [service] = Password(service), [other] = Password(other) });

        Assert.True(await KnowsAsync("feed"));
        Assert.False(await KnowsAsync("other"));

        async Task<bool> KnowsAsync(string name)
        {
            var options = As($"{run}.{name}");
            options.Prefix = $"{run}.";
            var revocations = new Revocations(TimeProvider.System);
            using var feed = new RevocationFeed(options, revocations, name, TimeProvider.System, NullLogger<RevocationFeed>.Instance);
            await feed.StartAsync(CancellationToken.None);
            var knows = revocations.BlindSince is null;
            await feed.StopAsync(CancellationToken.None);
            return knows;
        }
    }

    /// <summary>The list as it is installed, with other names: each account writes to each topic.</summary>
    [FactOnSecuredBroker]
    public async Task Each_service_writes_to_its_own_topics_and_to_no_other()
    {
        var grants = AccessList.Read(Listed);
        var topics = grants.Select(grant => grant.Topic).Concat(Topics.All).Distinct().Order(StringComparer.Ordinal).ToList();
        var accounts = grants.Select(grant => grant.Account).Distinct().ToList();
        File.WriteAllLines(file, topics.Select(topic => $"{run}.{topic} 1 1"));
        await TopicList.MakeAsync(admin, TopicList.Read(file), CancellationToken.None);
        File.WriteAllLines(file, grants.Select(grant => $"{run}.{grant.Account} {grant.Operation.ToString().ToLowerInvariant()} {run}.{grant.Topic}"));
        await AccessList.ApplyAsync(admin, AccessList.Read(file), accounts.ToDictionary(name => $"{run}.{name}", name => Password($"{run}.{name}")));

        var done = new List<string>();
        foreach (var account in accounts)
        {
            var options = As($"{run}.{account}");
            foreach (var topic in topics)
            {
                var refused = await PublishAsync(options, $"{run}.{topic}");
                if (refused is null) done.Add($"{account} {topic}");
                else Assert.Equal(ErrorCode.TopicAuthorizationFailed, refused);
            }
        }
        Assert.Equal(
            grants.Where(grant => grant.Operation == AclOperation.Write).Select(grant => $"{grant.Account} {grant.Topic}").Order(StringComparer.Ordinal),
            done.Order(StringComparer.Ordinal));
    }

    /// <summary>An event type belongs to one topic, so what a service's sources name says what it needs.</summary>
    [Fact]
    public void The_list_is_what_the_services_publish_and_handle()
    {
        var topics = typeof(Topics).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IEvent)) && !type.IsInterface)
            .ToDictionary(type => type.Name, type => (string)type.GetProperty("Topic")!.GetValue(null)!);
        var needed = new List<string>();
        foreach (var folder in Directory.GetDirectories(Path.Combine(TestEnvironment.RepositoryRoot, "src"), "*Service"))
        {
            var account = Path.GetFileName(folder).Replace("Service", "", StringComparison.Ordinal).ToLowerInvariant();
            var text = string.Concat(Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories)
                .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
                .Select(File.ReadAllText));
            needed.Add($"{account} Write {account}-service.dead-letters.v1");
            needed.Add($"{account} Read {Topics.User}"); // whose access was taken back
            needed.AddRange(topics.Where(e => text.Contains($"<{e.Key}, ", StringComparison.Ordinal) || text.Contains($"On<{e.Key}>", StringComparison.Ordinal))
                .Select(e => $"{account} Read {e.Value}"));
            needed.AddRange(topics.Where(e => text.Contains($"new {e.Key}(", StringComparison.Ordinal)).Select(e => $"{account} Write {e.Value}"));
        }
        Assert.Equal(
            needed.Distinct().Order(StringComparer.Ordinal),
            AccessList.Read(Listed).Select(grant => $"{grant.Account} {grant.Operation} {grant.Topic}").Order(StringComparer.Ordinal));
    }

    private Task ApplyAsync(params string[] lines)
    {
        File.WriteAllLines(file, lines);
        return AccessList.ApplyAsync(admin, AccessList.Read(file), new Dictionary<string, string> { [Owner] = Password(Owner), [Reader] = Password(Reader) });
    }

    private static string Password(string account) => $"of-{account}";

    private KafkaOptions As(string account, string? password = null) => new()
    {
        BootstrapServers = TestEnvironment.Kafka,
        Properties = "security.protocol=SASL_PLAINTEXT;sasl.mechanism=SCRAM-SHA-512;" +
            $"sasl.username={account};sasl.password={password ?? Password(account)}",
    };

    private Task<ErrorCode?> PublishAsync(string account, string? password = null) => PublishAsync(As(account, password), Topic);

    private static async Task<ErrorCode?> PublishAsync(KafkaOptions options, string topic)
    {
        var refused = new TaskCompletionSource<ErrorCode?>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var producer = KafkaClients.Producer(options, error =>
        {
            if (error.Code is ErrorCode.SaslAuthenticationFailed or ErrorCode.Local_Authentication) refused.TrySetResult(ErrorCode.SaslAuthenticationFailed);
        });
        var sent = producer.ProduceAsync(topic, new Message<byte[], byte[]> { Key = [1], Value = [1] });
        if (await Task.WhenAny(sent, refused.Task).WaitAsync(TimeSpan.FromSeconds(20)) == refused.Task) return await refused.Task;
        try
        {
            await sent;
            return null;
        }
        catch (ProduceException<byte[], byte[]> e)
        {
            return e.Error.Code;
        }
    }

    private ErrorCode? Read(string account, string group)
    {
        using var consumer = KafkaClients.Consumer(As(account), new EventSubscriptions { Group = group }).Build();
        consumer.Subscribe(Topic);
        try
        {
            return consumer.Consume(TimeSpan.FromSeconds(20)) is null ? ErrorCode.Local_TimedOut : null;
        }
        catch (ConsumeException e)
        {
            return e.Error.Code;
        }
        finally
        {
            consumer.Close();
        }
    }

    /// <summary>A broker in a container of the tests' own asks nobody who he is.</summary>
    private sealed class FactOnSecuredBrokerAttribute : FactAttribute
    {
        public FactOnSecuredBrokerAttribute() =>
            Skip = TestEnvironment.KafkaProperties.Contains("sasl", StringComparison.Ordinal) ? null : "This broker has no accounts";
    }
}
