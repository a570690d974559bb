using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace FoodDelivery.BuildingBlocks;

/// <summary>
/// The process's connection to Redis, which the client keeps up by itself; every call has a time limit (docs/adr/0012). Thread-safe.
/// </summary>
public sealed class RedisConnection(IConfiguration configuration) : IDisposable
{
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim gate = new(1, 1);
    private ConnectionMultiplexer? multiplexer;

    /// <summary>Runs commands.</summary>
    /// <exception cref="DependencyUnavailableException">Redis did not answer within a second.</exception>
    public async Task<T> RunAsync<T>(Func<IDatabase, Task<T>> commands, CancellationToken ct)
    {
        try
        {
            var connection = await ConnectAsync(ct);
            return await commands(connection.GetDatabase()).WaitAsync(CallLimit, ct);
        }
        catch (Exception e) when (e is RedisConnectionException or TimeoutException)
        {
            throw new DependencyUnavailableException("redis", e);
        }
        catch (RedisServerException e) when (e.Message.StartsWith("LOADING", StringComparison.Ordinal)
            || e.Message.StartsWith("OOM", StringComparison.Ordinal) || e.Message.StartsWith("MISCONF", StringComparison.Ordinal))
        {
            throw new DependencyUnavailableException("redis", e);
        }
    }

    /// <summary>Listens on a channel. Messages may get lost: use it to wake, not to store.</summary>
    public async Task SubscribeAsync(string channel, Action<RedisValue> handler, CancellationToken ct)
    {
        var connection = await ConnectAsync(ct);
        await connection.GetSubscriber().SubscribeAsync(RedisChannel.Literal(channel), (_, value) => handler(value));
    }

    /// <summary>Whether messages of a channel that is listened to would arrive now, as far as this process knows.</summary>
    public bool IsListening(string channel) =>
        multiplexer is { } current && current.GetSubscriber().IsConnected(RedisChannel.Literal(channel));

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
        options.SyncTimeout = options.AsyncTimeout = 1000;
        // A line that has broken without a word is noticed by calls without an answer, and built anew, within about four of these.
        options.KeepAlive = 5;
        options.HeartbeatInterval = TimeSpan.FromMilliseconds(500);
        return await ConnectionMultiplexer.ConnectAsync(options);
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
