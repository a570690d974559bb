using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FoodDelivery.FaultProxy;

namespace FoodDelivery.FaultProxy.Tests;

/// <summary>Faults that know nothing of the protocol, on a server that echoes what it gets.</summary>
public sealed class Lines : IAsyncLifetime
{
    private readonly TcpListener server = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private TcpProxy proxy = null!;

    public Task InitializeAsync()
    {
        server.Start();
        _ = EchoAllAsync();
        proxy = new TcpProxy("127.0.0.1", ((IPEndPoint)server.LocalEndpoint).Port);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await proxy.DisposeAsync();
        await stop.CancelAsync();
        server.Dispose();
        stop.Dispose();
    }

    [Fact]
    public async Task Without_faults_everything_passes_and_is_counted()
    {
        using var client = await ConnectAsync();
        Assert.Equal(100_000, await EchoAsync(client, 100_000));
        Assert.Equal((1, 100_000, 100_000), (proxy.Counts.Connections, proxy.Counts.BytesUp, proxy.Counts.BytesDown));
        Assert.Empty(proxy.Counts.Hits);
    }

    [Fact]
    public async Task Latency_delays_both_directions_and_ends_when_it_is_cleared()
    {
        using var client = await ConnectAsync();
        proxy.Faults = new Faults { Latency = TimeSpan.FromMilliseconds(500), Jitter = TimeSpan.FromMilliseconds(50) };
        Assert.InRange(await TimeAsync(client, 10), 990, 20_000);
        proxy.Faults = Faults.None;
        Assert.InRange(await TimeAsync(client, 10), 0, 900);
        Assert.True(proxy.Counts.Hits["latency"] >= 2);
    }

    [Fact]
    public async Task A_slow_line_drips()
    {
        using var client = await ConnectAsync();
        proxy.Faults = new Faults { BytesPerSecond = 2000 };
        Assert.InRange(await TimeAsync(client, 500), 240, 20_000); // both directions at once
        Assert.True(proxy.Counts.Hits["drip"] >= 10);
    }

    [Fact]
    public async Task A_reset_cuts_open_connections_and_counts_those_that_waited_for_an_answer()
    {
        using var idle = await ConnectAsync();
        await EchoAsync(idle, 1);
        proxy.Faults = new Faults { HoldReplies = true };
        using var busy = await ConnectAsync();
        await busy.GetStream().WriteAsync(new byte[1]);
        await WaitAsync(() => proxy.Counts.Hits.GetValueOrDefault("hold") == 1);
        proxy.ResetAll();
        Assert.Equal(SocketError.ConnectionReset, await FailureAsync(idle));
        Assert.Equal(SocketError.ConnectionReset, await FailureAsync(busy));
        Assert.Equal(1, proxy.Counts.Hits["reset"]);
    }

    [Fact]
    public async Task A_line_is_reset_after_its_bytes_are_used_up()
    {
        proxy.Faults = new Faults { ResetAfterBytes = 1500 };
        using var client = await ConnectAsync();
        Assert.Equal(500, await EchoAsync(client, 500));
        await client.GetStream().WriteAsync(new byte[600]);
        Assert.Equal(SocketError.ConnectionReset, await FailureAsync(client));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_black_hole_holds_what_is_sent_until_it_ends(bool requests, bool replies)
    {
        proxy.Faults = new Faults { HoldRequests = requests, HoldReplies = replies };
        using var client = await ConnectAsync();
        await client.GetStream().WriteAsync(new byte[7]);
        var answer = client.GetStream().ReadAtLeastAsync(new byte[7], 7).AsTask();
        await WaitAsync(() => proxy.Counts.Hits.GetValueOrDefault("hold") == 1);
        await Task.Delay(200); // time enough for what is let through by mistake
        Assert.False(answer.IsCompleted);
        Assert.Equal(requests ? 0 : 7, proxy.Counts.BytesUp);
        proxy.Faults = Faults.None;
        Assert.Equal(7, await answer);
    }

    [Fact]
    public async Task A_half_closed_line_still_answers()
    {
        proxy.Faults = new Faults { HoldReplies = true };
        using var client = await ConnectAsync();
        await client.GetStream().WriteAsync(new byte[3]);
        await WaitAsync(() => proxy.Counts.Hits.GetValueOrDefault("hold") == 1);
        proxy.HalfCloseAll(towardsTarget: true);
        proxy.Faults = Faults.None;
        using var all = new MemoryStream();
        await client.GetStream().CopyToAsync(all); // ends: the echo server saw the end and closed
        Assert.Equal(3, all.Length);
        Assert.Equal(1, proxy.Counts.Hits["half-close"]);
    }

    [Fact]
    public async Task A_server_that_is_away_looks_like_one_that_just_died()
    {
        await using var orphan = new TcpProxy("127.0.0.1", 1);
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, orphan.Port);
        }
        catch (SocketException e)
        {
            // The reset may be faster than the connect.
            Assert.Equal(SocketError.ConnectionReset, e.SocketErrorCode);
            return;
        }
        Assert.Equal(SocketError.ConnectionReset, await FailureAsync(client));
    }

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, proxy.Port);
        return client;
    }

    private static async Task<int> EchoAsync(TcpClient client, int size)
    {
        var sending = client.GetStream().WriteAsync(new byte[size]).AsTask();
        var count = await client.GetStream().ReadAtLeastAsync(new byte[size], size, throwOnEndOfStream: false);
        await sending;
        return count;
    }

    private static async Task<double> TimeAsync(TcpClient client, int size)
    {
        var watch = Stopwatch.StartNew();
        await EchoAsync(client, size);
        return watch.Elapsed.TotalMilliseconds;
    }

    private static async Task<SocketError> FailureAsync(TcpClient client)
    {
        var failure = await Assert.ThrowsAsync<IOException>(async () =>
        {
            if (await client.GetStream().ReadAtLeastAsync(new byte[4096], 4096).AsTask().WaitAsync(TimeSpan.FromSeconds(10)) > 0) throw new InvalidOperationException("An answer came.");
        });
        return Assert.IsType<SocketException>(failure.InnerException).SocketErrorCode;
    }

    private static async Task WaitAsync(Func<bool> condition)
    {
        for (var i = 0; i < 500 && !condition(); i++) await Task.Delay(10);
        Assert.True(condition());
    }

    private async Task EchoAllAsync()
    {
        try
        {
            while (true)
            {
                var client = await server.AcceptTcpClientAsync(stop.Token);
                _ = Task.Run(async () =>
                {
                    using var open = client;
                    await client.GetStream().CopyToAsync(client.GetStream(), stop.Token);
                });
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }
}
