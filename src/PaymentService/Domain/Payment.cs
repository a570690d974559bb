using FoodDelivery.Contracts;

namespace FoodDelivery.PaymentService.Domain;

public enum PaymentStatus { Created, Authorized, Captured, PartiallyRefunded, Refunded, Failed, Voided }

/// <summary>
/// The money of one order. Commands only queue operations; the state moves when <see cref="Record"/> learns what the provider did.
/// Every change happens under the row's lock, so operations of one payment follow one another.
/// </summary>
public sealed partial class Payment
{
    private readonly List<Operation> operations = [];
    private readonly List<object> events = [];
    private readonly List<LedgerEntry> bookings = [];

    public Guid Id { get; init; }
    public Guid OrderId { get; init; }
    public Guid CustomerId { get; init; }
    public long AmountMinor { get; init; }
    public string Currency { get; init; } = "";
    public string? Token { get; init; }
    public PaymentStatus Status { get; private set; }
    public long Version { get; private set; }
    public string? AuthorizationRef { get; private set; }
    public DateTimeOffset? ExpiresAt { get; private set; }
    public long HeldMinor { get; private set; }
    public long CapturedMinor { get; private set; }
    public long RefundedMinor { get; private set; }
    public string? DeclineCode { get; private set; }
    public bool CaptureWanted { get; private set; }
    public string? EndedReason { get; private set; }
    public DateTimeOffset CreatedAt { get; init; }

    public Money Amount => Money(AmountMinor);
    public bool HasEnded => EndedReason is not null;
    public IReadOnlyList<Operation> Operations => operations;
    /// <summary>Events to publish, of the Contracts' types.</summary>
    public IReadOnlyList<object> Events => events;
    public IReadOnlyList<LedgerEntry> Bookings => bookings;

    /// <summary>What may still be given back: refunds under way count as given.</summary>
    public long Refundable => CapturedMinor - operations.Where(o => o.Kind == OperationKind.Refund && o.Status != OperationStatus.Failed).Sum(o => o.AmountMinor);

    public Payment With(IEnumerable<Operation> loaded)
    {
        operations.AddRange(loaded);
        return this;
    }

    public Operation Operation(Guid id) => operations.Find(o => o.Id == id) ?? throw new InvalidOperationException($"Payment {Id} has no operation {id}.");

    /// <summary>Queues the authorisation, once; null when there is nothing to do.</summary>
    /// <param name="claim">The caller makes the first attempt itself, right after the commit.</param>
    public Operation? BeginAuthorization(bool claim, DateTimeOffset now)
    {
        if (Status != PaymentStatus.Created || HasEnded || Find(OperationKind.Authorize) is not null) return null;
        if (Token is null)
        {
            Fail("payment_method_unknown");
            return null;
        }
        var operation = Queue(OperationKind.Authorize, AmountMinor, null, automatic: true, now);
        if (claim) operation.Claim(now);
        return operation;
    }

    /// <summary>The food was served, or made and not fetched: take the money, now or as soon as it is authorised.</summary>
    public void RequestCapture(DateTimeOffset now)
    {
        CaptureWanted = true;
        if (Status == PaymentStatus.Authorized && !HasEnded) QueueOnce(OperationKind.Capture, AmountMinor, now);
    }

    /// <summary>The order ended without service: release or give back everything. What is under way at the provider is resolved first.</summary>
    public void End(string reason, DateTimeOffset now)
    {
        if (HasEnded) return;
        EndedReason = reason;
        if (operations.Find(o => o.IsOpen && o.Kind != OperationKind.Refund) is { } open) open.Hurry(now);
        else Settle(now);
    }

    /// <summary>Gives captured money back on an operator's word.</summary>
    /// <returns>Null when that would be more than is left.</returns>
    public Operation? RequestRefund(long amountMinor, string reason, DateTimeOffset now) =>
        amountMinor > Refundable ? null : Queue(OperationKind.Refund, amountMinor, reason, automatic: false, now);

    private void Settle(DateTimeOffset now)
    {
        if (HeldMinor > 0) QueueOnce(OperationKind.Void, HeldMinor, now);
        else if (Refundable > 0) Queue(OperationKind.Refund, Refundable, EndedReason, automatic: true, now);
        else if (!operations.Any(o => o.IsOpen))
        {
            // Nothing held and nothing taken: say so, because a cancelling order waits for it.
            if (Status == PaymentStatus.Created) Status = PaymentStatus.Voided;
            Raise(new PaymentVoidedV1(Id, OrderId, CustomerId, Money(0)));
        }
    }

    private void Fail(string code)
    {
        (Status, DeclineCode) = (PaymentStatus.Failed, code);
        Raise(new PaymentFailedV1(Id, OrderId, CustomerId, code));
    }

    private Operation? Find(OperationKind kind) => operations.Find(o => o.Kind == kind);

    private void QueueOnce(OperationKind kind, long amountMinor, DateTimeOffset now)
    {
        if (Find(kind) is not { } existing) Queue(kind, amountMinor, null, automatic: true, now);
        else if (existing.Status == OperationStatus.Failed) existing.Retry(existing.FailureCode ?? "again", now);
    }

    private Operation Queue(OperationKind kind, long amountMinor, string? reason, bool automatic, DateTimeOffset now)
    {
        var operation = Domain.Operation.Queue(Id, kind, amountMinor, reason, automatic, now);
        operations.Add(operation);
        return operation;
    }

    private void Raise<T>(T data) where T : IEvent
    {
        Version++;
        events.Add(data);
    }

    private Money Money(long minor) => new(minor, Currency);
}
