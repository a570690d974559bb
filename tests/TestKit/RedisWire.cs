using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace FoodDelivery.TestKit;

/// <summary>A line to Redis without a client's help: what the server says, word for word.</summary>
public sealed class RedisWire : IDisposable
{
    private readonly TcpClient client;
    private readonly StreamReader reader;

    /// <param name="connection">As StackExchange.Redis reads it: <c>host:port,user=…,password=…</c>.</param>
    /// <param name="anonymous">Does not say who it is.</param>
    public RedisWire(string connection, bool anonymous = false)
    {
        var parts = connection.Split(',');
        var address = parts[0].Split(':');
        client = new TcpClient(address[0], int.Parse(address[1], CultureInfo.InvariantCulture));
        reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        var options = parts.Skip(1).Select(part => part.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        if (anonymous || !options.TryGetValue("password", out var password)) return;
        Send($"AUTH {options.GetValueOrDefault("user", "default")} {password}");
        if (reader.ReadLine() is var answer and not "+OK") throw new InvalidOperationException($"Redis answered '{answer}' to AUTH.");
    }

    /// <summary>Sends a command and reads the first line of its answer.</summary>
    public Task<string?> AskAsync(string command)
    {
        Send(command);
        return ReadAsync();
    }

    public Task<string?> ReadAsync() => reader.ReadLineAsync();

    public void Dispose()
    {
        reader.Dispose();
        client.Dispose();
    }

    private void Send(string command) => client.GetStream().Write(Encoding.ASCII.GetBytes(command + "\r\n"));
}
