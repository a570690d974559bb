namespace FoodDelivery.PaymentSimulator.Domain;

internal enum EntryKind
{
    Auth,
    Decline,
    Capture,
    Void,
    Refund,
}

/// <summary>
/// One booked movement: a line of the ledger. Every answer that an operation ever gets is made from its entry alone,
/// so that a repeated request reads the same words, after a restart too. Seq counts 1, 2, 3 … without a gap. Amount is in minor
/// units and positive: held, refused, captured, released or refunded. One key has one entry; the fingerprint is the hash of what
/// was asked under it, to tell a repetition from a mistake. Token, the card, is on auth and decline only.
/// </summary>
internal sealed record LedgerEntry(
    long Seq,
    DateTimeOffset At,
    EntryKind Kind,
    string OperationId,
    string AuthorizationId,
    string Reference,
    long Amount,
    string Currency,
    string Key,
    string Fingerprint,
    string? Token = null,
    DateTimeOffset? ExpiresAt = null,
    string? DeclineCode = null,
    string? Reason = null)
{
    /// <summary>What the caller asked for.</summary>
    public string Operation() => Kind switch
    {
        EntryKind.Auth or EntryKind.Decline => "authorize",
        EntryKind.Capture => "capture",
        EntryKind.Void => "void",
        EntryKind.Refund => "refund",
    };

    /// <summary>What became of it.</summary>
    public string Outcome() => Kind switch
    {
        EntryKind.Auth => "authorized",
        EntryKind.Decline => "declined",
        EntryKind.Capture => "captured",
        EntryKind.Void => "voided",
        EntryKind.Refund => "refunded",
    };

    public string? RefundId() => Kind == EntryKind.Refund ? WithPrefix("re_") : null;

    /// <summary>The webhook's id: derived, so that each resend carries the same one.</summary>
    public string EventId() => WithPrefix("evt_");

    private string WithPrefix(string prefix) => prefix + OperationId["op_".Length..];
}
