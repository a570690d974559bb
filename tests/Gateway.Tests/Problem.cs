using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;

namespace FoodDelivery.Gateway.Tests;

/// <summary>Checks that a body is one of the gateway's problems, whole and consistent.</summary>
internal static class Problem
{
    public static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(status == answer.StatusCode, $"{answer.StatusCode}: {body}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        return Check(body, (int)status, code, answer.Headers.GetValues("X-Request-Id").Single());
    }

    public static JsonElement Check(RawAnswer answer, int status, string code)
    {
        Assert.True(status == answer.Status, $"{answer.Status}: {answer.Body}");
        Assert.Equal("application/problem+json", answer.Headers["Content-Type"]);
        return Check(answer.Body, status, code, answer.Headers["X-Request-Id"]);
    }

    private static JsonElement Check(string body, int status, string code, string requestId)
    {
        var problem = JsonDocument.Parse(body).RootElement;
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal($"/problems/{code}", problem.GetProperty("type").GetString());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.Equal(requestId, problem.GetProperty("traceId").GetString());
        Assert.Equal(ReasonPhrases.GetReasonPhrase(status), problem.GetProperty("title").GetString());
        Assert.Matches(new Regex(@"^[A-Z].+\.$"), problem.GetProperty("detail").GetString());
        Assert.True(problem.GetProperty("retryable").ValueKind is JsonValueKind.True or JsonValueKind.False);
        return problem;
    }
}
