using System.Net;
using System.Net.Sockets;
using FoodDelivery.FaultProxy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FoodDelivery.FaultProxy.Tests;

/// <summary>Requests that arrive and whose answer is lost, on a real Kestrel.</summary>
public sealed class Replies : IAsyncLifetime
{
    private readonly List<string> arrived = [];
    private WebApplication server = null!;
    private Commands commands = null!;
    private HttpClient client = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        server = builder.Build();
        server.Map("/{**path}", async (HttpRequest request) =>
        {
            using var body = new StreamReader(request.Body);
            var text = $"{request.Method} {request.Path} {await body.ReadToEndAsync()}";
            lock (arrived) arrived.Add(text);
            return request.Path == "/refused" ? Results.Conflict(text) : Results.Text(text);
        });
        await server.StartAsync();
        commands = new Commands();
        var port = commands.Run($"add edge 0 {new Uri(server.Urls.First()).Authority}").Split(' ')[1];
        client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
    }

    public async Task DisposeAsync()
    {
        client.Dispose();
        await commands.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task The_nth_post_arrives_whole_and_its_client_is_reset()
    {
        commands.Run("set edge lose=POST nth=2");
        Assert.Equal("POST /orders/1 a", await PostAsync("/orders/1", "a"));
        Assert.Equal("GET /orders/1 ", await client.GetStringAsync("/orders/1"));
        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync("/orders/0190b0f3-0000-7000-8000-000000000001/accept", new string('b', 50_000)));
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(failure.InnerException?.InnerException).SocketErrorCode);
        Assert.Equal("POST /orders/3 c", await PostAsync("/orders/3", "c"));

        Assert.Equal(4, arrived.Count);
        Assert.EndsWith(new string('b', 50_000), arrived[2], StringComparison.Ordinal);
        Assert.Equal("POST /orders/{id}/accept", Assert.Single(commands["edge"].Counts.LostReplies).Key);
        Assert.Equal(4, commands["edge"].Counts.Requests);
    }

    [Fact]
    public async Task A_refusal_that_is_lost_is_counted_apart()
    {
        commands.Run("set edge lose=POST one-in=1");
        await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync("/refused", "a"));
        await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync("/orders", "b"));
        Assert.Equal("POST /refused", Assert.Single(commands["edge"].Counts.LostRefusals).Key);
        Assert.Equal("POST /orders", Assert.Single(commands["edge"].Counts.LostReplies).Key);
        Assert.Equal(2, commands["edge"].Counts.Hits["lost-reply"]);
    }

    [Fact]
    public async Task Requests_in_chunks_are_told_apart()
    {
        commands.Run("set edge lose=POST nth=3");
        for (var i = 1; i <= 4; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/chunks") { Content = new StringContent($"body {i}\r\n\r\nPOST / HTTP/1.1\r\n\r\n") };
            request.Headers.TransferEncodingChunked = true;
            var sent = client.SendAsync(request);
            if (i == 3) await Assert.ThrowsAsync<HttpRequestException>(() => sent);
            else Assert.Equal(HttpStatusCode.OK, (await sent).StatusCode);
        }
        Assert.Equal(4, commands["edge"].Counts.Requests);
        Assert.Equal(4, arrived.Count);
    }

    [Fact]
    public async Task One_in_five_is_lost_and_the_seed_says_which()
    {
        var first = await LoseAsync(11);
        Assert.InRange(first.Count, 20, 60);
        Assert.Equal(first, await LoseAsync(11));
        Assert.NotEqual(first, await LoseAsync(12));
        Assert.Equal(600, arrived.Count);
    }

    [Fact]
    public async Task Commands_come_over_the_control_port()
    {
        using var control = new ControlPort(commands, 0);
        control.Open();
        using var stop = new CancellationTokenSource();
        var serving = control.ServeAsync(stop.Token);
        using var line = new TcpClient();
        await line.ConnectAsync(IPAddress.Loopback, control.Port);
        using var reader = new StreamReader(line.GetStream());
        await using var writer = new StreamWriter(line.GetStream()) { AutoFlush = true };

        async Task<string?> AskAsync(string text)
        {
            await writer.WriteLineAsync(text);
            return await reader.ReadLineAsync();
        }

        Assert.Equal("ok", await AskAsync("set * latency=5 hold=none"));
        Assert.Equal("GET / ", await client.GetStringAsync("/"));
        Assert.StartsWith("error Unknown faults: latencey", await AskAsync("set edge latencey=5"), StringComparison.Ordinal);
        Assert.StartsWith("error There is no proxy", await AskAsync("reset other"), StringComparison.Ordinal);
        Assert.Equal("ok", await AskAsync("clear edge"));
        Assert.Contains("\"requests\":1", await AskAsync("stats"), StringComparison.Ordinal);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => serving);
    }

    private async Task<List<int>> LoseAsync(int seed)
    {
        commands.Run($"set edge lose=POST one-in=5 seed={seed}");
        var lost = new List<int>();
        for (var i = 0; i < 200; i++)
        {
            try
            {
                await PostAsync("/", "x");
            }
            catch (HttpRequestException)
            {
                lost.Add(i);
            }
        }
        return lost;
    }

    private async Task<string> PostAsync(string path, string body)
    {
        using var content = new StringContent(body);
        using var answer = await client.PostAsync(path, content);
        return await answer.Content.ReadAsStringAsync();
    }
}
