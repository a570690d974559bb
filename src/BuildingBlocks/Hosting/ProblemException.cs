namespace FoodDelivery.BuildingBlocks.Hosting;

/// <summary>A request that is refused, answered as an RFC 9457 problem.</summary>
/// <param name="status">HTTP status, 400 to 499.</param>
/// <param name="code">Stable snake_case name that clients may switch on.</param>
/// <param name="detail">What happened and what to do, safe to show.</param>
public sealed class ProblemException(int status, string code, string detail) : Exception(detail)
{
    /// <summary>HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>Stable name.</summary>
    public string Code { get; } = code;

    /// <summary>Further members of the problem, for example <c>currentStatus</c>.</summary>
    public Dictionary<string, object?> Extras { get; } = [];

    /// <summary>Seconds for the Retry-After header; null for none.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>Adds a member to the problem.</summary>
    public ProblemException With(string name, object? value)
    {
        Extras[name] = value;
        return this;
    }

    /// <summary>404, for what does not exist and equally for what is not the caller's.</summary>
    public static ProblemException NotFound(string what) => new(404, "not_found", $"{what} was not found.");

    /// <summary>400 with one field error.</summary>
    /// <param name="pointer">JSON pointer into the body (<c>/items/0/quantity</c>) or <c>query:name</c>, <c>header:name</c>.</param>
    public static ProblemException Invalid(string pointer, string message) =>
        new ProblemException(400, "validation_failed", "The request is not valid; see errors.")
            .With("errors", new[] { new FieldError(pointer, "invalid", message) });
}

/// <summary>One invalid field of a request.</summary>
/// <param name="Pointer">JSON pointer into the body, or <c>query:name</c>, <c>header:name</c>.</param>
/// <param name="Code">Stable name of the rule.</param>
/// <param name="Message">For people.</param>
public sealed record FieldError(string Pointer, string Code, string Message);
