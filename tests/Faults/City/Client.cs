using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FoodDelivery.Faults.City;

/// <summary>Somebody's app: it logs in, and sends each request once.</summary>
public sealed class Client(HttpClient http, string email)
{
    private const string Password = "Demo-Passw0rd!";
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(15);
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private string? token;

    public string Email => email;

    public bool HasToken => token is not null;

    /// <param name="within">15 s when not given.</param>
    /// <param name="line">Where the request waits with its last byte unsent.</param>
    public async Task<Answer> AskAsync(HttpMethod method, string path, object? body, CancellationToken ct, string? key = null, TimeSpan? within = null, StartingLine? line = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        if (line is not null) request.Content = line.Hold(JsonSerializer.SerializeToUtf8Bytes(body ?? new { }, Web));
        else if (body is not null) request.Content = JsonContent.Create(body, options: Web);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(within ?? Usual);
        try
        {
            using var response = await http.SendAsync(request, limit.Token);
            var text = await response.Content.ReadAsStringAsync(limit.Token);
            return new Answer((int)response.StatusCode, text.StartsWith('{') ? JsonNode.Parse(text)! : new JsonObject());
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return Answer.None(e.Message);
        }
    }

    /// <summary>Keeps the token when there is one.</summary>
    public async Task<Answer> LogInAsync(CancellationToken ct)
    {
        var answer = await AskAsync(HttpMethod.Post, "/api/v1/auth/login", new { email, password = Password }, ct);
        if (answer.Ok) token = answer.Body["accessToken"]!.GetValue<string>();
        return answer;
    }

    /// <summary>A live stream, from after an event on.</summary>
    /// <exception cref="HttpRequestException">It was not opened; its StatusCode says why, when there was an answer.</exception>
    public async Task<HttpResponseMessage> OpenStreamAsync(long? after, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/streams/me");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (after is not null) request.Headers.Add("Last-Event-ID", after.ToString());
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (response.IsSuccessStatusCode) return response;
        using (response) throw new HttpRequestException($"The stream answered {(int)response.StatusCode}", null, response.StatusCode);
    }
}
