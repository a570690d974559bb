using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.People;
using FoodDelivery.Contracts;

namespace FoodDelivery.CartService.Events;

/// <summary>
/// Somebody left for good: cart and quotes go. What a request that was just under way stores again lives an hour, a cart a week.
/// </summary>
public sealed class UserErasedHandler(IErasures erasures) : IDirectEventHandler<UserErasedV1>
{
    public Task HandleAsync(UserErasedV1 data, EventEnvelope envelope, CancellationToken ct) =>
        erasures.BeginAsync(data.UserId, data.ErasedAt, ct);
}
