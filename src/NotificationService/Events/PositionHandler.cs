using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.Contracts;
using FoodDelivery.NotificationService.Domain;
using FoodDelivery.NotificationService.Streams;

namespace FoodDelivery.NotificationService.Events;

/// <summary>Shows a driver's position to the customers whose orders he carries.</summary>
internal sealed class PositionHandler(StreamHub hub) : IDirectEventHandler<DriverLocationV1>
{
    public Task HandleAsync(DriverLocationV1 data, EventEnvelope envelope, CancellationToken ct)
    {
        var (lat, lng) = (data.Position.Lat, data.Position.Lng);
        foreach (var carried in data.Deliveries)
        {
            hub.ShowPosition(carried.CustomerId, new DeliveryPositionData(carried.OrderId, carried.DeliveryId, lat, lng, data.At));
        }
        return Task.CompletedTask;
    }
}
