using FoodDelivery.BuildingBlocks;
using FoodDelivery.Contracts;

namespace FoodDelivery.PaymentService.Domain;

/// <summary>What is asked of it: by the order's service, by what becomes of the order, by operators, by the provider.</summary>
public sealed partial class Payment
{
    /// <summary>Deadline by which the direct call has come; then the payment authorises by itself.</summary>
    public const string CallDeadline = "authorize";

    private static readonly TimeSpan WaitForCall = TimeSpan.FromSeconds(5);

    /// <summary>The order is placed. Usually the direct call comes first or soon after; if not, the deadline authorises.</summary>
    public void AwaitCall(DateTimeOffset now)
    {
        if (operations.Count == 0 && Status == PaymentStatus.Created) SetDeadline(CallDeadline, now + WaitForCall);
    }

    /// <summary>Queues the authorisation, once; null when there is nothing to do.</summary>
    /// <param name="claim">The caller makes the first attempt itself, right after the commit.</param>
    public Operation? RequestAuthorization(bool claim, DateTimeOffset now)
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

    /// <summary>Gives captured money back on an operator's word.</summary>
    /// <exception cref="RefusedException">That would be more than is left.</exception>
    public Operation RequestRefund(long amountMinor, string reason, DateTimeOffset now)
    {
        if (amountMinor > Refundable)
        {
            throw new RefusedException("refund_exceeds_captured", "That is more than is left of what was captured.")
                .With("currentStatus", Status).With("refundable", Money(Refundable));
        }
        return Queue(OperationKind.Refund, amountMinor, reason, automatic: false, now);
    }

    /// <summary>The order ended without service: release or give back everything. What is under way is resolved first.</summary>
    public void End(string reason, DateTimeOffset now)
    {
        if (HasEnded) return;
        EndedReason = reason;
        if (operations.Find(o => o.IsOpen && o.Kind != OperationKind.Refund) is { } open) open.Hurry(now);
        else Settle(now);
    }

    /// <summary>
    /// Ops want it tried now: what is under way without waiting for its next time, and a capture that was given up once more. Asks the
    /// provider first what it knows, as every further attempt does.
    /// </summary>
    public void AskAgain(DateTimeOffset now)
    {
        foreach (var open in operations.Where(operation => operation.IsOpen)) open.Hurry(now);
        if (CanCapture && Find(OperationKind.Capture) is { Status: OperationStatus.Failed } givenUp)
        {
            givenUp.Retry(givenUp.FailureCode ?? "again", now);
            givenUp.Hurry(now);
        }
    }

    private bool CanCapture => CaptureWanted && Status == PaymentStatus.Authorized && !HasEnded;

    /// <summary>The provider speaks of an operation: see what it did, unless that is known.</summary>
    public void LookUp(Guid operationId, DateTimeOffset now) => Operation(operationId).LookUp(now);

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
}
