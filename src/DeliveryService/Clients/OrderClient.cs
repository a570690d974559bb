using System.Text.Json;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.DeliveryService.Domain;

namespace FoodDelivery.DeliveryService.Clients;

/// <summary>What and how many, without prices.</summary>
public sealed record BagItem(string Name, int Quantity)
{
    public static string? Write(IReadOnlyList<BagItem>? items) =>
        items is null ? null : JsonSerializer.Serialize(items, JsonDefaults.Tolerant);

    public static IReadOnlyList<BagItem>? Read(string? text) =>
        text is null ? null : JsonSerializer.Deserialize<IReadOnlyList<BagItem>>(text, JsonDefaults.Tolerant);
}

/// <summary>What Order tells about the drop-off of a delivery with an assigned driver.</summary>
public sealed record OrderDropoff(
    Guid OrderId, string Address, double Lat, double Lng, string? Notes, string? ContactName, string DeliveryPin,
    string? ContactPhone = null, IReadOnlyList<BagItem>? Items = null, bool LeaveAtDoor = false,
    int? OffByMeters = null)
{
    /// <summary>As it is stored.</summary>
    public string? Bag => BagItem.Write(Items);

    public Dropoff ToDropoff(Guid deliveryId) => new()
    {
        DeliveryId = deliveryId, Address = Address, Lat = Lat, Lng = Lng, Notes = Notes, ContactName = ContactName,
        ContactPhone = ContactPhone, DeliveryPin = DeliveryPin, Items = Bag,
        LeaveAtDoor = LeaveAtDoor, OffByMeters = OffByMeters,
    };
}

/// <summary>Calls to OrderService.</summary>
public sealed class OrderClient(HttpClient http)
{
    /// <exception cref="DependencyUnavailableException">Order does not answer, or not as agreed.</exception>
    public Task<OrderDropoff> DropoffAsync(Guid orderId, CancellationToken ct) => GetAsync<OrderDropoff>($"{orderId}/dropoff", ct);

    /// <summary>When the restaurant said that the food is ready; null while it has not.</summary>
    /// <exception cref="DependencyUnavailableException">Order does not answer, or not as agreed.</exception>
    public async Task<DateTimeOffset?> ReadyAtAsync(Guid orderId, CancellationToken ct) =>
        (await GetAsync<OrderPickup>($"{orderId}/pickup", ct)).ReadyAt;

    private async Task<T> GetAsync<T>(string path, CancellationToken ct)
    {
        using var response = await http.GetAsync(new Uri($"internal/v1/orders/{path}", UriKind.Relative), ct);
        if (!response.IsSuccessStatusCode)
        {
            throw new DependencyUnavailableException("order", new HttpRequestException($"Order answered {(int)response.StatusCode}."));
        }
        return await response.Content.ReadFromJsonAsync<T>(JsonDefaults.Tolerant, ct) ?? throw new DependencyUnavailableException("order");
    }

    private sealed record OrderPickup(DateTimeOffset? ReadyAt);
}
