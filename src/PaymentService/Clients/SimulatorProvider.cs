using System.Net;
using System.Text.Json;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.PaymentService.Domain;

namespace FoodDelivery.PaymentService.Clients;

/// <summary>The provider simulator over HTTP.</summary>
public sealed class SimulatorProvider(HttpClient http) : IPaymentProvider
{
    private static readonly TimeSpan LookUpLimit = TimeSpan.FromSeconds(2);

    public string Name => "simulator";

    // Its test cards are everybody's; tok_ok__ada is one of Ada alone.
    public bool IsShared(string token) => !token.Contains("__", StringComparison.Ordinal);

    public Task<Outcome> AuthorizeAsync(Guid key, Guid orderId, Money amount, string token, TimeSpan limit) =>
        MoveAsync(key, "/v1/authorizations",
            new { reference = orderId.ToString(), amount = amount.Amount, currency = amount.Currency, token }, "authorized", limit);

    public Task<Outcome> CaptureAsync(Guid key, string authorizationRef, Money amount, TimeSpan limit) =>
        MoveAsync(key, $"{PathOf(authorizationRef)}/capture", new { amount = amount.Amount }, "captured", limit);

    public Task<Outcome> VoidAsync(Guid key, string authorizationRef, TimeSpan limit) =>
        MoveAsync(key, $"{PathOf(authorizationRef)}/void", null, "voided", limit);

    public Task<Outcome> RefundAsync(Guid key, string authorizationRef, Money amount, string? reason, TimeSpan limit) =>
        MoveAsync(key, $"{PathOf(authorizationRef)}/refunds", new { amount = amount.Amount, reason }, "refunded", limit);

    public async Task<Outcome?> FindAsync(Guid key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/operations/{key}");
        var (answer, outcome) = await SendAsync(request, LookUpLimit);
        if (answer is null) return outcome is Outcome.Declined { Code: "operation_not_found" } ? null : Unclear(outcome);
        if (answer.Status == "declined") return new Outcome.Declined(answer.DeclineCode ?? "declined");
        if (answer.AuthorizationId is null || answer.Operation is null) return new Outcome.Unknown("The answer names no authorization.");
        if (answer.Operation != "authorize") return new Outcome.Done(answer.AuthorizationId, answer.Amount);
        return new Outcome.Done(answer.AuthorizationId, answer.Amount, await ExpiryAsync(answer.AuthorizationId));
    }

    // The look-up of a key does not say when the hold lapses; without that the hold is no less real.
    private async Task<DateTimeOffset?> ExpiryAsync(string authorizationRef)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, PathOf(authorizationRef));
        return (await SendAsync(request, LookUpLimit)).Answer?.ExpiresAt;
    }

    private async Task<Outcome> MoveAsync(Guid key, string path, object? body, string expected, TimeSpan limit)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Add("Idempotency-Key", key.ToString());
        if (body is not null) request.Content = JsonContent.Create(body, options: JsonDefaults.Tolerant);
        var (answer, outcome) = await SendAsync(request, limit);
        if (answer is null) return outcome!;
        if (answer.Status == "declined") return new Outcome.Declined(answer.DeclineCode ?? "declined");
        return answer.Status == expected && answer.Id is { Length: > 0 } id && answer.Amount > 0
            ? new Outcome.Done(id, answer.Amount, answer.ExpiresAt)
            : new Outcome.Unknown("The answer makes no sense.");
    }

    private async Task<(Answer? Answer, Outcome? Outcome)> SendAsync(HttpRequestMessage request, TimeSpan limit)
    {
        using var timer = new CancellationTokenSource(limit);
        try
        {
            using var response = await http.SendAsync(request, timer.Token);
            if (response.IsSuccessStatusCode)
            {
                var answer = await response.Content.ReadFromJsonAsync<Answer>(JsonDefaults.Tolerant, timer.Token);
                return (answer, answer is null ? new Outcome.Unknown("garbage") : null);
            }
            var status = (int)response.StatusCode;
            var problem = status < 500 ? await response.Content.ReadFromJsonAsync<Problem>(JsonDefaults.Tolerant, timer.Token) : null;
            var refused = IsRefusal(response.StatusCode, problem?.Code);
            return (null, refused ? new Outcome.Declined(problem!.Code!) : new Outcome.Unknown($"status_{status}"));
        }
        catch (OperationCanceledException)
        {
            return (null, new Outcome.Unknown("timeout"));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return (null, new Outcome.Unknown("connection"));
        }
        catch (JsonException)
        {
            return (null, new Outcome.Unknown("garbage"));
        }
    }

    // Only a refusal in the provider's own words counts. 401, 408, 422, 429 and the like say nothing about the money.
    private static bool IsRefusal(HttpStatusCode status, string? code) =>
        code is not (null or "idempotency_key_in_progress") &&
        status is (HttpStatusCode.BadRequest or HttpStatusCode.PaymentRequired or HttpStatusCode.NotFound or HttpStatusCode.Conflict);

    private static string PathOf(string authorizationRef) => $"/v1/authorizations/{Uri.EscapeDataString(authorizationRef)}";

    private static Outcome Unclear(Outcome? outcome) =>
        outcome is Outcome.Declined declined ? new Outcome.Unknown(declined.Code) : outcome!;

    private sealed record Answer(
        string? Id, string? AuthorizationId, string? Operation, string? Status, string? DeclineCode, long Amount,
        DateTimeOffset? ExpiresAt);

    private sealed record Problem(string? Code);
}
