using FoodDelivery.BuildingBlocks;
using FoodDelivery.Contracts;

namespace FoodDelivery.PaymentService.Domain;

public enum PaymentStatus { Created, Authorized, Captured, PartiallyRefunded, Refunded, Failed, Voided }

/// <summary>
/// The money of one order. What is asked of it only queues operations; the state moves when <see cref="Record"/> learns what the provider
/// did. Every change happens under the row's lock, so operations of one payment follow one another. They and the bookings are part of it.
/// </summary>
public sealed partial class Payment : Aggregate
{
    private readonly List<Operation> operations = [];
    private readonly List<Booking> bookings = [];
    private object? loaded;

    public Guid OrderId { get; init; }
    public Guid CustomerId { get; init; }
    public long AmountMinor { get; init; }
    public string Currency { get; init; } = "";
    public string? Token { get; init; }
    public PaymentStatus Status { get; private set; }
    public string? AuthorizationRef { get; private set; }
    public DateTimeOffset? ExpiresAt { get; private set; }
    public long HeldMinor { get; private set; }
    public long CapturedMinor { get; private set; }
    public long RefundedMinor { get; private set; }
    public string? DeclineCode { get; private set; }
    public bool CaptureWanted { get; private set; }
    public string? EndedReason { get; private set; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Its events are the order's story.</summary>
    public override Guid EventKey => OrderId;

    public Money Amount => Money(AmountMinor);
    public bool HasEnded => EndedReason is not null;
    public IReadOnlyList<Operation> Operations => operations;

    /// <summary>What was booked since it was loaded.</summary>
    public IReadOnlyList<Booking> Bookings => bookings;

    /// <summary>Its own row differs from what was loaded. Compared, so that no verb can forget to say it.</summary>
    public bool HasChanged => Raised.Count > 0 || !State.Equals(loaded);

    /// <summary>What may still be given back: refunds under way count as given.</summary>
    public long Refundable =>
        CapturedMinor - operations.Where(o => o.Kind == OperationKind.Refund && o.Status != OperationStatus.Failed).Sum(o => o.AmountMinor);

    private object State =>
        (Status, AuthorizationRef, ExpiresAt, HeldMinor, CapturedMinor, RefundedMinor, DeclineCode, CaptureWanted, EndedReason);

    /// <summary>Completes a payment whose row was read.</summary>
    public Payment With(IEnumerable<Operation> read)
    {
        operations.AddRange(read);
        loaded = State;
        return this;
    }

    /// <summary>All of it is left to be written: it is not to be written again by the next change in the same transaction.</summary>
    public void Stored()
    {
        loaded = State;
        bookings.Clear();
        foreach (var operation in operations) operation.Stored();
    }

    public Operation Operation(Guid id) =>
        operations.Find(o => o.Id == id) ?? throw new InvalidOperationException($"Payment {Id} has no operation {id}.");

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

    private void Fail(string code)
    {
        (Status, DeclineCode) = (PaymentStatus.Failed, code);
        Raise(new PaymentFailedV1(Id, OrderId, CustomerId, code));
    }

    private Money Money(long minor) => new(minor, Currency);
}
