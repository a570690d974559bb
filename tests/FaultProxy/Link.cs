using System.Net.Sockets;

namespace FoodDelivery.FaultProxy;

/// <summary>One client's connection and its twin to the target.</summary>
internal sealed class Link(Socket client, Socket target, TcpProxy proxy) : IDisposable
{
    private static readonly TimeSpan HoldCheck = TimeSpan.FromMilliseconds(20);
    private const int DripsPerSecond = 20;

    private readonly CancellationTokenSource stop = new();
    private readonly HttpRequests requests = new();
    private (string Method, string Path)? doomed;
    private volatile bool awaitingAnswer;
    private long carried;

    public async Task RunAsync()
    {
        try
        {
            await Task.WhenAll(PumpAsync(client, target, up: true), PumpAsync(target, client, up: false));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The line is gone, by a fault or because an end hung up; both ends are told below.
        }
    }

    /// <summary>Cuts the line with a reset at both ends.</summary>
    public void Reset(string fault)
    {
        if (awaitingAnswer) proxy.Counts.Hit(fault);
        Cut(client);
        Cut(target);
        try
        {
            stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The cut alone has ended the line already.
        }
    }

    /// <summary>Says "no more" in one direction; the other stays open.</summary>
    public void HalfClose(bool towardsTarget)
    {
        if (awaitingAnswer) proxy.Counts.Hit("half-close");
        (towardsTarget ? target : client).Shutdown(SocketShutdown.Send);
    }

    public void Dispose()
    {
        client.Dispose();
        target.Dispose();
        stop.Dispose();
    }

    private async Task PumpAsync(Socket from, Socket to, bool up)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer, stop.Token)) > 0)
            {
                var bytes = buffer.AsMemory(0, count);
                if (up) Note(bytes.Span);
                else if (doomed is { } request)
                {
                    // The answer has come. Nobody will hear of it.
                    proxy.Counts.Lost(request.Method, request.Path, IsSuccess(bytes.Span));
                    Reset("lost-reply");
                    return;
                }
                await HoldAsync(up);
                if (!up) awaitingAnswer = false;
                proxy.Counts.Carried(up, count);
                await SendAsync(to, bytes);
                if (proxy.Faults.ResetAfterBytes is > 0 and var most && Interlocked.Add(ref carried, count) >= most) Reset("reset-after");
            }
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // One end was reset: so is the other.
            Cut(to);
            throw;
        }
    }

    private void Note(ReadOnlySpan<byte> bytes)
    {
        awaitingAnswer = true;
        var begun = requests.Read(bytes);
        proxy.Counts.Requested(begun.Count);
        foreach (var request in begun)
        {
            if (proxy.Faults.LostReplies?.Strikes(request.Method) == true) doomed = request;
        }
    }

    // "HTTP/1.1 2…"
    private static bool IsSuccess(ReadOnlySpan<byte> reply) => reply.Length > 9 && reply.StartsWith("HTTP/1."u8) && reply[9] == '2';

    private async Task HoldAsync(bool up)
    {
        var counted = false;
        while (up ? proxy.Faults.HoldRequests : proxy.Faults.HoldReplies)
        {
            if (!counted) proxy.Counts.Hit("hold");
            counted = true;
            await Task.Delay(HoldCheck, stop.Token);
        }
    }

    private async Task SendAsync(Socket to, ReadOnlyMemory<byte> bytes)
    {
        var faults = proxy.Faults;
        if (faults.Latency + faults.Jitter > TimeSpan.Zero)
        {
            proxy.Counts.Hit("latency");
            await Task.Delay(faults.Latency + faults.Jitter * Random.Shared.NextDouble(), stop.Token);
        }
        while (bytes.Length > 0)
        {
            var limit = proxy.Faults.BytesPerSecond;
            var piece = limit == 0 ? bytes.Length : Math.Min(bytes.Length, Math.Max(1, limit / DripsPerSecond));
            if (limit > 0)
            {
                proxy.Counts.Hit("drip");
                await Task.Delay(TimeSpan.FromSeconds((double)piece / limit), stop.Token);
            }
            for (var sent = 0; sent < piece;) sent += await to.SendAsync(bytes[sent..piece], stop.Token);
            bytes = bytes[piece..];
        }
    }

    private static void Cut(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0); // close sends RST
            socket.Close();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Already closed.
        }
    }
}
