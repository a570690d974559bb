using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FoodDelivery.BuildingBlocks.Hosting;

namespace FoodDelivery.TestKit;

/// <summary>Short ways to call and to check answers; a failed check shows the body.</summary>
public static class HttpAssertions
{
    public static Task<HttpResponseMessage> PostJsonAsync(this HttpClient client, string path, object? body = null, string? idempotencyKey = null) =>
        client.SendJsonAsync(HttpMethod.Post, path, body, idempotencyKey is null ? [] : [("Idempotency-Key", idempotencyKey)]);

    public static Task<HttpResponseMessage> PutJsonAsync(this HttpClient client, string path, object body) => client.SendJsonAsync(HttpMethod.Put, path, body);

    public static Task<HttpResponseMessage> PatchJsonAsync(this HttpClient client, string path, object body) => client.SendJsonAsync(HttpMethod.Patch, path, body);

    public static Task<HttpResponseMessage> SendJsonAsync(this HttpClient client, HttpMethod method, string path, object? body, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        if (body is string raw) request.Content = new StringContent(raw, Encoding.UTF8, "application/json");
        else if (body is not null) request.Content = JsonContent.Create(body, options: JsonDefaults.Tolerant);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return client.SendAsync(request);
    }

    /// <summary>Checks the status and returns the body as JSON (null when there is none).</summary>
    public static async Task<JsonNode> ShouldBe(this HttpResponseMessage response, HttpStatusCode status)
    {
        var body = await response.Content.ReadAsStringAsync();
        if (response.StatusCode != status)
        {
            throw new InvalidOperationException($"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri?.PathAndQuery}: expected {(int)status}, got {(int)response.StatusCode}: {body}");
        }
        return body.Length > 0 && body[0] is '{' or '[' ? JsonNode.Parse(body)! : new JsonObject();
    }

    public static async Task<JsonNode> ShouldBe(this Task<HttpResponseMessage> response, HttpStatusCode status) => await (await response).ShouldBe(status);

    /// <summary>Checks that the answer is a complete problem with this status and code.</summary>
    public static async Task<JsonNode> ShouldBeProblem(this Task<HttpResponseMessage> call, HttpStatusCode status, string code)
    {
        var response = await call;
        var problem = await response.ShouldBe(status);
        var complete = response.Content.Headers.ContentType?.MediaType == "application/problem+json" && problem["code"]?.GetValue<string>() == code
            && problem["traceId"] is not null && problem["title"] is not null && problem["status"]?.GetValue<int>() == (int)status;
        return complete ? problem : throw new InvalidOperationException($"Expected a problem with code {code}, got {response.Content.Headers.ContentType}: {problem.ToJsonString()}");
    }

    public static string Text(this JsonNode node, string name) => node[name]?.GetValue<string>() ?? throw new InvalidOperationException($"No text '{name}' in {node.ToJsonString()}");

    public static Guid Id(this JsonNode node, string name = "id") => Guid.Parse(node.Text(name));

    public static long Amount(this JsonNode node, string name) => node[name]?["amount"]?.GetValue<long>() ?? throw new InvalidOperationException($"No amount '{name}' in {node.ToJsonString()}");

    public static T? Read<T>(this JsonNode node) => node.Deserialize<T>(JsonDefaults.Tolerant);
}
