using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Dapper;
using FoodDelivery.Faults.Checks;
using FoodDelivery.Faults.Witness;
using FoodDelivery.TestKit;
using MySqlConnector;

namespace FoodDelivery.Faults.Campaign;

/// <summary>Kills, freezes and restarts any process of the system, cuts database connections, and steers the proxies between processes.</summary>
public sealed class Supervisor(Books books, int proxyPort)
{
    private static readonly TimeSpan AwaitWork = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StartWithin = TimeSpan.FromMinutes(4);

    private readonly SemaphoreSlim proxies = new(1);

    /// <summary>SIGKILL, then nothing for a while, then started again as an orchestrator would.</summary>
    public async Task KillAsync(string component, TimeSpan dead)
    {
        await Stack.RunAsync("kill", component);
        await Task.Delay(dead);
        await StartAsync(component);
    }

    /// <summary>Killed again as soon as it is up.</summary>
    public async Task FlapAsync(string component, int times)
    {
        for (var i = 0; i < times; i++) await KillAsync(component, TimeSpan.Zero);
    }

    /// <summary>SIGTERM, then started again.</summary>
    public async Task RestartAsync(string component)
    {
        await Stack.RunAsync("stop", component);
        await StartAsync(component);
    }

    /// <summary>Stops the process where it stands. It wakes as what it was, while its leases, sessions and deadlines have run out.</summary>
    public static async Task FreezeAsync(string component, TimeSpan time)
    {
        var pid = Stack.Pid(component);
        await Stack.SignalAsync("STOP", pid);
        try
        {
            await Task.Delay(time);
        }
        finally
        {
            await Stack.SignalAsync("CONT", pid);
        }
    }

    public static Task ReloadAsync(string component) => Stack.SignalAsync("HUP", Stack.Pid(component));

    /// <summary>Ends every database connection of one service, as a fail-over or a firewall would, while a statement runs. Returns on how many one ran.</summary>
    public async Task<long> CutConnectionsAsync(string service)
    {
        await using var connection = await books.OpenAsync();
        return await CutConnectionsAsync(connection, service);
    }

    private async Task<long> CutConnectionsAsync(MySqlConnection connection, string service)
    {
        var watch = Stopwatch.StartNew();
        List<IDictionary<string, object?>> processes;
        long busy;
        do
        {
            // Not asked of information_schema: MySQL fails there while any statement carries raw bytes.
            processes = [.. (await connection.QueryAsync("SHOW PROCESSLIST")).Cast<IDictionary<string, object?>>()
                .Where(process => $"{books.Prefix}{service}".Equals(process["db"])).OrderBy(process => "Sleep".Equals(process["Command"]))];
            busy = processes.Count(process => !"Sleep".Equals(process["Command"]));
        }
        while (busy == 0 && watch.Elapsed < AwaitWork);
        foreach (var process in processes)
        {
            try
            {
                await connection.ExecuteAsync($"KILL {process["Id"]}");
            }
            catch (MySqlException e) when (e.Number == 1094)
            {
                // It ended by itself meanwhile.
            }
        }
        return busy;
    }

    /// <summary>Somebody else holds the newest rows that are free: writers wait, and some give up their whole transaction (error 1205).</summary>
    public async Task HoldRowsAsync(string table, TimeSpan time)
    {
        await using var connection = await books.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync(books.Here($"SELECT id FROM {table} ORDER BY id DESC LIMIT 100 FOR UPDATE SKIP LOCKED"), transaction: transaction);
        await Task.Delay(time);
    }

    /// <summary>The database takes no further connection (error 1040), and those of one service are gone.</summary>
    public async Task RefuseConnectionsAsync(string service, TimeSpan time)
    {
        await using var connection = await books.OpenAsync();
        var usual = await connection.ExecuteScalarAsync<long>("SELECT @@GLOBAL.max_connections");
        try
        {
            await connection.ExecuteAsync("SET GLOBAL max_connections = 10");
            await CutConnectionsAsync(connection, service);
            await Task.Delay(time);
        }
        finally
        {
            await connection.ExecuteAsync($"SET GLOBAL max_connections = {usual}");
        }
    }

    /// <summary>Everything in both servers is gone: carts, drivers' positions. Returns how many carts there were.</summary>
    public static async Task<long> FlushRedisAsync()
    {
        using var positions = new RedisWire(Stack.Positions);
        await positions.AskAsync("FLUSHALL");
        using var redis = new RedisWire(Stack.Redis);
        var answer = await redis.AskAsync("""EVAL "local carts = #redis.call('KEYS', 'cart:cart:*') redis.call('FLUSHALL') return carts" 0""");
        return answer is [':', .. var carts] ? long.Parse(carts) : throw new InvalidOperationException($"Redis answered '{answer}' to FLUSHALL.");
    }

    /// <summary>The service comes back to find that its group has read nothing yet: every event since the first is delivered again.</summary>
    public async Task RewindAsync(string service)
    {
        await Stack.RunAsync("kill", service);
        try
        {
            await TopicDump.RewindAsync(Stack.Kafka, $"{service}-service");
        }
        finally
        {
            await StartAsync(service);
        }
    }

    /// <summary>A line to the fault proxy (tests/FaultProxy/README.md), and its answer.</summary>
    /// <exception cref="InvalidOperationException">The proxy does not know the command.</exception>
    public async Task<string> ProxyAsync(string line)
    {
        await proxies.WaitAsync();
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", proxyPort);
            await using var writer = new StreamWriter(client.GetStream()) { AutoFlush = true };
            using var reader = new StreamReader(client.GetStream());
            await writer.WriteLineAsync(line);
            var answer = await reader.ReadLineAsync() ?? "";
            return answer.Length > 0 && !answer.StartsWith("error", StringComparison.Ordinal) ? answer : throw new InvalidOperationException($"The proxy answered '{answer}' to '{line}'.");
        }
        finally
        {
            proxies.Release();
        }
    }

    /// <summary>Something is wrong with a line for a while. Returns how often it struck while something was under way on it.</summary>
    public async Task<long> DisturbAsync(string edge, string command, TimeSpan time)
    {
        var before = await StrikesAsync(edge);
        await ProxyAsync(command);
        try
        {
            await Task.Delay(time);
        }
        finally
        {
            await ProxyAsync($"clear {edge}");
        }
        return await StrikesAsync(edge) - before;
    }

    private async Task<long> StrikesAsync(string edge) =>
        JsonNode.Parse(await ProxyAsync("stats"))![edge]!["hits"]!.AsObject().Sum(hit => hit.Value!.GetValue<long>());

    /// <summary>What died of itself (at a failpoint) is started; what runs stays.</summary>
    public Task ReviveAsync(string component) => Stack.IsAlive(component) ? Task.CompletedTask : StartAsync(component);

    // A start fails while what it needs is itself broken by the other fault; an orchestrator tries again.
    private static async Task StartAsync(string component)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await Stack.RunAsync("start", component);
                return;
            }
            catch (InvalidOperationException) when (watch.Elapsed < StartWithin)
            {
                await Task.Delay(TimeSpan.FromSeconds(1));
            }
        }
    }
}
