using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.ProductService.Data;
using Microsoft.Extensions.Options;

namespace FoodDelivery.ProductService.Events;

/// <summary>
/// A restaurant that lets two orders in a row expire is not looking: it gets no more for a while, and its customers need not wait in vain.
/// Whoever looks again resumes it.
/// </summary>
public sealed class SilenceHandler(RestaurantStore restaurants, Catalogue catalogue, IOptions<ProductOptions> options)
    : IEventHandler<OrderExpiredV1>
{
    private const int Silent = 2;

    public async Task HandleAsync(OrderExpiredV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct)
    {
        if (data.InARow < Silent) return;
        // From when it happened: an event that comes late pauses nobody who looks again by now.
        var until = envelope.Time + options.Value.SilencePause;
        if (until <= transaction.Now) return;
        if (await restaurants.TryEditAsync(transaction, data.RestaurantId, (one, now) => one.PauseForSilence(until, now)) is { } restaurant)
        {
            transaction.AfterCommit(() => catalogue.Put(restaurant));
        }
    }
}
