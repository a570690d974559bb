namespace FoodDelivery.BuildingBlocks;

/// <summary>
/// Something this service needs (another service, Redis) does not answer. Answered with 503 and Retry-After; consumers retry.
/// </summary>
/// <param name="dependency">Its name, for example <c>product</c>.</param>
/// <param name="inner">What was caught.</param>
public sealed class DependencyUnavailableException(string dependency, Exception? inner = null)
    : Exception($"{dependency} is not available.", inner)
{
    /// <summary>Name of what is missing.</summary>
    public string Dependency { get; } = dependency;
}

/// <summary>Why something is refused; the border to HTTP gives each a status.</summary>
public enum Refusal
{
    /// <summary>The state does not allow it (now).</summary>
    Conflict,

    /// <summary>It does not exist, or is not the caller's.</summary>
    NotFound,

    /// <summary>The input breaks a rule.</summary>
    Invalid,

    /// <summary>The caller may not do it.</summary>
    NotAllowed,

    /// <summary>It existed, and its time is over.</summary>
    Gone,

    /// <summary>It was tried too often; after a while it may be tried again.</summary>
    TooOften,

    /// <summary>There is no room for it right now; after a while it may be tried again.</summary>
    Busy,
}

/// <summary>A rule of the domain refuses. Nothing was changed. Knows nothing of HTTP: <c>Problems</c> makes an answer of it.</summary>
/// <param name="code">Stable name in snake case, for example <c>delay_limit</c>.</param>
/// <param name="message">For people; safe to show.</param>
public class RefusedException(string code, string message, Refusal refusal = Refusal.Conflict) : Exception(message)
{
    /// <summary>Stable name.</summary>
    public string Code { get; } = code;

    /// <summary>Why.</summary>
    public Refusal Refusal { get; } = refusal;

    /// <summary>When to try again, where that is known.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Further members of the answer, for example <c>currentStatus</c>.</summary>
    public Dictionary<string, object?> Extras { get; } = [];

    /// <summary>Adds a member to the answer.</summary>
    public RefusedException With(string name, object? value)
    {
        Extras[name] = value;
        return this;
    }
}
