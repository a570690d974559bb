using Microsoft.AspNetCore.Http;

namespace FoodDelivery.Gateway.Tests;

public sealed class Streams
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // The service sends an event only after the client has read the one before: with any buffering on the way the test stands still.
    // nginx passes whole chunks on at once even when it buffers; an answer of known length it would keep until a buffer is full.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Events_arrive_one_by_one(bool chunked)
    {
        var read = new SemaphoreSlim(0);
        await using var service = await StubService.StartAsync("notification", async context =>
        {
            context.Response.ContentType = "text/event-stream";
            context.Response.ContentLength = chunked ? null : 3 * "id: 1\ndata: event 1\n\n".Length;
            for (var i = 1; i <= 3; i++)
            {
                await context.Response.WriteAsync($"id: {i}\ndata: event {i}\n\n");
                await context.Response.Body.FlushAsync();
                Assert.True(await read.WaitAsync(Patience), $"event {i} was not seen by the client");
            }
        });
        await using var gateway = await GatewayProcess.StartAsync(("NOTIFICATION_UPSTREAM", service.Address));

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/streams/me")
        {
            Headers = { { "Accept", "text/event-stream" }, { "Accept-Encoding", "gzip" }, { "Last-Event-ID", "41" } },
        };
        using var answer = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Patience);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        Assert.Empty(answer.Content.Headers.ContentEncoding);
        Assert.Equal("41", Assert.Single(service.Received).Headers["Last-Event-ID"]);

        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        for (var i = 1; i <= 3; i++)
        {
            Assert.Equal($"id: {i}", await lines.ReadLineAsync().WaitAsync(Patience));
            Assert.Equal($"data: event {i}", await lines.ReadLineAsync().WaitAsync(Patience));
            Assert.Equal("", await lines.ReadLineAsync().WaitAsync(Patience));
            read.Release();
        }

        Assert.Null(await lines.ReadLineAsync().WaitAsync(Patience));
    }

    [Fact]
    public async Task A_quiet_stream_outlives_the_ordinary_time_limit_and_ends_at_its_own()
    {
        await using var service = await StubService.StartAsync("notification", async context =>
        {
            await context.Response.WriteAsync("data: hello\n\n");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        await using var gateway = await GatewayProcess.StartAsync(
            ("NOTIFICATION_UPSTREAM", service.Address), ("GATEWAY_READ_TIMEOUT", "300ms"), ("GATEWAY_STREAM_TIMEOUT", "1500ms"));

        var started = System.Diagnostics.Stopwatch.StartNew();
        using var answer = await gateway.Client.GetAsync("/api/v1/streams/me", HttpCompletionOption.ResponseHeadersRead);
        await using var body = await answer.Content.ReadAsStreamAsync();
        try
        {
            await body.CopyToAsync(Stream.Null).WaitAsync(Patience);
        }
        catch (HttpIOException)
        {
            // A chunked answer cut short.
        }

        Assert.InRange(started.Elapsed, TimeSpan.FromSeconds(1.3), Patience);
    }

    [Fact]
    public async Task A_client_that_leaves_ends_the_stream_in_the_service()
    {
        var left = new TaskCompletionSource();
        await using var service = await StubService.StartAsync("notification", async context =>
        {
            using var end = context.RequestAborted.Register(left.SetResult);
            await context.Response.WriteAsync("data: hello\n\n");
            await context.Response.Body.FlushAsync();
            await left.Task;
        });
        await using var gateway = await GatewayProcess.StartAsync(("NOTIFICATION_UPSTREAM", service.Address));

        using (await gateway.Client.GetAsync("/api/v1/streams/me", HttpCompletionOption.ResponseHeadersRead))
        {
            Assert.False(left.Task.IsCompleted);
        }

        await left.Task.WaitAsync(Patience);
    }
}
