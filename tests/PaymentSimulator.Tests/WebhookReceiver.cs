using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FoodDelivery.PaymentSimulator.Tests;

/// <summary>Takes webhooks on a free port and refuses the first ones if told to.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _refusals;

    private WebhookReceiver(WebApplication app) => _app = app;

    public ConcurrentQueue<Received> Messages { get; } = [];

    /// <summary>Requests that were answered 503.</summary>
    public ConcurrentQueue<Received> Refused { get; } = [];

    public string Url => _app.Urls.Single() + "/hook";

    public static async Task<WebhookReceiver> StartAsync(int refusals = 0, string address = "http://127.0.0.1:0")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address);
        var app = builder.Build();
        var receiver = new WebhookReceiver(app) { _refusals = refusals };
        app.MapPost("/hook", receiver.ReceiveAsync);
        await app.StartAsync();
        return receiver;
    }

    /// <summary>Waits until that many messages are there.</summary>
    public async Task<Received[]> ExpectAsync(int count)
    {
        await Eventually.TrueAsync(() => Messages.Count >= count, () => $"{count} webhooks, got {Messages.Count}");
        return [.. Messages];
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task<IResult> ReceiveAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var received = new Received(request.Headers["Webhook-Signature"].ToString(), await reader.ReadToEndAsync());
        if (Interlocked.Decrement(ref _refusals) >= 0)
        {
            Refused.Enqueue(received);
            return Results.StatusCode(503);
        }
        Messages.Enqueue(received);
        return Results.Ok();
    }

    internal sealed record Received(string Signature, string Body)
    {
        public JsonElement Json => JsonElement.Parse(Body);

        public string Type => Json.GetProperty("type").GetString()!;

        public string Id => Json.GetProperty("id").GetString()!;

        public string Key => Json.GetProperty("data").GetProperty("operationKey").GetString()!;
    }
}

internal static class Eventually
{
    public static async Task TrueAsync(Func<bool> condition, Func<string> expected)
    {
        var deadline = DateTimeOffset.UtcNow.AddSeconds(10);
        while (!condition())
        {
            Assert.True(DateTimeOffset.UtcNow < deadline, $"Expected within 10 s: {expected()}");
            await Task.Delay(10);
        }
    }
}
