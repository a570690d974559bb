using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace FoodDelivery.FaultProxy;

/// <summary>Stands on a loopback port in front of a server and carries, delays, loses or cuts what goes through.</summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly Socket listener;
    private readonly DnsEndPoint target;
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentDictionary<Link, Task> links = new();
    private readonly Task accepting;
    private volatile Faults faults = Faults.None;

    /// <param name="port">0 takes a free one.</param>
    public TcpProxy(string targetHost, int targetPort, int port = 0)
    {
        target = new DnsEndPoint(targetHost, targetPort);
        listener = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(512);
        Port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        accepting = AcceptAsync();
    }

    public int Port { get; }

    public Counts Counts { get; } = new();

    /// <summary>Takes effect at once, on open connections too.</summary>
    public Faults Faults
    {
        get => faults;
        set => faults = value;
    }

    public int OpenLinks => links.Count;

    /// <summary>Resets every open connection.</summary>
    public void ResetAll()
    {
        foreach (var link in links.Keys) link.Reset("reset");
    }

    /// <summary>Sends the end of the stream to the targets or to the clients of all open connections.</summary>
    public void HalfCloseAll(bool towardsTarget)
    {
        foreach (var link in links.Keys) link.HalfClose(towardsTarget);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        foreach (var link in links.Keys) link.Reset("stop");
        await accepting;
        await Task.WhenAll(links.Values);
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptAsync(stop.Token);
                Counts.Connected();
                _ = CarryAsync(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task CarryAsync(Socket client)
    {
        client.NoDelay = true;
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var link = new Link(client, server, this);
        try
        {
            await server.ConnectAsync(target, stop.Token);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            link.Reset("no-target"); // the client sees what it would see of a server that just died
            return;
        }
        var run = link.RunAsync();
        links[link] = run;
        await run;
        links.TryRemove(link, out _);
    }
}
