using System.Text.Json;
using System.Text.RegularExpressions;

namespace FoodDelivery.Load.City;

/// <summary>A call that did not end with success.</summary>
/// <param name="kind">Method, path without ids, status and problem code.</param>
/// <param name="status">0 when there was no answer.</param>
/// <param name="code">Of the problem, when it was one.</param>
public sealed partial class CallFailedException(string kind, int status, string? code, string message, Exception? inner = null) : Exception(message, inner)
{
    public string Kind => kind;

    public int Status => status;

    public string? Code => code;

    /// <summary>The service refused.</summary>
    public static CallFailedException Refused(string call, int status, string body)
    {
        var code = CodeOf(body);
        return new CallFailedException($"{WithoutIds(call)} → {status} {code}".TrimEnd(), status, code, $"{call} → {status} {(body.Length > 500 ? body[..500] : body)}");
    }

    /// <summary>Nobody answered.</summary>
    public static CallFailedException NoAnswer(string call, Exception cause) =>
        new($"{WithoutIds(call)} → no answer ({cause.GetType().Name})", 0, null, $"{call} → {cause.GetType().Name}: {cause.Message} {cause.InnerException?.Message}", cause);

    private static string WithoutIds(string call) => Ids().Replace(call, "{id}");

    private static string? CodeOf(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind is JsonValueKind.Object && document.RootElement.TryGetProperty("code", out var code) ? code.GetString() : null;
        }
        catch (JsonException)
        {
            return null; // not a problem document
        }
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Ids();
}
