using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace FoodDelivery.Load.City;

/// <summary>Somebody who is logged in: calls in that name, with a token that is refreshed before it ends. Thread-safe.</summary>
public sealed class Person
{
    public const string Password = "Demo-Passw0rd!";

    // Longer than any call takes, so that no call goes out with a token that ends under way.
    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(60);

    private readonly HttpClient http;
    private readonly SemaphoreSlim refreshing = new(1);
    private Tokens tokens = null!;
    private long goodUntil;

    private Person(HttpClient http, string email) => (this.http, Email) = (http, email);

    public string Email { get; }

    public static async Task<Person> LoginAsync(HttpClient http, string email, CancellationToken ct)
    {
        var person = new Person(http, email);
        person.Keep(await person.CallAsync<Tokens>(HttpMethod.Post, "/api/v1/auth/login", new { email, password = Password }, null, null, ct));
        return person;
    }

    /// <exception cref="CallFailedException">Any answer but success.</exception>
    public Task<T> GetAsync<T>(string path, CancellationToken ct) => SendAsync<T>(HttpMethod.Get, path, null, ct);

    /// <inheritdoc cref="GetAsync{T}" />
    public Task<T> PostAsync<T>(string path, object? body, CancellationToken ct, string? idempotencyKey = null) => SendAsync<T>(HttpMethod.Post, path, body, ct, idempotencyKey);

    /// <inheritdoc cref="GetAsync{T}" />
    public Task PostAsync(string path, object? body, CancellationToken ct) => SendAsync<JsonElement>(HttpMethod.Post, path, body, ct);

    /// <inheritdoc cref="GetAsync{T}" />
    public async Task<T> SendAsync<T>(HttpMethod method, string path, object? body, CancellationToken ct, string? idempotencyKey = null) =>
        await CallAsync<T>(method, path, body, await TokenAsync(ct), idempotencyKey, ct);

    /// <summary>An access token that is good for a minute at least.</summary>
    public async ValueTask<string> TokenAsync(CancellationToken ct)
    {
        if (Stopwatch.GetTimestamp() < Volatile.Read(ref goodUntil)) return tokens.AccessToken;
        // One at a time: a refresh token is good for one use, and a second use would end the whole session.
        await refreshing.WaitAsync(ct);
        try
        {
            if (Stopwatch.GetTimestamp() >= goodUntil) Keep(await CallAsync<Tokens>(HttpMethod.Post, "/api/v1/auth/refresh", new { tokens.RefreshToken }, null, null, ct));
            return tokens.AccessToken;
        }
        finally
        {
            refreshing.Release();
        }
    }

    private void Keep(Tokens fresh)
    {
        tokens = fresh;
        var good = TimeSpan.FromSeconds(fresh.ExpiresIn) - Reserve;
        Volatile.Write(ref goodUntil, Stopwatch.GetTimestamp() + (long)(good.TotalSeconds * Stopwatch.Frequency));
    }

    private async Task<T> CallAsync<T>(HttpMethod method, string path, object? body, string? token, string? idempotencyKey, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, path);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        if (body is not null) request.Content = JsonContent.Create(body, options: Json.Web);
        try
        {
            using var response = await http.SendAsync(request, ct);
            if (!response.IsSuccessStatusCode) throw CallFailedException.Refused($"{method} {path}", (int)response.StatusCode, await response.Content.ReadAsStringAsync(ct));
            if (response.Content.Headers.ContentLength is 0 || response.StatusCode is System.Net.HttpStatusCode.NoContent) return default!;
            return (await response.Content.ReadFromJsonAsync<T>(Json.Web, ct))!;
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or IOException || (e is TaskCanceledException && !ct.IsCancellationRequested))
        {
            throw CallFailedException.NoAnswer($"{method} {path}", e);
        }
    }
}
