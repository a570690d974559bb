using FoodDelivery.Contracts;
using FoodDelivery.NotificationService.Data;
using FoodDelivery.NotificationService.Endpoints;
using FoodDelivery.TestKit;
using Microsoft.Extensions.DependencyInjection;

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

    public OrderPlacedV1 Placed() => new(
        Order, Customer, Restaurant, "K7P2QX", Guid.NewGuid(), [], Eur(10), Eur(1), Eur(1), Eur(1), Eur(0), Eur(0), Eur(12),
        "delivery", Clock.GetUtcNow());

    public OrderSubmittedV1 Submitted() => new(Order, Customer, Restaurant, "K7P2QX", Eur(12), 2, Clock.GetUtcNow().AddMinutes(7));

    public OrderAcceptedV1 Accepted() => new(
        Order, Customer, Restaurant, "K7P2QX", "Trattoria", 15, Clock.GetUtcNow().AddMinutes(15),
        new GeoPoint(1, 2), new GeoPoint(1, 2), "delivery", Eur(1), Eur(0),
        Clock.GetUtcNow().AddMinutes(30), Clock.GetUtcNow().AddMinutes(40), Guid.NewGuid());

    public DeliveryAssignedV1 Assigned(Guid? order = null) => new(
        Delivery, order ?? Order, Customer, Restaurant, Driver, "Dan", "bike", Clock.GetUtcNow(), Clock.GetUtcNow());

    public Task DeliverPositionAsync(double lat) => DeliverDirectAsync(
        Driver, new DriverLocationV1(Driver, new GeoPoint(lat, 11), Clock.GetUtcNow(), [new CarriedDeliveryV1(Delivery, Order, Customer)]));

    /// <summary>What the service does every hour.</summary>
    public Task ForgetOldAsync() =>
        Services.GetRequiredService<NotificationStore>().DeleteOlderThanAsync(Clock.GetUtcNow().AddDays(-7), CancellationToken.None);

    public async Task<LiveStream> OpenAsync(HttpClient client, string? lastEventId = null)
    {
        var stream = new LiveStream(client, lastEventId);
        Assert.Equal("hello", (await stream.NextAsync()).Name);
        return stream;
    }

    private static Money Eur(long euros) => new(euros * 100, "EUR");
}
