using FoodDelivery.TestKit;
using Microsoft.Extensions.Configuration;
using StackExchange.Redis;

namespace FoodDelivery.BuildingBlocks.Tests;

/// <summary>What the accounts of deploy/redis may do, asked of a real Redis.</summary>
public sealed class RedisAccounts : IAsyncLifetime
{
    private readonly string run = $"t{Guid.NewGuid():N}";
    private readonly ConnectionMultiplexer admin = ConnectionMultiplexer.Connect(TestEnvironment.Redis);
    private readonly List<string> users = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var user in users) await admin.GetDatabase().ExecuteAsync("ACL", "DELUSER", user);
        await admin.GetDatabase().KeyDeleteAsync([$"cart:{run}", $"delivery:{run}"]);
        await admin.DisposeAsync();
    }

    [Theory]
    [InlineData("carts", "cart", "cart:", "delivery:")]
    [InlineData("positions", "delivery", "delivery:", "cart:")]
    public async Task A_service_has_its_own_keys_and_nobody_elses(string server, string account, string own, string others)
    {
        using var redis = await ConnectAsAsync(server, account);
        Assert.True(await redis.RunAsync(database => database.HashSetAsync(own + run, "field", "value"), default));
        Assert.Equal("value", await redis.RunAsync(database => database.HashGetAsync(own + run, "field"), default));
        const string Get = "return redis.call('HGET', KEYS[1], 'field')";
        Assert.Equal("value", (string?)await redis.RunAsync(database => database.ScriptEvaluateAsync(Get, [own + run]), default));

        await RefusedAsync(redis, database => database.HashGetAsync(others + run, "field"));
        await RefusedAsync(redis, database => database.HashSetAsync(others + run, "field", "value"));
        await RefusedAsync(redis, database => database.ScriptEvaluateAsync(Get, [others + run]));
        await RefusedAsync(redis, database => database.ScriptEvaluateAsync($"return redis.call('HGET', '{others + run}', 'field')", [own + run]));
        await RefusedAsync(redis, database => database.PublishAsync(RedisChannel.Literal("notification:news"), "news"));
    }

    [Fact]
    public async Task Wake_ups_are_heard_and_nothing_is_stored()
    {
        using var redis = await ConnectAsAsync("positions", "notification");
        var heard = new TaskCompletionSource<string?>();
        await redis.SubscribeAsync($"notification:{run}", value => heard.TrySetResult(value), default);
        await redis.RunAsync(database => database.PublishAsync(RedisChannel.Literal($"notification:{run}"), "news"), default);
        Assert.Equal("news", await heard.Task.WaitAsync(TimeSpan.FromSeconds(5)));

        await RefusedAsync(redis, database => database.StringSetAsync($"delivery:{run}", "value"));
        await RefusedAsync(redis, database => database.StringSetAsync($"notification:{run}", "value"));
        await RefusedAsync(redis, database => database.PublishAsync(RedisChannel.Literal($"cart:{run}"), "news"));
    }

    [Theory]
    [InlineData("carts", "cart")]
    [InlineData("positions", "delivery")]
    [InlineData("positions", "notification")]
    public async Task No_service_watches_empties_or_changes_the_server(string server, string account)
    {
        using var redis = new RedisWire(await AsAsync(server, account));
        string[] commands =
        [
            "FLUSHALL", "FLUSHDB", "KEYS *", "CONFIG GET *", "CONFIG SET maxmemory 1", "ACL LIST", "ACL SETUSER default on", "MONITOR", "SHUTDOWN NOSAVE",
            "REPLICAOF 127.0.0.1 1", "CLIENT LIST", "CLIENT KILL TYPE normal", "SAVE", "MODULE LIST", "SLOWLOG GET", "SWAPDB 0 1",
        ];
        foreach (var command in commands) Assert.StartsWith("-NOPERM", await redis.AskAsync(command), StringComparison.Ordinal);
    }

    [FactOnClosedRedis]
    public async Task Who_says_nothing_gets_no_answer()
    {
        using var anonymous = new RedisWire(TestEnvironment.Redis, anonymous: true);
        Assert.StartsWith("-NOAUTH", await anonymous.AskAsync($"GET cart:{run}"), StringComparison.Ordinal);
    }

    private async Task<RedisConnection> ConnectAsAsync(string server, string account) => new(new ConfigurationBuilder()
        .AddInMemoryCollection([new("ConnectionStrings:Redis", await AsAsync(server, account))]).Build());

    // An account with the rights of the listed one, at the server of the tests.
    private async Task<string> AsAsync(string server, string account)
    {
        var lines = File.ReadLines(Path.Combine(TestEnvironment.RepositoryRoot, $"deploy/redis/{server}.txt"));
        var rights = lines.Single(line => line.StartsWith(account + " ", StringComparison.Ordinal)).Split(' ').Skip(1);
        users.Add($"{run}-{account}");
        await admin.GetDatabase().ExecuteAsync("ACL", ["SETUSER", users[^1], "on", "resetchannels", $">{run}", .. rights]);
        return $"{TestEnvironment.Redis.Split(',')[0]},user={users[^1]},password={run}";
    }

    private static async Task RefusedAsync<T>(RedisConnection redis, Func<IDatabase, Task<T>> command)
    {
        var refused = await Assert.ThrowsAsync<RedisServerException>(() => redis.RunAsync(command, default));
        Assert.Matches("NOPERM|ACL failure|permission|can.t access", refused.Message);
    }
}

/// <summary>The server of a container that a test project starts by itself takes everybody.</summary>
public sealed class FactOnClosedRedisAttribute : FactAttribute
{
    public FactOnClosedRedisAttribute()
    {
        if (!TestEnvironment.Redis.Contains("password=", StringComparison.Ordinal)) Skip = "This Redis asks nobody who it is.";
    }
}
