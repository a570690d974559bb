using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace FoodDelivery.BuildingBlocks.Hosting;

/// <summary>What is wrong with a body, in our words: the serializer speaks of types, callers of their JSON.</summary>
internal static partial class JsonErrors
{
    public const string UnknownField = "unknown_field";
    public const string Malformed = "malformed_json";

    public static FieldError Describe(JsonException error)
    {
        var pointer = Pointer(error.Path ?? "");
        var message = error.Message;
        if (error is TextException) return new FieldError(pointer, "invalid", message);
        if (error is OwnException) return new FieldError(pointer, Malformed, message);
        if (Unmapped().IsMatch(message)) return new FieldError(pointer, UnknownField, "There is no such member here.");
        if (Missing().Match(message) is { Success: true } missing)
        {
            var name = missing.Groups[1].Value;
            return new FieldError($"{pointer}/{name}", Malformed, $"'{name}' is missing.");
        }
        if (message.StartsWith("Duplicate property", StringComparison.Ordinal))
        {
            return new FieldError(pointer, Malformed, "A member is named twice.");
        }
        if (message.Contains("null", StringComparison.Ordinal) && message.Contains("allow", StringComparison.Ordinal))
        {
            return new FieldError(pointer, Malformed, "It must not be null.");
        }
        if (message.Contains("maximum", StringComparison.Ordinal) && message.Contains("depth", StringComparison.Ordinal))
        {
            return new FieldError(pointer, Malformed, "It is nested too deeply.");
        }
        // The reader's own errors: no JSON at all, or no longer.
        if (error.InnerException is JsonException || message.StartsWith("The input does not contain any JSON", StringComparison.Ordinal))
        {
            var place = $"line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}";
            return new FieldError(pointer, Malformed, $"It is not JSON from {place} on.");
        }
        // Which of the two names the type depends on how the member is set.
        var type = Converted().Match(message).Groups[1].Value;
        return new FieldError(pointer, Malformed, Expected($"{type} {error.InnerException?.Message}"));
    }

    /// <summary>$.items[0]['a.b'] as JSON pointer (RFC 6901).</summary>
    internal static string Pointer(string path)
    {
        var pointer = new StringBuilder();
        foreach (Match step in Step().Matches(path))
        {
            var name = step.Groups[1].Success ? step.Groups[1].Value.Replace("\\'", "'", StringComparison.Ordinal)
                : step.Groups[2].Success ? step.Groups[2].Value : step.Groups[3].Value;
            pointer.Append('/').Append(name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
        }
        return pointer.ToString();
    }

    private static string Expected(string what)
    {
        if (what.Contains("Int32", StringComparison.Ordinal) || what.Contains("Int64", StringComparison.Ordinal))
        {
            return "A whole number is expected here.";
        }
        if (Fraction().IsMatch(what)) return "A number is expected here.";
        if (what.Contains("boolean", StringComparison.OrdinalIgnoreCase)) return "true or false is expected here.";
        if (what.Contains("Guid", StringComparison.Ordinal)) return "An id (UUID) is expected here.";
        return what.Contains("DateTimeOffset", StringComparison.Ordinal)
            ? Instants.Expected
            : "It is not of the expected kind; see the description of this call.";
    }

    /// <summary>Text that nothing can be done with.</summary>
    internal sealed class TextException() : JsonException("This is no text: a character in it is broken or is none.");

    /// <summary>An error with a message of ours.</summary>
    internal sealed class OwnException(string message) : JsonException(message);

    /// <summary>Reads text, which must be well-formed wherever it stands: what cannot be normalised must reach no code.</summary>
    internal sealed class WellFormedText : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.String) throw new OwnException("Text is expected here.");
            string? text;
            try
            {
                text = reader.GetString();
            }
            catch (InvalidOperationException)
            {
                throw new TextException(); // half of a surrogate pair
            }
            return text is null || Texts.IsWellFormed(text) ? text : throw new TextException();
        }

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }

    [GeneratedRegex(@"could not be mapped")]
    private static partial Regex Unmapped();

    [GeneratedRegex(@"missing required propert\w+ including: '([^']+)'")]
    private static partial Regex Missing();

    [GeneratedRegex(@"could not be converted to ([\w.`\[\], +=]+)")]
    private static partial Regex Converted();

    [GeneratedRegex("Double|Decimal|Single|as a number")]
    private static partial Regex Fraction();

    [GeneratedRegex(@"\['((?:[^'\\]|\\.)*)'\]|\[(\d+)\]|\.([^.\[]+)")]
    private static partial Regex Step();
}
