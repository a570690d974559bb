using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace FoodDelivery.BuildingBlocks;

/// <summary>
/// The process's connection to Redis. Every call has a time limit, and after several silent failures the connection is built anew: the client
/// does not notice a silently dropped one for minutes (docs/adr/0012). Thread-safe.
/// </summary>
public sealed class RedisConnection(IConfiguration configuration, ILogger<RedisConnection> log) : IDisposable
{
    private const int FailuresBeforeRebuild = 3;
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly List<(string Channel, Action<RedisValue> Handler)> subscriptions = [];
    private ConnectionMultiplexer? multiplexer;
    private int failures;

    /// <summary>Runs commands.</summary>
    /// <exception cref="DependencyUnavailableException">Redis did not answer within a second.</exception>
    public async Task<T> RunAsync<T>(Func<IDatabase, Task<T>> commands, CancellationToken ct)
    {
        try
        {
            var connection = await ConnectAsync(ct);
            var result = await commands(connection.GetDatabase()).WaitAsync(CallLimit, ct);
            failures = 0;
            return result;
        }
        catch (Exception e) when (e is RedisConnectionException or TimeoutException or ObjectDisposedException)
        {
            await NoteFailureAsync(ct);
            throw new DependencyUnavailableException("redis", e);
        }
        catch (RedisServerException e) when (e.Message.StartsWith("LOADING", StringComparison.Ordinal) || e.Message.StartsWith("OOM", StringComparison.Ordinal) || e.Message.StartsWith("MISCONF", StringComparison.Ordinal))
        {
            throw new DependencyUnavailableException("redis", e);
        }
    }

    /// <summary>Listens on a channel, also after the connection was rebuilt. Messages may get lost: use it to wake, not to store.</summary>
    public async Task SubscribeAsync(string channel, Action<RedisValue> handler, CancellationToken ct)
    {
        lock (subscriptions) subscriptions.Add((channel, handler));
        var connection = await ConnectAsync(ct);
        await connection.GetSubscriber().SubscribeAsync(channel, (_, value) => handler(value));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        multiplexer?.Dispose();
        gate.Dispose();
    }

    private async Task<ConnectionMultiplexer> ConnectAsync(CancellationToken ct)
    {
        if (multiplexer is { } current) return current;
        await gate.WaitAsync(ct);
        try
        {
            return multiplexer ??= await BuildAsync();
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<ConnectionMultiplexer> BuildAsync()
    {
        var options = ConfigurationOptions.Parse(configuration.GetConnectionString("Redis")
            ?? throw new InvalidOperationException("Setting ConnectionStrings:Redis is missing."));
        options.AbortOnConnectFail = false;
        options.ConnectTimeout = 2000;
        options.SyncTimeout = 1000;
        options.KeepAlive = 10;
        var built = await ConnectionMultiplexer.ConnectAsync(options);
        (string Channel, Action<RedisValue> Handler)[] wanted;
        lock (subscriptions) wanted = [.. subscriptions];
        foreach (var (channel, handler) in wanted) await built.GetSubscriber().SubscribeAsync(channel, (_, value) => handler(value));
        return built;
    }

    private async Task NoteFailureAsync(CancellationToken ct)
    {
        if (Interlocked.Increment(ref failures) < FailuresBeforeRebuild) return;
        await gate.WaitAsync(ct);
        try
        {
            if (failures < FailuresBeforeRebuild || multiplexer is not { } old) return;
            log.LogWarning("Redis failed {Failures} times in a row; connecting anew", failures);
            failures = 0;
            multiplexer = null;
            _ = Task.Run(old.Dispose, CancellationToken.None);
        }
        finally
        {
            gate.Release();
        }
    }
}

/// <summary>Registers <see cref="RedisConnection"/>.</summary>
public static class RedisSetup
{
    /// <summary>Redis at <c>ConnectionStrings:Redis</c>.</summary>
    public static WebApplicationBuilder AddRedis(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<RedisConnection>();
        return builder;
    }
}
