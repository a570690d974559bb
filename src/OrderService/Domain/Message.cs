using FoodDelivery.BuildingBlocks;
using FoodDelivery.Contracts;

namespace FoodDelivery.OrderService.Domain;

/// <summary>Whose side somebody is on who writes about an order.</summary>
public enum MessageParty
{
    Customer,
    Courier,
    Restaurant,
}

/// <summary>
/// What one of an order's people wrote to the others. By itself, and not a step of the order: the order's version, which commands go by,
/// does not change.
/// </summary>
public sealed class Message : Aggregate
{
    // For loading.
    private Message() { }

    public Guid OrderId { get; private set; }
    public MessageParty Sender { get; private set; }
    public Guid SenderId { get; private set; }
    public string Text { get; private set; } = "";
    public DateTimeOffset At { get; private set; }

    /// <exception cref="RefusedException">The order is not under way: there is nobody to read it.</exception>
    public static Message Send(Order order, MessageParty sender, Guid senderId, string text, DateTimeOffset now)
    {
        if (order.SubmittedAt is null || OrderMachine.IsEnd(order.Status))
        {
            throw new RefusedException("order_state_conflict", "Messages are exchanged while an order is under way.")
                .With("currentStatus", order.Status);
        }
        var message = new Message
        {
            Id = Guid.CreateVersion7(now), OrderId = order.Id, Sender = sender, SenderId = senderId, Text = text, At = now,
        };
        Guid?[] others =
        [
            sender is MessageParty.Customer ? null : order.CustomerId,
            sender is MessageParty.Restaurant ? null : order.RestaurantId,
            sender is MessageParty.Courier ? null : order.DriverId,
        ];
        message.Raise(new OrderMessageSentV1(
            message.Id, order.Id, order.Code, sender.ToString().ToLowerInvariant(), [.. others.OfType<Guid>()], now));
        return message;
    }
}
