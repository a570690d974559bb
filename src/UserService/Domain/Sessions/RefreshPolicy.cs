namespace FoodDelivery.UserService.Domain;

/// <summary>What happens to a refresh token that somebody presents.</summary>
public enum RefreshOutcome
{
    /// <summary>Not a token, or one of a session that has ended.</summary>
    Invalid,

    /// <summary>The newest of its family: it is replaced by its successor.</summary>
    Rotate,

    /// <summary>Replaced a moment ago, and nobody has used the successor yet: the answer got lost, it is given again.</summary>
    Repeat,

    /// <summary>Two parties hold tokens of one family, so one of them stole it: the family ends.</summary>
    Reused,
}

/// <summary>Rotation of refresh tokens with detection of reuse (RFC 9700, section 4.14).</summary>
public static class RefreshPolicy
{
    /// <summary>Life of a token; each rotation starts it anew.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    /// <summary>
    /// How long a client whose answer got lost may ask again with the old token, while nobody has used the successor. Longer than this
    /// service may be away (15 s) and a client between two tries: 10 s called people thieves whose answer had died with the service.
    /// </summary>
    public static readonly TimeSpan LostReply = TimeSpan.FromSeconds(60);

    /// <param name="token">The presented token; null when it is unknown.</param>
    public static RefreshOutcome Decide(RefreshState? token, DateTimeOffset now) => token switch
    {
        null => RefreshOutcome.Invalid,
        { RevokedAt: not null } => RefreshOutcome.Invalid,
        _ when token.ExpiresAt <= now => RefreshOutcome.Invalid,
        _ when token.Generation == token.NewestGeneration => RefreshOutcome.Rotate,
        _ when token.Generation == token.NewestGeneration - 1 && now - token.RotatedAt <= LostReply => RefreshOutcome.Repeat,
        _ => RefreshOutcome.Reused,
    };
}

/// <summary>A refresh token and the state of its family.</summary>
public sealed record RefreshState
{
    public Guid SessionId { get; init; }
    public Guid UserId { get; init; }
    public byte[] Secret { get; init; } = [];
    public int Generation { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
    public int NewestGeneration { get; init; }

    /// <summary>When the newest generation was made; null for the first.</summary>
    public DateTimeOffset? RotatedAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }
}
