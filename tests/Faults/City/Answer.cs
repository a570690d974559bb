using System.Text.Json.Nodes;

namespace FoodDelivery.Faults.City;

/// <summary>What came of sending a request once.</summary>
/// <param name="Status">0 when nothing came back.</param>
/// <param name="Body">Empty when there was none, or when it was not an object.</param>
/// <param name="Why">Why nothing came back; null when something did.</param>
public sealed record Answer(int Status, JsonNode Body, string? Why = null)
{
    public string? Code => Body["code"]?.GetValue<string>();

    public bool Ok => Status is >= 200 and < 300;

    /// <summary>Whether it says what became of the request. "Not now", "too many" and "who are you?" leave it open.</summary>
    public bool IsDefinite => Ok || (Status is >= 400 and < 500 and not (401 or 408 or 425 or 429) && Code != "idempotency_key_in_progress");

    public static Answer None(string why) => new(0, new JsonObject(), why);

    public override string ToString() => Status == 0 ? "no answer" : $"{Status} {Code}".TrimEnd();
}
