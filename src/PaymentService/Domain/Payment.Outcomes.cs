using System.Diagnostics;
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

        Action rule = outcome switch
        {
            Outcome.Done done => operation.Kind switch
            {
                OperationKind.Authorize => () => Authorized(operation, done, now),
                OperationKind.Capture => () => Captured(operation, done, now),
                OperationKind.Void => () => Voided(operation, done.AuthorizationRef, now),
                OperationKind.Refund => () => Refunded(operation, done, now),
            },
            Outcome.Declined { Code: var code } => operation.Kind switch
            {
                OperationKind.Authorize => () => NotAuthorized(operation, code, now),
                OperationKind.Capture => () => NotCaptured(operation, code, refused: true, now),
                OperationKind.Void => () => NotVoided(operation, code, now),
                OperationKind.Refund => () => NotRefunded(operation, code, now),
            },
            Outcome.Unknown { Reason: var reason } => operation.Kind switch
            {
                OperationKind.Capture => () => NotCaptured(operation, reason, refused: false, now),
                OperationKind.Authorize or OperationKind.Void or OperationKind.Refund => () => operation.Retry(reason, now),
            },
            _ => throw new UnreachableException(),
        };
        rule();
    }

    private void Authorized(Operation operation, Outcome.Done done, DateTimeOffset now)
    {
        operation.Succeed(done.AuthorizationRef, now);
        (AuthorizationRef, ExpiresAt, HeldMinor) = (done.AuthorizationRef, done.ExpiresAt, done.AmountMinor);
        bookings.AddRange(Ledger.Hold(operation, Money(done.AmountMinor), now));
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

    private void NotAuthorized(Operation operation, string code, DateTimeOffset now)
    {
        operation.Fail(code, now);
        if (HasEnded) Settle(now);
        else Fail(code);
    }

    private void Captured(Operation operation, Outcome.Done done, DateTimeOffset now)
    {
        operation.Succeed(done.AuthorizationRef, now);
        bookings.AddRange(Ledger.Capture(operation, Money(HeldMinor), Money(done.AmountMinor), now));
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
        if (operation.Reaches(stage)) Raise(new PaymentCaptureFailedV1(Id, OrderId, CustomerId, operation.Attempts, reason));
        // An unknown outcome is never given up: it may be booked.
        if (refused && age >= GiveUpCaptureAfter) operation.Fail(reason, now);
        else operation.Retry(reason, now);
    }

    private void Voided(Operation operation, string reference, DateTimeOffset now)
    {
        operation.Succeed(reference, now);
        var released = Money(HeldMinor);
        bookings.AddRange(Ledger.Release(operation, released, now));
        HeldMinor = 0;
        if (Status != PaymentStatus.Failed) Status = PaymentStatus.Voided;
        Raise(new PaymentVoidedV1(Id, OrderId, CustomerId, released));
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
        bookings.AddRange(Ledger.Refund(operation, Money(done.AmountMinor), now));
        RefundedMinor += done.AmountMinor;
        Status = RefundedMinor < CapturedMinor ? PaymentStatus.PartiallyRefunded : PaymentStatus.Refunded;
        var (given, total) = (Money(done.AmountMinor), Money(RefundedMinor));
        Raise(new PaymentRefundedV1(Id, OrderId, CustomerId, operation.Id, given, total, operation.Reason ?? ""));
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
