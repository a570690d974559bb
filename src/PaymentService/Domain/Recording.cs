using FoodDelivery.Contracts;

namespace FoodDelivery.PaymentService.Domain;

/// <summary>What follows from what the provider did.</summary>
public sealed partial class Payment
{
    private static readonly TimeSpan GiveUpCaptureAfter = TimeSpan.FromHours(24);

    /// <summary>Takes in the outcome of an operation; an outcome that is known already changes nothing.</summary>
    public void Record(Guid operationId, Outcome outcome, DateTimeOffset now)
    {
        var operation = Operation(operationId);
        if (!operation.IsOpen) return;

        switch (operation.Kind, outcome)
        {
            case (OperationKind.Authorize, Outcome.Done done): Authorized(operation, done, now); break;
            case (OperationKind.Authorize, Outcome.Declined declined): NotAuthorized(operation, declined, now); break;
            case (OperationKind.Capture, Outcome.Done done): Captured(operation, done, now); break;
            case (OperationKind.Capture, Outcome.Declined declined): NotCaptured(operation, declined.Code, refused: true, now); break;
            case (OperationKind.Capture, Outcome.Unknown unknown): NotCaptured(operation, unknown.Reason, refused: false, now); break;
            case (OperationKind.Void, Outcome.Done done): Voided(operation, done.AuthorizationRef, now); break;
            case (OperationKind.Void, Outcome.Declined declined): NotVoided(operation, declined.Code, now); break;
            case (OperationKind.Refund, Outcome.Done done): Refunded(operation, done, now); break;
            case (OperationKind.Refund, Outcome.Declined declined): NotRefunded(operation, declined.Code, now); break;
            case (_, Outcome.Unknown unknown): operation.Retry(unknown.Reason, now); break;
            default: throw new InvalidOperationException($"No rule for {operation.Kind} and {outcome}.");
        }
    }

    private void Authorized(Operation operation, Outcome.Done done, DateTimeOffset now)
    {
        operation.Succeed(done.AuthorizationRef, now);
        (AuthorizationRef, ExpiresAt, HeldMinor) = (done.AuthorizationRef, done.ExpiresAt, done.AmountMinor);
        bookings.AddRange(Ledger.Hold(operation, done.AmountMinor));
        if (HasEnded)
        {
            Settle(now); // a late authorisation is released, the order is not revived
        }
        else if (done.AmountMinor != AmountMinor)
        {
            Fail("amount_mismatch");
            QueueOnce(OperationKind.Void, HeldMinor, now);
        }
        else
        {
            Status = PaymentStatus.Authorized;
            Raise(new PaymentAuthorizedV1(Id, OrderId, CustomerId, Amount, done.ExpiresAt ?? now.AddDays(7)));
            if (CaptureWanted) QueueOnce(OperationKind.Capture, AmountMinor, now);
        }
    }

    private void NotAuthorized(Operation operation, Outcome.Declined declined, DateTimeOffset now)
    {
        operation.Fail(declined.Code, now);
        if (HasEnded) Settle(now);
        else Fail(declined.Code);
    }

    private void Captured(Operation operation, Outcome.Done done, DateTimeOffset now)
    {
        operation.Succeed(done.AuthorizationRef, now);
        bookings.AddRange(Ledger.Capture(operation, HeldMinor, done.AmountMinor));
        (Status, HeldMinor, CapturedMinor) = (PaymentStatus.Captured, 0, done.AmountMinor);
        Raise(new PaymentCapturedV1(Id, OrderId, CustomerId, Money(done.AmountMinor)));
        if (HasEnded) Settle(now);
    }

    // Food is on its way or eaten: tried for a day. Told when refused, and then at growing distances, not at each attempt.
    private void NotCaptured(Operation operation, string reason, bool refused, DateTimeOffset now)
    {
        if (refused && HasEnded)
        {
            operation.Fail(reason, now);
            Settle(now);
            return;
        }
        var age = now - operation.CreatedAt;
        var stage = age.TotalMinutes switch { < 1 => refused ? 1 : 0, < 10 => 2, < 60 => 3, < 360 => 4, < 1440 => 5, _ => 6 };
        if (stage > operation.FailureStage)
        {
            operation.FailureStage = stage;
            Raise(new PaymentCaptureFailedV1(Id, OrderId, CustomerId, operation.Attempts, reason));
        }
        // An unknown outcome is never given up: it may be booked.
        if (refused && age >= GiveUpCaptureAfter) operation.Fail(reason, now);
        else operation.Retry(reason, now);
    }

    private void Voided(Operation operation, string reference, DateTimeOffset now)
    {
        operation.Succeed(reference, now);
        bookings.AddRange(Ledger.Release(operation, HeldMinor));
        var released = HeldMinor;
        HeldMinor = 0;
        if (Status != PaymentStatus.Failed) Status = PaymentStatus.Voided;
        Raise(new PaymentVoidedV1(Id, OrderId, CustomerId, Money(released)));
    }

    private void NotVoided(Operation operation, string code, DateTimeOffset now)
    {
        if (code is "already_voided" or "authorization_expired")
        {
            Voided(operation, AuthorizationRef!, now); // the hold is gone either way
        }
        else if (code is "already_captured" && Find(OperationKind.Capture) is { Status: OperationStatus.Failed } capture)
        {
            // A capture given up as never sent was booked after all: look it up again, then give the money back.
            operation.Fail(code, now);
            capture.Retry(code, now);
        }
        else
        {
            operation.Retry(code, now);
        }
    }

    private void Refunded(Operation operation, Outcome.Done done, DateTimeOffset now)
    {
        operation.Succeed(done.AuthorizationRef, now);
        bookings.AddRange(Ledger.Refund(operation, done.AmountMinor));
        RefundedMinor += done.AmountMinor;
        Status = RefundedMinor < CapturedMinor ? PaymentStatus.PartiallyRefunded : PaymentStatus.Refunded;
        Raise(new PaymentRefundedV1(Id, OrderId, CustomerId, operation.Id, Money(done.AmountMinor), Money(RefundedMinor), operation.Reason ?? ""));
    }

    private void NotRefunded(Operation operation, string code, DateTimeOffset now)
    {
        if (operation.Automatic)
        {
            operation.Retry(code, now);
            return;
        }
        operation.Fail(code, now);
        if (HasEnded) Settle(now);
    }
}
