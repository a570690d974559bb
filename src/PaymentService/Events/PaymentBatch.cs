using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.PaymentService.Clients;
using FoodDelivery.PaymentService.Data;
using FoodDelivery.PaymentService.Domain;

namespace FoodDelivery.PaymentService.Events;

/// <summary>The payments that a batch of events is about: locked and read together.</summary>
public sealed class PaymentBatch(PaymentStore store, IPaymentProvider provider) : IEventBatch
{
    private Dictionary<Guid, Payment> byOrder = [];

    public async Task LoadAsync(IReadOnlyList<EventEnvelope> events, Transaction transaction, CancellationToken ct)
    {
        // Order tells of an order under its id.
        var read = await PaymentStore.LockByOrdersAsync(transaction, [.. events.Select(happened => happened.Subject).Distinct()]);
        byOrder = read.ToDictionary(payment => payment.OrderId);
    }

    public Payment? Find(Guid orderId) => byOrder.GetValueOrDefault(orderId);

    /// <summary>The payment of an order, made where there is none.</summary>
    /// <inheritdoc cref="PaymentStore.OpenAsync" path="/param" />
    public async Task<Payment> OpenAsync(Transaction transaction, Guid orderId, Guid customerId, Money amount, string paymentMethod)
    {
        if (Find(orderId) is { } known) return known;
        return byOrder[orderId] = await PaymentStore.OpenAsync(
            transaction, orderId, customerId, amount, paymentMethod, provider.IsPersonal(paymentMethod));
    }

    /// <summary>What an event did to a payment, at once: the event is the cause of what follows.</summary>
    public void Changed(Transaction transaction, Payment payment) => store.Save(transaction, payment);
}
