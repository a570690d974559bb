using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.OrderService.Domain;

namespace FoodDelivery.OrderService.Data;

/// <summary>Messages in MySQL, and whose they are: who may is part of the query, so that another's order is not there at all.</summary>
public sealed class MessageStore
{
    // A courier is one of its people for as long as he or she has it, and it is under way.
    private const string Mine =
        """
        SELECT * FROM orders WHERE id = @id AND (customer_id = @customer OR restaurant_id IN @restaurants AND submitted_at IS NOT NULL
            OR driver_id = @driver AND status IN ('accepted', 'preparing', 'ready', 'inDelivery', 'cancelling'))
        """;

    /// <summary>An order of which the caller is one of the people; null for any other.</summary>
    public Task<Order?> FindOrderAsync(Session session, Guid id, ClaimsPrincipal caller) =>
        session.QuerySingleOrDefaultAsync<Order>(Mine, Of(id, caller));

    /// <summary>The same, locked: who loses the order at this moment writes before that or not at all.</summary>
    public Task<Order?> LockOrderAsync(Transaction transaction, Guid id, ClaimsPrincipal caller) =>
        transaction.QuerySingleOrDefaultAsync<Order>($"{Mine} FOR UPDATE", Of(id, caller));

    /// <summary>On which side the caller is.</summary>
    public static MessageParty PartyOf(Order order, ClaimsPrincipal caller) => caller.Id() switch
    {
        var id when caller.Has(Roles.Customer) && order.CustomerId == id => MessageParty.Customer,
        var id when caller.Has(Roles.Driver) && order.DriverId == id => MessageParty.Courier,
        _ => MessageParty.Restaurant,
    };

    /// <summary>Newest first, one more than the limit when there are more.</summary>
    public Task<IReadOnlyList<Message>> ListAsync(Session session, Guid orderId, Guid? before, int limit) => session.QueryAsync<Message>(
        $"""
        SELECT * FROM order_messages WHERE order_id = @orderId {(before is null ? "" : "AND id < @before")} ORDER BY id DESC LIMIT @take
        """, new { orderId, before, take = limit + 1 });

    /// <summary>How many messages one side has written.</summary>
    public Task<long> CountAsync(Session session, Guid orderId, MessageParty sender) => session.QuerySingleAsync<long>(
        "SELECT COUNT(*) FROM order_messages WHERE order_id = @orderId AND sender = @sender", new { orderId, sender = sender.Wire() });

    /// <summary>Saves a new message.</summary>
    public void Insert(Transaction transaction, Message message)
    {
        transaction.Write(
            "INSERT INTO order_messages (id, order_id, sender, sender_id, text, at) VALUES (@Id, @OrderId, @Sender, @SenderId, @Text, @At)",
            message);
        transaction.Save(message, correlationId: message.OrderId);
    }

    private static object Of(Guid id, ClaimsPrincipal caller) => new
    {
        id,
        customer = caller.Has(Roles.Customer) ? caller.Id() : Guid.Empty,
        driver = caller.Has(Roles.Driver) ? caller.Id() : Guid.Empty,
        restaurants = (caller.Has(Roles.Restaurant) ? caller.RestaurantIds() : []).DefaultIfEmpty().ToArray(),
    };
}
