namespace FoodDelivery.UserService.Domain;

/// <summary>
/// Failed logins that are counted together. Some within 15 minutes are free; from then on each failure blocks, for a minute at first,
/// twice as long each time, 15 minutes at most. Forgotten by a success, or when nothing failed for 15 minutes after a block.
/// </summary>
/// <param name="Count">Failures that count, 0 for none.</param>
/// <param name="WindowStartedAt">First of them.</param>
/// <param name="LastFailedAt">Last of them.</param>
/// <param name="Free">Failures before the first block.</param>
public sealed record LoginFailures(
    int Count, DateTimeOffset WindowStartedAt, DateTimeOffset LastFailedAt, int Free = LoginFailures.FreeOfClient)
{
    /// <summary>Of one client at one account.</summary>
    public const int FreeOfClient = 5;

    /// <summary>
    /// Of all strangers together at one account: far more than people mistype, far fewer than guessing takes (NIST 800-63B: 100).
    /// </summary>
    public const int FreeOfEverybody = 100;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan FirstBlock = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestBlock = TimeSpan.FromMinutes(15);

    public static LoginFailures None { get; } = new(0, default, default);

    /// <summary>How long to wait before the next attempt; zero when it may be made now.</summary>
    public TimeSpan WaitAt(DateTimeOffset now) => BlockedUntil > now ? BlockedUntil - now : TimeSpan.Zero;

    /// <summary>The state after one more failure.</summary>
    public LoginFailures Next(DateTimeOffset now) =>
        IsForgotten(now) ? new(1, now, now, Free) : this with { Count = Count + 1, LastFailedAt = now };

    private DateTimeOffset BlockedUntil => Count < Free ? DateTimeOffset.MinValue : LastFailedAt + BlockLength;

    // The exponent is bounded: 2^4 minutes are past the longest block already.
    private TimeSpan BlockLength =>
        FirstBlock * Math.Pow(2, Math.Min(4, Count - Free)) is var block && block < LongestBlock ? block : LongestBlock;

    private bool IsForgotten(DateTimeOffset now) => Count switch
    {
        0 => true,
        _ when Count < Free => now - WindowStartedAt > Window,
        _ => now > BlockedUntil + Window,
    };
}
