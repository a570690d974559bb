namespace FoodDelivery.PaymentSimulator.Domain;

internal enum AuthorizationStatus
{
    Authorized,
    Declined,
    Expired,
    Voided,
    Captured,
    PartiallyRefunded,
    Refunded,
}

/// <summary>
/// A hold on a card and what became of it: captured once, in full or in part (the rest is released), or voided;
/// after the capture refunded, in several steps if wanted.
/// </summary>
internal sealed class Authorization(LedgerEntry opening)
{
    private bool _voided;

    public LedgerEntry Opening { get; } = opening;

    public long Captured { get; private set; }

    public long Refunded { get; private set; }

    public AuthorizationStatus StatusAt(DateTimeOffset now)
    {
        if (Opening.Kind == EntryKind.Decline)
        {
            return AuthorizationStatus.Declined;
        }
        if (_voided)
        {
            return AuthorizationStatus.Voided;
        }
        if (Captured == 0)
        {
            return now >= Opening.ExpiresAt ? AuthorizationStatus.Expired : AuthorizationStatus.Authorized;
        }
        return Refunded == 0 ? AuthorizationStatus.Captured
            : Refunded < Captured ? AuthorizationStatus.PartiallyRefunded
            : AuthorizationStatus.Refunded;
    }

    public LedgerEntry Capture(long amount, DateTimeOffset now)
    {
        EnsureHeld("captured", now);
        if (amount > Opening.Amount)
        {
            throw ProviderException.Conflict("amount_exceeds_authorized", $"{amount} is more than the {Opening.Amount} that are held.");
        }
        return Movement(EntryKind.Capture, amount);
    }

    public LedgerEntry Void(DateTimeOffset now)
    {
        EnsureHeld("voided", now);
        return Movement(EntryKind.Void, Opening.Amount);
    }

    public LedgerEntry Refund(long amount, string? reason)
    {
        if (Captured == 0)
        {
            throw ProviderException.Conflict("not_captured", "Nothing was captured, so nothing can be refunded.");
        }
        if (amount > Captured - Refunded)
        {
            throw ProviderException.Conflict(
                "amount_exceeds_captured", $"{amount} is more than the {Captured - Refunded} left of the capture.");
        }
        return Movement(EntryKind.Refund, amount) with { Reason = reason };
    }

    /// <summary>Takes a booked entry into the state; the entry was checked when it was made.</summary>
    public void Apply(LedgerEntry entry)
    {
        switch (entry.Kind)
        {
            case EntryKind.Auth or EntryKind.Decline:
                break;
            case EntryKind.Capture:
                Captured = entry.Amount;
                break;
            case EntryKind.Void:
                _voided = true;
                break;
            case EntryKind.Refund:
                Refunded += entry.Amount;
                break;
        }
    }

    private void EnsureHeld(string verb, DateTimeOffset now)
    {
        var status = StatusAt(now);
        var code = status switch
        {
            AuthorizationStatus.Authorized => null,
            AuthorizationStatus.Declined => "authorization_declined",
            AuthorizationStatus.Expired => "authorization_expired",
            AuthorizationStatus.Voided => "already_voided",
            AuthorizationStatus.Captured or AuthorizationStatus.PartiallyRefunded or AuthorizationStatus.Refunded => "already_captured",
        };
        if (code is not null)
        {
            throw ProviderException.Conflict(code, $"The authorization cannot be {verb}: its status is {status}.");
        }
    }

    // Sequence, time and key are the book's to give.
    private LedgerEntry Movement(EntryKind kind, long amount) =>
        new(0, default, kind, "", Opening.AuthorizationId, Opening.Reference, amount, Opening.Currency, "", "");
}
