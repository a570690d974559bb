using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace FoodDelivery.TestKit;

/// <summary>One event as a client sees it.</summary>
public sealed record LiveEvent(string? Id, string Name, JsonNode? Data);

/// <summary>Reads server-sent events line by line, as a browser does.</summary>
public sealed class LiveStream : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Channel<LiveEvent> events = Channel.CreateUnbounded<LiveEvent>();

    public LiveStream(HttpClient client, string? lastEventId = null) => _ = ReadAsync(client, lastEventId);

    /// <summary>The next event; fails after 10 s when no other limit is given.</summary>
    public async Task<LiveEvent> NextAsync(TimeSpan? within = null)
    {
        using var limit = new CancellationTokenSource(within ?? TimeSpan.FromSeconds(10));
        return await events.Reader.ReadAsync(limit.Token);
    }

    /// <summary>What has come and what comes during a while.</summary>
    public async Task<IReadOnlyList<LiveEvent>> ReceivedWithinAsync(TimeSpan time)
    {
        await Task.Delay(time);
        var received = new List<LiveEvent>();
        while (events.Reader.TryRead(out var e)) received.Add(e);
        return received;
    }

    /// <summary>True when nothing comes for a while.</summary>
    public async Task<bool> IsSilentAsync()
    {
        await Task.Delay(700);
        return !events.Reader.TryPeek(out _);
    }

    public void Dispose() => stop.Cancel();

    private async Task ReadAsync(HttpClient client, string? lastEventId)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/streams/me");
            if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token);
            response.EnsureSuccessStatusCode();
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(stop.Token));
            string? id = null, name = null, data = null;
            while (await reader.ReadLineAsync(stop.Token) is { } line)
            {
                if (line.StartsWith("id: ", StringComparison.Ordinal)) id = line[4..];
                else if (line.StartsWith("event: ", StringComparison.Ordinal)) name = line[7..];
                else if (line.StartsWith("data: ", StringComparison.Ordinal)) data = line[6..];
                else if (line.StartsWith(": ", StringComparison.Ordinal)) events.Writer.TryWrite(new LiveEvent(null, "comment", null));
                else if (line.Length == 0 && name is not null)
                {
                    events.Writer.TryWrite(new LiveEvent(id, name, JsonNode.Parse(data!)));
                    (id, name, data) = (null, null, null);
                }
            }
            events.Writer.TryComplete();
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException)
        {
            events.Writer.TryComplete(e);
        }
    }
}
