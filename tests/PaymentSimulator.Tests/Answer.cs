using System.Net;
using System.Text.Json;

namespace FoodDelivery.PaymentSimulator.Tests;

/// <summary>A status, a body and whether it was a repetition.</summary>
internal sealed record Answer(HttpStatusCode Status, string Raw, bool Replayed, string? ContentType)
{
    public JsonElement Body => JsonElement.Parse(Raw);

    public static async Task<Answer> FromAsync(HttpResponseMessage response) => new(
        response.StatusCode,
        await response.Content.ReadAsStringAsync(),
        response.Headers.TryGetValues("Idempotent-Replayed", out var values) && values.Single() == "true",
        response.Content.Headers.ContentType?.MediaType);

    public string Text(string name) => Body.GetProperty(name).GetString()!;

    public long Number(string name) => Body.GetProperty(name).GetInt64();

    /// <summary>Checks for a problem of this status and code.</summary>
    public void Refused(HttpStatusCode status, string code)
    {
        Assert.True(Status == status, $"Expected {status}, got {Status}: {Raw}");
        Assert.Equal("application/problem+json", ContentType);
        Assert.Equal(code, Text("code"));
    }
}
