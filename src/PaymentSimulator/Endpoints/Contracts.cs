using FoodDelivery.PaymentSimulator.Domain;

namespace FoodDelivery.PaymentSimulator.Endpoints;

/// <summary>Amounts are minor units.</summary>
public sealed record AuthorizeRequest(string Reference, long Amount, string Currency, string Token);

public sealed record CaptureRequest(long Amount);

public sealed record RefundRequest(long Amount, string? Reason = null);

/// <summary>The answer to each of the four operations; the same for every repetition of its key.</summary>
internal sealed record MovementAnswer(
    string Id,
    string OperationId,
    string? RefundId,
    string Status,
    string? DeclineCode,
    string Reference,
    long Amount,
    string Currency,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt)
{
    public static MovementAnswer From(LedgerEntry entry) => new(entry.AuthorizationId, entry.OperationId, entry.RefundId(), entry.Outcome(),
        entry.DeclineCode, entry.Reference, entry.Amount, entry.Currency, entry.At, entry.ExpiresAt);
}

/// <summary>What an Idempotency-Key did.</summary>
internal sealed record OperationAnswer(
    string Operation,
    string Status,
    string OperationId,
    string AuthorizationId,
    string? RefundId,
    string? DeclineCode,
    string Reference,
    long Amount,
    string Currency,
    DateTimeOffset CreatedAt)
{
    public static OperationAnswer From(LedgerEntry entry) => new(
        entry.Operation(), entry.Outcome(), entry.OperationId, entry.AuthorizationId, entry.RefundId(),
        entry.DeclineCode, entry.Reference, entry.Amount, entry.Currency, entry.At);
}

/// <summary>An authorization as it stands now.</summary>
internal sealed record AuthorizationAnswer(
    string Id,
    AuthorizationStatus Status,
    string? DeclineCode,
    string Reference,
    long Amount,
    long CapturedAmount,
    long RefundedAmount,
    string Currency,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt)
{
    public static AuthorizationAnswer From(Authorization authorization, DateTimeOffset now)
    {
        var opening = authorization.Opening;
        return new(opening.AuthorizationId, authorization.StatusAt(now), opening.DeclineCode, opening.Reference, opening.Amount,
            authorization.Captured, authorization.Refunded, opening.Currency, opening.At, opening.ExpiresAt);
    }
}

/// <summary>A ledger line as the witness reads it.</summary>
internal sealed record LedgerLine(
    long Seq,
    DateTimeOffset At,
    EntryKind Kind,
    string OperationId,
    string AuthorizationId,
    string Reference,
    long Amount,
    string Currency,
    string Key)
{
    public static LedgerLine From(LedgerEntry entry) => new(entry.Seq, entry.At, entry.Kind, entry.OperationId, entry.AuthorizationId,
        entry.Reference, entry.Amount, entry.Currency, entry.Key);
}

internal sealed record LedgerAnswer(IEnumerable<LedgerLine> Entries);
