using System.Net;
using System.Net.Sockets;

namespace FoodDelivery.FaultProxy;

/// <summary>Takes command lines over TCP, an answer line each: <c>echo stats >/dev/tcp/127.0.0.1/…</c> from a script, a socket from a test.</summary>
public sealed class ControlPort(Commands commands, int port) : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, port);

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public void Open() => listener.Start();

    public async Task ServeAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            var client = await listener.AcceptTcpClientAsync(ct);
            _ = AnswerAsync(client, ct);
        }
    }

    public void Dispose() => listener.Dispose();

    private async Task AnswerAsync(TcpClient client, CancellationToken ct)
    {
        using var open = client;
        try
        {
            using var reader = new StreamReader(client.GetStream());
            await using var writer = new StreamWriter(client.GetStream());
            while (await reader.ReadLineAsync(ct) is { } line)
            {
                await writer.WriteLineAsync(Answer(line));
                await writer.FlushAsync(ct);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The other side hung up, or the program ends.
        }
    }

    private string Answer(string line)
    {
        try
        {
            return commands.Run(line);
        }
        catch (Exception e) when (e is FormatException or SocketException)
        {
            return $"error {e.Message}";
        }
    }
}
