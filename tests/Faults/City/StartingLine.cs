using System.Net;
using System.Net.Http.Headers;

namespace FoodDelivery.Faults.City;

/// <summary>
/// Lets many requests go at one moment. Each is sent but for its last byte, on a connection of its own; the gateway passes a request on when
/// its body is complete, so nobody is served before the others have arrived.
/// </summary>
public sealed class StartingLine(int runners)
{
    private readonly TaskCompletionSource complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int waiting;

    public HttpContent Hold(byte[] json) => new HeldContent(this, json);

    /// <summary>Returns when all of them are off.</summary>
    /// <exception cref="TimeoutException">Not all of them arrived.</exception>
    public async Task StartAsync(CancellationToken ct)
    {
        try
        {
            // Beyond this the gateway would give up those that wait.
            await complete.Task.WaitAsync(TimeSpan.FromSeconds(9), ct);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"Only {waiting} of {runners} requests are at the starting line.", e);
        }
        finally
        {
            go.SetResult();
        }
    }

    private Task ArriveAsync()
    {
        if (Interlocked.Increment(ref waiting) == runners) complete.SetResult();
        return go.Task;
    }

    private sealed class HeldContent : HttpContent
    {
        private readonly StartingLine line;
        private readonly byte[] json;

        public HeldContent(StartingLine line, byte[] json)
        {
            (this.line, this.json) = (line, json);
            Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(json.AsMemory(0, json.Length - 1), cancellationToken);
            await stream.FlushAsync(cancellationToken);
            await line.ArriveAsync().WaitAsync(cancellationToken);
            await stream.WriteAsync(json.AsMemory(json.Length - 1), cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = json.Length;
            return true;
        }
    }
}
