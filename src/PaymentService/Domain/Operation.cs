using FoodDelivery.BuildingBlocks.Sql;

namespace FoodDelivery.PaymentService.Domain;

public enum OperationKind { Authorize, Capture, Void, Refund }

public enum OperationStatus { Pending, Unknown, Done, Failed }

/// <summary>One movement asked of the provider. Its id is the key of every request for it, so that repeating is harmless.</summary>
public sealed class Operation
{
    /// <summary>The order ended before the provider had heard of the movement.</summary>
    public const string OrderEnded = "order_ended";

    /// <summary>How long a claim keeps others away; longer than a look-up and a request together may take.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    /// <summary>How long it waits for its next attempt at most.</summary>
    public static readonly TimeSpan LongestBackOff = TimeSpan.FromMinutes(1);

    public Guid Id { get; init; }
    public Guid PaymentId { get; init; }
    public OperationKind Kind { get; init; }
    public long AmountMinor { get; init; }
    public string? Reason { get; init; }

    /// <summary>Ours, not an operator's: it is tried until it succeeds.</summary>
    public bool Automatic { get; init; }

    public OperationStatus Status { get; private set; }
    public string? ProviderRef { get; private set; }
    public string? FailureCode { get; private set; }
    public int FailureStage { get; internal set; }
    public int Attempts { get; private set; }
    public DateTimeOffset? NextAttemptAt { get; private set; }
    public DateTimeOffset? ClaimedUntil { get; private set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; private set; }

    public bool IsOpen => Status is OperationStatus.Pending or OperationStatus.Unknown;

    public bool IsNew { get; private init; }

    /// <summary>What may exist once per payment: see the unique key.</summary>
    public string Slot => Kind == OperationKind.Refund ? Id.ToString() : Kind.Wire();

    internal static Operation Queue(Guid paymentId, OperationKind kind, long amountMinor, string? reason, bool automatic, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now), PaymentId = paymentId, Kind = kind, AmountMinor = amountMinor, Reason = reason, Automatic = automatic,
        NextAttemptAt = now, CreatedAt = now, UpdatedAt = now, IsNew = true,
    };

    /// <summary>The creator itself makes the first attempt.</summary>
    internal void Claim(DateTimeOffset now) => (Attempts, ClaimedUntil) = (Attempts + 1, now + Lease);

    internal void Succeed(string reference, DateTimeOffset now)
    {
        Finish(OperationStatus.Done, now);
        (ProviderRef, FailureCode) = (reference, null);
    }

    internal void Fail(string code, DateTimeOffset now)
    {
        Finish(OperationStatus.Failed, now);
        FailureCode = code;
    }

    /// <summary>Tried again later: at once after the first attempt, then after 1 s, doubling to a minute.</summary>
    internal void Retry(string code, DateTimeOffset now)
    {
        var seconds = Attempts <= 1 ? 0 : Math.Min(LongestBackOff.TotalSeconds, Math.Pow(2, Math.Min(Attempts - 2, 10)));
        (Status, FailureCode, UpdatedAt) = (OperationStatus.Unknown, code, now);
        (NextAttemptAt, ClaimedUntil) = (now.AddSeconds(seconds), null);
    }

    /// <summary>Somebody waits for it: no more back-off, unless an attempt is under way.</summary>
    internal void Hurry(DateTimeOffset now)
    {
        if (ClaimedUntil is null || ClaimedUntil <= now) NextAttemptAt = now;
    }

    private void Finish(OperationStatus status, DateTimeOffset now) => (Status, UpdatedAt, NextAttemptAt, ClaimedUntil) = (status, now, null, null);
}
