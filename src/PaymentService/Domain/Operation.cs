namespace FoodDelivery.PaymentService.Domain;

public enum OperationKind { Authorize, Capture, Void, Refund }

public enum OperationStatus { Pending, Unknown, Done, Failed }

/// <summary>
/// One movement asked of the provider. Its id is the key of every request for it, so that repeating is harmless. Part of its payment,
/// whose verbs change it.
/// </summary>
public sealed class Operation
{
    /// <summary>The order ended before the provider had heard of the movement.</summary>
    public const string OrderEnded = "order_ended";

    /// <summary>How long a claim keeps others away; longer than a look-up and a request together may take.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    /// <summary>How long it waits for its next attempt at most.</summary>
    public static readonly TimeSpan LongestBackOff = TimeSpan.FromMinutes(1);

    // Usually the answer to the request itself is being recorded at the moment the provider speaks up; give it a second before asking.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

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
    public int FailureStage { get; private set; }
    public int Attempts { get; private set; }
    public DateTimeOffset? NextAttemptAt { get; private set; }
    public DateTimeOffset? ClaimedUntil { get; private set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; private set; }

    public bool IsOpen => Status is OperationStatus.Pending or OperationStatus.Unknown;

    public bool IsNew { get; private set; }

    /// <summary>New, or changed since it was loaded.</summary>
    public bool HasChanged { get; private set; }

    /// <summary>What may exist once per payment: see the unique key.</summary>
    public string Slot => Kind == OperationKind.Refund ? Id.ToString() : Kind.ToString().ToLowerInvariant();

    public bool IsDue(DateTimeOffset now) => NextAttemptAt <= now && (ClaimedUntil is null || ClaimedUntil <= now);

    internal static Operation Queue(
        Guid paymentId, OperationKind kind, long amountMinor, string? reason, bool automatic, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now), PaymentId = paymentId, Kind = kind, AmountMinor = amountMinor, Reason = reason,
        Automatic = automatic, NextAttemptAt = now, CreatedAt = now, UpdatedAt = now, IsNew = true, HasChanged = true,
    };

    /// <summary>
    /// Whoever queues it makes the next attempt, right after the commit. Counted before: an attempt without outcome is known as one.
    /// </summary>
    internal void Claim(DateTimeOffset now) => (HasChanged, Attempts, ClaimedUntil) = (true, Attempts + 1, now + Lease);

    internal void Stored() => (IsNew, HasChanged) = (false, false);

    internal void Succeed(string reference, DateTimeOffset now)
    {
        Plan(OperationStatus.Done, null);
        (ProviderRef, FailureCode, UpdatedAt) = (reference, null, now);
    }

    internal void Fail(string code, DateTimeOffset now)
    {
        Plan(OperationStatus.Failed, null);
        (FailureCode, UpdatedAt) = (code, now);
    }

    /// <summary>Tried again later: at once after the first attempt, then after 1 s, doubling to a minute.</summary>
    internal void Retry(string code, DateTimeOffset now)
    {
        var seconds = Attempts <= 1 ? 0 : Math.Min(LongestBackOff.TotalSeconds, Math.Pow(2, Math.Min(Attempts - 2, 10)));
        Plan(OperationStatus.Unknown, now.AddSeconds(seconds));
        (FailureCode, UpdatedAt) = (code, now);
    }

    /// <summary>It has failed for so long that others are told; each stage once.</summary>
    internal bool Reaches(int stage)
    {
        if (stage <= FailureStage) return false;
        (HasChanged, FailureStage) = (true, stage);
        return true;
    }

    /// <summary>Somebody waits for it: no more back-off, unless an attempt is under way.</summary>
    internal void Hurry(DateTimeOffset now)
    {
        if (ClaimedUntil is null || ClaimedUntil <= now) (HasChanged, NextAttemptAt) = (true, now);
    }

    /// <summary>The provider speaks of it: ask soon, unless the outcome is known. One given up as never sent was sent after all.</summary>
    internal void LookUp(DateTimeOffset now)
    {
        if (IsOpen || Status == OperationStatus.Failed && FailureCode == OrderEnded) Plan(OperationStatus.Unknown, now + Grace);
    }

    private void Plan(OperationStatus status, DateTimeOffset? nextAttemptAt) =>
        (HasChanged, Status, NextAttemptAt, ClaimedUntil) = (true, status, nextAttemptAt, null);
}

/// <summary>What is known about a movement at the provider.</summary>
public abstract record Outcome
{
    private Outcome() { }

    /// <summary>Booked there.</summary>
    /// <param name="AuthorizationRef">The provider's id of the hold the movement belongs to.</param>
    /// <param name="AmountMinor">What the provider says it booked.</param>
    /// <param name="ExpiresAt">When the hold lapses; only for authorisations.</param>
    public sealed record Done(string AuthorizationRef, long AmountMinor, DateTimeOffset? ExpiresAt = null) : Outcome;

    /// <summary>Refused for good; nothing was booked.</summary>
    public sealed record Declined(string Code) : Outcome;

    /// <summary>Anything else: silence, an error, an answer that makes no sense. It may or may not be booked.</summary>
    public sealed record Unknown(string Reason) : Outcome;
}
