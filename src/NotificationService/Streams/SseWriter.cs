using System.Text;
using System.Text.Json;
using FoodDelivery.BuildingBlocks.Hosting;

namespace FoodDelivery.NotificationService.Streams;

/// <summary>Writes server-sent events (WHATWG HTML, section 9.2). Data is JSON on one line.</summary>
internal sealed class SseWriter(HttpResponse response)
{
    public void Start()
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no"; // any nginx on the way must not hold events back
    }

    public Task WriteAsync(string name, object data, CancellationToken ct) =>
        WriteAsync(name, JsonSerializer.Serialize(data, JsonDefaults.Tolerant), null, ct);

    public async Task WriteAsync(string name, string json, StreamPosition? id, CancellationToken ct)
    {
        var text = new StringBuilder();
        if (id is not null) text.Append("id: ").Append(id).Append('\n');
        text.Append("event: ").Append(name).Append("\ndata: ").Append(json).Append("\n\n");
        await response.WriteAsync(text.ToString(), ct);
    }

    /// <summary>Tells the browser how long to wait before it reconnects.</summary>
    public Task RetryAfterAsync(TimeSpan wait, CancellationToken ct) => response.WriteAsync($"retry: {wait.TotalMilliseconds:0}\n\n", ct);

    public Task HeartbeatAsync(CancellationToken ct) => response.WriteAsync(": heartbeat\n\n", ct);

    public Task FlushAsync(CancellationToken ct) => response.Body.FlushAsync(ct);
}
