using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace FoodDelivery.BuildingBlocks.Hosting;

/// <summary>HEAD is answered wherever GET is, with the same status and headers and no body (RFC 9110, 9.3.2).</summary>
internal static class HeadRequests
{
    public static void UseHeadRequests(this WebApplication app) => app.Use(async (http, next) =>
    {
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await next(http);
            return;
        }
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        var (body, aborted) = (http.Response.Body, http.RequestAborted);
        http.Request.Method = HttpMethods.Get;
        http.RequestAborted = enough.Token;
        http.Response.Body = new Nothing(http.Response, enough);
        try
        {
            await next(http);
        }
        finally
        {
            http.Request.Method = HttpMethods.Head;
            http.RequestAborted = aborted;
            http.Response.Body = body;
        }
    });

    /// <summary>Inside of what handles errors, for whom a stream that is cut off would be one.</summary>
    public static void UseEndOfStreams(this WebApplication app) => app.Use(async (http, next) =>
    {
        try
        {
            await next(http);
        }
        catch (OperationCanceledException) when (http.Response.Body is Nothing { IsOver: true })
        {
            // its reader wanted the headers
        }
    });

    /// <summary>Takes the body. A live stream, which would never end, ends where its body begins.</summary>
    private sealed class Nothing(HttpResponse response, CancellationTokenSource enough) : Stream
    {
        public bool IsOver => enough.IsCancellationRequested;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush() => End();

        public override Task FlushAsync(CancellationToken cancellationToken) => EndAsync();

        public override void Write(byte[] buffer, int offset, int count) => End();

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => EndAsync();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => new(EndAsync());

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        private bool IsEndless => response.ContentType?.StartsWith("text/event-stream", StringComparison.Ordinal) is true;

        private void End()
        {
            if (IsEndless) enough.Cancel();
        }

        private Task EndAsync() => IsEndless ? enough.CancelAsync() : Task.CompletedTask;
    }
}
