using System.Diagnostics.Metrics;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.PaymentService.Clients;
using FoodDelivery.PaymentService.Data;
using FoodDelivery.PaymentService.Domain;
using Microsoft.Extensions.Options;

namespace FoodDelivery.PaymentService.Operations;

/// <summary>
/// Makes one attempt at an operation and records what came out. The intent is committed before and the outcome after, so a crash at any
/// point leaves an operation that the next attempt resolves: it asks the provider first and repeats only what is not booked, with the same
/// key.
/// </summary>
public sealed class OperationRunner(
    Database database, PaymentStore store, IPaymentProvider provider, OrderClient orders, IOptions<ProviderOptions> options,
    TimeProvider clock, ILogger<OperationRunner> log)
{
    private static readonly Meter Meter = new("FoodDelivery.PaymentService");
    private static readonly Counter<long> Attempts =
        Meter.CreateCounter<long>("payment_attempts", null, "Attempts at the provider, by kind and by what came out.");

    /// <summary>An attempt in the background.</summary>
    public async Task RunAsync(ClaimedOperation claimed)
    {
        var payment = await store.FindAsync(claimed.PaymentId, CancellationToken.None);
        if (payment is not null) await RunAsync(payment, claimed.Id, options.Value.BackgroundTimeout);
    }

    /// <summary>
    /// The same with the payment at hand, as it was claimed. One that had to wait until its claim does not last for an attempt is another's
    /// by then, and may have become something else: it is taken from the queue.
    /// </summary>
    public Task RunHandedAsync(Payment payment, Guid operationId) =>
        payment.Operation(operationId).ClaimedUntil - clock.GetUtcNow() >= options.Value.BackgroundTimeout
            ? RunAsync(payment, operationId, options.Value.BackgroundTimeout)
            : Task.CompletedTask;

    /// <summary>An attempt that somebody waits for.</summary>
    public Task<Payment> RunNowAsync(Payment payment, Guid operationId) => RunAsync(payment, operationId, options.Value.AttemptTimeout);

    // Not cancellable: an attempt that has begun is recorded even if nobody waits any more.
    private async Task<Payment> RunAsync(Payment payment, Guid operationId, TimeSpan limit)
    {
        var operation = payment.Operation(operationId);
        if (!operation.IsOpen) return payment;
        Failpoint.Hit($"payment.{operation.Kind.Wire()}.before_provider");
        var outcome = await ResolveAsync(payment, operation, limit);
        Failpoint.Hit($"payment.{operation.Kind.Wire()}.after_provider");
        if (outcome is Outcome.Done done && done.AmountMinor != operation.AmountMinor)
        {
            log.LogCritical("The provider booked {Booked} instead of {Asked} for operation {OperationId} of order {OrderId}",
                done.AmountMinor, operation.AmountMinor, operation.Id, payment.OrderId);
        }
        else if (outcome is not Outcome.Done)
        {
            log.LogInformation("{Kind} of order {OrderId}, attempt {Attempt}: {Outcome}",
                operation.Kind, payment.OrderId, operation.Attempts, outcome);
        }
        var recorded = await RecordAsync(payment.Id, operationId, outcome);
        Attempts.Add(1, new("kind", operation.Kind.Wire()), new("outcome", outcome.GetType().Name.ToLowerInvariant()));
        return recorded;
    }

    private Task<Payment> RecordAsync(Guid paymentId, Guid operationId, Outcome outcome) => database.WriteAsync(async transaction =>
    {
        var payment = await PaymentStore.LockAsync(transaction, paymentId)
            ?? throw new InvalidOperationException($"There is no payment {paymentId}.");
        payment.Record(operationId, outcome, transaction.Now);
        store.Save(transaction, payment);
        return payment;
    }, CancellationToken.None);

    private async Task<Outcome> ResolveAsync(Payment payment, Operation operation, TimeSpan limit)
    {
        if (operation.Attempts > 1 && await provider.FindAsync(operation.Id) is { } found) return found;
        if (payment.HasEnded && operation.Kind is (OperationKind.Authorize or OperationKind.Capture))
        {
            return new Outcome.Declined(Operation.OrderEnded);
        }
        var amount = payment.Amount with { Amount = operation.AmountMinor };
        return operation.Kind switch
        {
            OperationKind.Authorize => await AuthorizeAsync(payment, operation, limit),
            OperationKind.Capture => await provider.CaptureAsync(operation.Id, payment.AuthorizationRef!, amount, limit),
            OperationKind.Void => await provider.VoidAsync(operation.Id, payment.AuthorizationRef!, limit),
            OperationKind.Refund => await provider.RefundAsync(operation.Id, payment.AuthorizationRef!, amount, operation.Reason, limit),
        };
    }

    /// <summary>Nothing is charged that Order does not confirm, and nothing but the method that it names.</summary>
    private async Task<Outcome> AuthorizeAsync(Payment payment, Operation operation, TimeSpan limit)
    {
        try
        {
            var order = await orders.FindAsync(payment.OrderId, CancellationToken.None);
            if (order is null) return new Outcome.Declined("order_unknown");
            if (order.Total == payment.Amount && order.CustomerId == payment.CustomerId)
            {
                return await TokenAsync(payment, order) is { } token
                    ? await provider.AuthorizeAsync(operation.Id, payment.OrderId, payment.Amount, token, limit)
                    : new Outcome.Declined("payment_method_unknown");
            }
            log.LogCritical("Order {OrderId} is {Total} of {CustomerId}, but {Amount} was to be charged",
                payment.OrderId, order.Total, order.CustomerId, payment.Amount);
            return new Outcome.Declined("amount_mismatch");
        }
        catch (DependencyUnavailableException)
        {
            return new Outcome.Unknown("order_unavailable");
        }
    }

    // A method was looked at when the payment was made, unless nobody but Order had named it by then.
    private async ValueTask<string?> TokenAsync(Payment payment, OrderSummary order) => order.PaymentMethod switch
    {
        null => payment.Token,
        var method when !Guid.TryParse(method, out _) =>
            payment.Token == method || !provider.IsPersonal(method) || await store.ClaimTokenAsync(payment.CustomerId, method)
                ? method
                : null,
        _ when payment.Token is { Length: > 0 } token => token,
        var method => await store.FindTokenAsync(payment.CustomerId, Guid.Parse(method)),
    };
}
