using System.ComponentModel.DataAnnotations;

namespace FoodDelivery.BuildingBlocks.Hosting;

/// <summary>
/// Free text in a request, by the one rule of <see cref="Texts"/>. With <see cref="StringLengthAttribute.MinimumLength"/> it must say
/// something: spaces, and what nobody sees, are not enough.
/// </summary>
/// <param name="maximumLength">In characters, as people and databases count them.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class TextAttribute(int maximumLength) : StringLengthAttribute(maximumLength)
{
    /// <summary>Whether line breaks and tabs are in.</summary>
    public bool MultiLine { get; set; }

    /// <inheritdoc />
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is string text && Broken(text) is { } message ? new ValidationResult(message) : ValidationResult.Success;

    internal string? Broken(string text)
    {
        if (!Texts.IsClean(text, MultiLine))
        {
            return MultiLine
                ? "Text has no control characters and nothing that changes the direction of other text."
                : "Text is one line, without control characters and without what changes the direction of other text.";
        }
        if (MinimumLength > 0 && (Texts.IsBlank(text) || Texts.Length(text.AsSpan().Trim()) < MinimumLength))
        {
            return MinimumLength == 1 ? "It must say something." : $"It must say something, in at least {MinimumLength} characters.";
        }
        return Texts.Length(text) > MaximumLength ? $"It has at most {MaximumLength} characters." : null;
    }
}

/// <summary>Short free texts in a list; each says something, by the rule of <see cref="TextAttribute"/>.</summary>
/// <param name="maximumLength">Of each.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class TextsAttribute(int maximumLength) : ValidationAttribute
{
    internal TextAttribute Each { get; } = new(maximumLength) { MinimumLength = 1 };

    /// <inheritdoc />
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is IEnumerable<string> texts && texts.Select(Each.Broken).FirstOrDefault(message => message is not null) is { } broken
            ? new ValidationResult(broken)
            : ValidationResult.Success;
}

/// <summary>
/// Text of a request that is no free text and needs no rule of its own: it is compared with what is known (passwords, tokens, names of
/// settings), and never shown to others.
/// </summary>
/// <param name="maximumLength">In code points, as JSON Schema counts and NIST SP 800-63B asks for passwords.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ComparedAttribute(int maximumLength) : StringLengthAttribute(maximumLength)
{
    /// <inheritdoc />
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        var length = value is string text ? Texts.Length(text) : (int?)null;
        if (length < MinimumLength) return new ValidationResult($"It has at least {MinimumLength} characters.");
        return length > MaximumLength ? new ValidationResult($"It has at most {MaximumLength} characters.") : ValidationResult.Success;
    }
}
