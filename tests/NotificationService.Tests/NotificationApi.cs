using System.Text.Json.Nodes;
using System.Threading.Channels;
using FoodDelivery.Contracts;
using FoodDelivery.NotificationService.Endpoints;
using FoodDelivery.TestKit;

namespace FoodDelivery.NotificationService.Tests;

/// <summary>The service with one order's cast.</summary>
public sealed class NotificationApi : ServiceApi<NotificationResponse>
{
    public NotificationApi(params (string Key, string Value)[] settings) : base("notification", settings) { }

    public Guid Customer { get; } = Guid.CreateVersion7();
    public Guid Restaurant { get; } = Guid.CreateVersion7();
    public Guid Driver { get; } = Guid.CreateVersion7();
    public Guid Order { get; } = Guid.CreateVersion7();
    public Guid Delivery { get; } = Guid.CreateVersion7();

    public HttpClient AsCustomer() => ClientFor(Customer, Roles.Customer);

    public HttpClient AsStaff() => ClientFor(Guid.CreateVersion7(), Roles.Restaurant, Restaurant);

    public OrderPlacedV1 Placed() => new(Order, Customer, Restaurant, "K7P2QX", Guid.NewGuid(), [], Eur(10), Eur(1), Eur(1), Eur(1), Eur(0), Eur(0), Eur(12), "tok_ok", "delivery", Clock.GetUtcNow());

    public OrderSubmittedV1 Submitted() => new(Order, Customer, Restaurant, "K7P2QX", Eur(12), 2, Clock.GetUtcNow().AddMinutes(7));

    public OrderAcceptedV1 Accepted() => new(Order, Customer, Restaurant, "K7P2QX", "Trattoria", 15, Clock.GetUtcNow().AddMinutes(15), new GeoPoint(1, 2), new GeoPoint(1, 2), "delivery", Eur(1), Eur(0),
        Clock.GetUtcNow().AddMinutes(30), Clock.GetUtcNow().AddMinutes(40), Guid.NewGuid());

    public Task DeliverPositionAsync(double lat) => DeliverDirectAsync(
        Driver, new DriverLocationV1(Driver, new GeoPoint(lat, 11), Clock.GetUtcNow(), [new CarriedDeliveryV1(Delivery, Order, Customer)]));

    public async Task<LiveStream> OpenAsync(HttpClient client, long? lastEventId = null)
    {
        var stream = new LiveStream(client, lastEventId);
        Assert.Equal("hello", (await stream.NextAsync()).Name);
        return stream;
    }

    private static Money Eur(long euros) => new(euros * 100, "EUR");
}

/// <summary>One event as a client sees it.</summary>
public sealed record LiveEvent(string? Id, string Name, JsonNode? Data);

/// <summary>Reads server-sent events line by line, as a browser does.</summary>
public sealed class LiveStream : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Channel<LiveEvent> events = Channel.CreateUnbounded<LiveEvent>();

    public LiveStream(HttpClient client, long? lastEventId) => _ = ReadAsync(client, lastEventId);

    public async Task<LiveEvent> NextAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        return await events.Reader.ReadAsync(limit.Token);
    }

    /// <summary>True when nothing comes for a while.</summary>
    public async Task<bool> IsSilentAsync()
    {
        await Task.Delay(700);
        return !events.Reader.TryPeek(out _);
    }

    public void Dispose() => stop.Cancel();

    private async Task ReadAsync(HttpClient client, long? lastEventId)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/streams/me");
            if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId.ToString());
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
