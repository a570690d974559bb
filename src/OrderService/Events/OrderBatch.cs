using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.OrderService.Data;
using FoodDelivery.OrderService.Domain;

namespace FoodDelivery.OrderService.Events;

/// <summary>The orders that a batch of reports is about: locked and read together, written together.</summary>
public sealed class OrderBatch(OrderStore orders) : IEventBatch
{
    private readonly List<(EventEnvelope Report, string? Detail)> notes = [];
    private readonly HashSet<Order> unsaved = [];
    private Dictionary<Guid, Order> found = [];

    public async Task LoadAsync(IReadOnlyList<EventEnvelope> events, Transaction transaction, CancellationToken ct)
    {
        // Payment and Delivery tell of an order under its id.
        var read = await orders.LockAsync(transaction, [.. events.Select(report => report.Subject).Distinct()]);
        found = read.ToDictionary(order => order.Id);
    }

    public Order? Find(Guid orderId) => found.GetValueOrDefault(orderId);

    /// <summary>One more line of the order's timeline, and the order as the report left it.</summary>
    public void Note(Transaction transaction, Order order, EventEnvelope report, string? detail)
    {
        notes.Add((report, detail));
        unsaved.Add(order);
        if (order.Raised.Count == 0) return;
        // At once, while the report is the transaction's cause.
        orders.Save(transaction, order);
        unsaved.Remove(order);
    }

    public void Save(Transaction transaction)
    {
        foreach (var order in unsaved) orders.Save(transaction, order);
        if (notes.Count > 0) orders.Note(transaction, notes);
    }
}
