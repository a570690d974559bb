using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text.Json;
using FoodDelivery.Load.Measuring;

namespace FoodDelivery.Load.City;

/// <summary>
/// A person's live stream, kept open until the run ends. A connection that ends is opened again at once with Last-Event-ID; its end is an error
/// unless the service had said goodbye because the token ended, as it does every ten minutes, or <paramref name="resumes"/> says that only a
/// stream that does not go on within half a minute is one.
/// </summary>
public sealed class LiveStream(HttpClient http, Person person, Action<StreamEvent> onEvent, ErrorLog errors, bool resumes)
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan SoonEnough = TimeSpan.FromSeconds(30);

    // Two and a half heartbeats, as the screens have it: from a machine without power comes no end of a connection either.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(37.5);

    private long? lostAt;

    private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? lastId;
    private bool saidGoodbye;

    /// <summary>Ends with the first <c>hello</c>: from then on nothing is missed.</summary>
    public Task Opened => opened.Task;

    public async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await ReadAsync(ct);
                if (!saidGoodbye) Lost("GET /api/v1/streams/me ended without bye", person.Email);
                saidGoodbye = false;
            }
            catch (Exception) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is CallFailedException or HttpRequestException or IOException or TaskCanceledException)
            {
                var failure = e as CallFailedException ?? CallFailedException.NoAnswer("GET /api/v1/streams/me", e);
                Lost(failure.Kind, $"{person.Email}: {failure.Message}");
                await Task.Delay(PauseAfterFailure, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Lost(string kind, string text)
    {
        lostAt ??= Stopwatch.GetTimestamp();
        if (!resumes) errors.Add(kind, text);
    }

    private async Task ReadAsync(CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/streams/me");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await person.TokenAsync(ct));
        if (lastId is not null) request.Headers.Add("Last-Event-ID", lastId);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (!response.IsSuccessStatusCode) throw CallFailedException.Refused("GET /api/v1/streams/me", (int)response.StatusCode, await response.Content.ReadAsStringAsync(ct));
        await using var body = new Audible(await response.Content.ReadAsStreamAsync(ct), Silence);
        await foreach (var item in SseParser.Create(body, Parse).EnumerateAsync(ct))
        {
            if (item.EventId is not null) lastId = item.EventId;
            Handle(item.EventType, item.Data);
        }
    }

    private void Handle(string name, StreamData? data)
    {
        switch (name)
        {
            case "hello":
                // Without an event of its own so far, the place to resume from is the one that the service names.
                lastId ??= data?.LastEventId?.ToString();
                if (resumes && lostAt is { } lost && Stopwatch.GetElapsedTime(lost) > SoonEnough)
                {
                    errors.Add("stream: back only after more than 30 s", person.Email);
                }
                lostAt = null;
                opened.TrySetResult();
                break;
            case "bye":
                saidGoodbye = true;
                if (data?.Reason != "token_expired") Lost($"stream: bye {data?.Reason}", person.Email);
                break;
            case "gap":
                errors.Add("stream: gap", person.Email);
                break;
            default:
                if (data is not null) onEvent(new StreamEvent(name, data, TimeProvider.System.GetUtcNow(), Stopwatch.GetTimestamp()));
                break;
        }
    }

    // Texts and positions are for screens; parsing them here would only cost the machine that is measured.
    private static StreamData? Parse(string name, ReadOnlySpan<byte> data) =>
        name is "order.status" or "delivery.status" or "offer.created" or "hello" or "bye" ? JsonSerializer.Deserialize<StreamData>(data, Json.Web) : null;
}
