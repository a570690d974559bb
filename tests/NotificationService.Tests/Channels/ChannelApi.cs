using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.NotificationService.Channels;
using FoodDelivery.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace FoodDelivery.NotificationService.Tests.Channels;

/// <summary>The service with a mail server, a key for pushes, and User, who knows everybody.</summary>
public sealed class ChannelApi : IDisposable
{
    private readonly Dictionary<Guid, object> people = [];

    public ChannelApi(SmtpSink? smtp = null, params (string Key, string Value)[] settings)
    {
        (string, string)[] mail = smtp is null ? [] :
        [
            ("Mail:Host", "localhost"), ("Mail:Port", $"{smtp.Port}"), ("Mail:Security", smtp.CaFile is null ? "None" : "StartTls"),
            ("Mail:CaFile", smtp.CaFile ?? ""), ("Mail:From", "FoodDelivery <hello@food.test>"), ("Notification:PublicUrl", "https://food.test/"),
        ];
        Api = new NotificationApi([.. mail, ("Push:PublicKey", Keys.Public), ("Push:PrivateKey", Keys.Private), .. settings]);
        Knows(Api.Customer, "ann@people.test", "en");
    }

    /// <summary>A VAPID key pair.</summary>
    public static (string Public, string Private) Keys { get; } = NewKeys();

    public NotificationApi Api { get; }

    /// <summary>What User says of somebody.</summary>
    public void Knows(Guid user, string email, string locale, bool verified = true, bool erased = false)
    {
        people[user] = new { id = user, email, emailVerified = verified, displayName = "Ann", locale, erased };
        Api.Others.On($"GET /internal/v1/users/{user}/contact", people[user]);
        Api.Others.On("GET /internal/v1/contacts", (request, _) =>
        {
            var asked = request.RequestUri!.Query.TrimStart('?').Split('&').Select(id => Guid.Parse(id[(id.IndexOf('=') + 1)..]));
            return StubServices.Json(new { contacts = asked.Where(people.ContainsKey).Select(id => people[id]) });
        });
    }

    public Task<int> MailAsync() => Api.Services.GetRequiredService<MailWorker>().SendDueAsync(CancellationToken.None);

    public Task<int> PushAsync() => Api.Services.GetRequiredService<PushWorker>().SendDueAsync(CancellationToken.None);

    public async Task<string> SubscribeAsync(HttpClient client, PushDevice device, string path = "/send/1") =>
        (await client.PostAsJsonAsync("/api/v1/notifications/push-subscriptions", device.Subscription(path)).ShouldBe(HttpStatusCode.Created)).Text("id");

    /// <summary>What ops see: template, state, reason.</summary>
    public async Task<IReadOnlyList<(string Template, string State, string? Reason, int Attempts)>> LogAsync(string query = "")
    {
        var page = await Api.ClientFor(Guid.CreateVersion7(), Roles.Ops).GetAsync($"/api/v1/ops/notification/deliveries?limit=100{query}").ShouldBe(HttpStatusCode.OK);
        return [.. page["items"]!.AsArray().Select(item => (item!.Text("template"), item!.Text("state"), item!["reason"]?.GetValue<string>(), item!["attempts"]!.GetValue<int>()))];
    }

    public void Dispose() => Api.Dispose();

    private static (string, string) NewKeys()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var parts = key.ExportParameters(true);
        return (Base64Url.EncodeToString([4, .. parts.Q.X!, .. parts.Q.Y!]), Base64Url.EncodeToString(parts.D!));
    }
}
