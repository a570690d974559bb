using System.Diagnostics;
using System.Net.Sockets;
using FoodDelivery.Faults.Checks;
using MySql.Data.MySqlClient;

namespace FoodDelivery.Faults.Campaign;

/// <summary>Kills, freezes and restarts any process of the system, cuts database connections, and steers the proxies between processes.</summary>
public sealed class Supervisor(Books books, int proxyPort)
{
    private static readonly TimeSpan StartWithin = TimeSpan.FromMinutes(4);

    private readonly SemaphoreSlim proxies = new(1);

    /// <summary>SIGKILL, then nothing for a while, then started again as an orchestrator would.</summary>
    public async Task KillAsync(string component, TimeSpan dead)
    {
        await Stack.RunAsync("kill", component);
        await Task.Delay(dead);
        await StartAsync(component);
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
        var pid = Pid(component);
        await SignalAsync("STOP", pid);
        try
        {
            await Task.Delay(time);
        }
        finally
        {
            await SignalAsync("CONT", pid);
        }
    }

    public static Task ReloadAsync(string component) => SignalAsync("HUP", Pid(component));

    /// <summary>Ends every database connection of one service, as a fail-over or a firewall would.</summary>
    public async Task<int> CutConnectionsAsync(string service)
    {
        await using var connection = await books.OpenAsync();
        await using var list = new MySqlCommand("SHOW PROCESSLIST", connection);
        var ids = new List<long>();
        await using (var reader = await list.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                if (reader["db"] as string == $"{books.Prefix}{service}") ids.Add(Convert.ToInt64(reader["Id"]));
            }
        }
        foreach (var id in ids)
        {
            try
            {
                await using var kill = new MySqlCommand($"KILL {id}", connection);
                await kill.ExecuteNonQueryAsync();
            }
            catch (MySqlException e) when (e.Number == 1094)
            {
                // It ended by itself meanwhile.
            }
        }
        return ids.Count;
    }

    /// <summary>A line to the fault proxy (tests/FaultProxy/README.md).</summary>
    /// <exception cref="InvalidOperationException">The proxy does not know the command.</exception>
    public async Task ProxyAsync(string line)
    {
        await proxies.WaitAsync();
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", proxyPort);
            await using var writer = new StreamWriter(client.GetStream()) { AutoFlush = true };
            using var reader = new StreamReader(client.GetStream());
            await writer.WriteLineAsync(line);
            var answer = await reader.ReadLineAsync();
            if (answer is null || answer.StartsWith("error", StringComparison.Ordinal)) throw new InvalidOperationException($"The proxy answered '{answer}' to '{line}'.");
        }
        finally
        {
            proxies.Release();
        }
    }

    /// <summary>Something is wrong with a line for a while.</summary>
    public async Task DisturbAsync(string edge, string faults, TimeSpan time)
    {
        await ProxyAsync($"set {edge} {faults}");
        try
        {
            await Task.Delay(time);
        }
        finally
        {
            await ProxyAsync($"clear {edge}");
        }
    }

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

    private static int Pid(string component) => int.Parse(File.ReadAllText(Path.Combine(Stack.State, "run", $"{component}.pid")).Split(' ')[0]);

    private static async Task SignalAsync(string signal, int pid)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{pid}"]);
        await kill.WaitForExitAsync();
    }
}
