using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.NotificationService.Clients;
using FoodDelivery.NotificationService.Data;
using FoodDelivery.NotificationService.Domain;
using Microsoft.Extensions.Options;

namespace FoodDelivery.NotificationService.Channels;

/// <summary>What a device shows.</summary>
/// <param name="Tag">The same for each attempt: a device shows one of them.</param>
/// <param name="Kind">Stable name of the text.</param>
internal sealed record PushPayload(string Tag, string Kind, string Title, string Body, Guid? OrderId, DateTimeOffset At);

/// <summary>Pushes what waits to the service of each device (RFC 8030).</summary>
internal sealed class PushWorker : OutboundWorker
{
    private const int LongestTitle = 100;
    private const int LongestBody = 500;
    // Nearly every step of every order may be for somebody's device: not each looks by itself. A push takes longer on its way.
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LocaleGoodFor = TimeSpan.FromMinutes(5);

    private readonly PushSubscriptionStore subscriptions;
    private readonly Templates templates;
    private readonly PushOptions options;
    private readonly HttpClient http;

    // Offers last for seconds: whoever was pushed to a moment ago is not asked for again.
    private readonly Recent<Guid, (string? Locale, DateTimeOffset Until)> locales = new(10_000);

    public PushWorker(
        PushSubscriptionStore subscriptions, UserClient users, Templates templates, IOptions<PushOptions> options, OutboundQueue queue,
        ActiveChannels channels, PushEndpointPolicy endpoints, TimeProvider clock, ILogger<PushWorker> log)
        : base(Channel.Push, options.Value.Parallel, Gather, TimeSpan.FromSeconds(2), queue, users, channels, clock, log)
    {
        (this.subscriptions, this.templates) = (subscriptions, templates);
        this.options = options.Value;
        http = new HttpClient(endpoints.Handler()) { Timeout = TimeSpan.FromSeconds(this.options.TimeoutSeconds) };
    }

    protected override async Task<Outcome> SendAsync(
        OutboundMessage message, OutboundBatch batch, OrderFacts? facts, CancellationToken ct)
    {
        if (await subscriptions.FindAsync(message.TargetId, ct) is not { } device || device.UserId != message.UserId)
        {
            return Outcome.Suppressed("unsubscribed");
        }
        if (await LocaleAsync(device.UserId, ct) is not { } locale)
        {
            await subscriptions.DeleteAllAsync(device.UserId, ct);
            return Outcome.Suppressed("erased");
        }
        using var request = Request(message, device, templates.Render(locale, message.Template, message.Values, facts));
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            return await OutcomeAsync(response, device, ct);
        }
        catch (HttpRequestException e) when (e.InnerException is PrivateAddressException)
        {
            return Outcome.Failed("push_private_address");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or OperationCanceledException)
        {
            return Outcome.Again("push_unreachable");
        }
    }

    private HttpRequestMessage Request(OutboundMessage message, PushSubscription device, Rendered text)
    {
        var tag = $"{message.CauseEventId:N}";
        var payload = new PushPayload(
            tag, message.Template, Cut(text.Title, LongestTitle), Cut(text.Text, LongestBody), message.OrderId, message.CreatedAt);
        var body = PushEncryption.Encrypt(JsonSerializer.SerializeToUtf8Bytes(payload, JsonDefaults.Tolerant), device.P256dh, device.Auth);
        var endpoint = new Uri(device.Endpoint);
        var now = Clock.GetUtcNow();
        var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        request.Content.Headers.ContentEncoding.Add("aes128gcm");
        request.Headers.TryAddWithoutValidation(
            "Authorization", Vapid.Authorization(endpoint, options.PublicKey!, options.PrivateKey!, options.Subject, now));
        var left = Math.Max(0, (long)(message.GiveUpAt - now).TotalSeconds);
        request.Headers.Add("TTL", left.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("Urgency", message.Choice.Urgent ? "high" : "normal");
        // A repeated one takes the place of the first where that has not been delivered yet. At most 32 characters of base64url.
        request.Headers.Add("Topic", tag);
        return request;
    }

    private async Task<Outcome> OutcomeAsync(HttpResponseMessage response, PushSubscription device, CancellationToken ct)
    {
        var status = (int)response.StatusCode;
        if (response.IsSuccessStatusCode) return Outcome.Sent;
        if (status is 404 or 410)
        {
            await subscriptions.DeleteAsync(device.Id, device.UserId, ct);
            return Outcome.Suppressed("subscription_gone");
        }
        if (status is not (408 or 425 or 429) and < 500) return Outcome.Failed($"push_{status}");
        var after = response.Headers.RetryAfter;
        var now = Clock.GetUtcNow();
        var at = after?.Delta is { } delta ? now + delta : after?.Date;
        return Outcome.Again($"push_{status}", at > now ? at : null);
    }

    /// <summary>Null for who is to be written to no more. Who cannot be asked for is written to in English, because it is urgent.</summary>
    private async Task<string?> LocaleAsync(Guid userId, CancellationToken ct)
    {
        var now = Clock.GetUtcNow();
        if (locales.TryGet(userId, out var known) && now < known.Until) return known.Locale;
        try
        {
            var contact = await Users.FindContactAsync(userId, ct);
            var locale = contact is null or { Erased: true } ? null : contact.Locale;
            locales.Set(userId, (locale, now + LocaleGoodFor));
            return locale;
        }
        catch (DependencyUnavailableException)
        {
            return known.Locale ?? Templates.Fallback;
        }
    }

    private static string Cut(string text, int longest)
    {
        if (text.Length <= longest) return text;
        var end = char.IsHighSurrogate(text[longest - 2]) ? longest - 2 : longest - 1;
        return new StringBuilder(text, 0, end, longest).Append('…').ToString();
    }

    public override void Dispose()
    {
        http.Dispose();
        base.Dispose();
    }
}
