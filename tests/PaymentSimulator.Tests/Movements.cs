using System.Net;
using System.Text;

namespace FoodDelivery.PaymentSimulator.Tests;

/// <summary>Authorise, capture, void, refund: what is booked and what is refused.</summary>
public sealed class Movements : IAsyncLifetime
{
    private readonly SimulatorApi _api = SimulatorApi.Start();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task The_ledger_holds_each_movement_once_with_its_exact_amount()
    {
        var id = await _api.HoldAsync(amount: 3000, reference: "order-a");
        Assert.Equal(HttpStatusCode.OK, (await _api.CaptureAsync(id, 2600)).Status);
        await _api.RefundAsync(id, 600);
        await _api.RefundAsync(id, 2000);
        var other = await _api.HoldAsync(amount: 990, reference: "order-b");
        await _api.VoidAsync(other);
        await _api.AuthorizeAsync("tok_decline_funds", 4000, "order-c");

        var ledger = await _api.LedgerAsync();
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], ledger.Select(line => line.Seq));
        Assert.Equal(
            ["auth order-a 3000", "capture order-a 2600", "refund order-a 600", "refund order-a 2000", "auth order-b 990", "void order-b 990", "decline order-c 4000"],
            ledger.Select(line => $"{line.Kind} {line.Reference} {line.Amount}"));
        Assert.All(ledger, line => Assert.Equal("EUR", line.Currency));
        Assert.Equal(ledger[..4], await _api.LedgerAsync("order-a"));
        Assert.Empty(await _api.LedgerAsync("order-z"));
    }

    [Fact]
    public async Task Each_step_answers_with_its_outcome_and_the_authorization_shows_the_sum()
    {
        var authorized = await _api.AuthorizeAsync(amount: 3000);
        var id = authorized.Text("id");
        Assert.Equal(("authorized", 3000, "EUR", "order-1"), (authorized.Text("status"), authorized.Number("amount"), authorized.Text("currency"), authorized.Text("reference")));
        Assert.Equal(TimeSpan.FromDays(7), authorized.Body.GetProperty("expiresAt").GetDateTimeOffset() - authorized.Body.GetProperty("createdAt").GetDateTimeOffset());
        Assert.Equal("authorized", (await _api.GetAsync($"/v1/authorizations/{id}")).Text("status"));

        var captured = await _api.CaptureAsync(id, 2600);
        Assert.Equal((id, "captured", 2600), (captured.Text("id"), captured.Text("status"), captured.Number("amount")));
        Assert.Equal("captured", (await _api.GetAsync($"/v1/authorizations/{id}")).Text("status"));

        var refunded = await _api.RefundAsync(id, 100);
        Assert.StartsWith("re_", refunded.Text("refundId"), StringComparison.Ordinal);
        Assert.Equal(("refunded", 100), (refunded.Text("status"), refunded.Number("amount")));

        var now = await _api.GetAsync($"/v1/authorizations/{id}");
        Assert.Equal(("partiallyRefunded", 3000, 2600, 100), (now.Text("status"), now.Number("amount"), now.Number("capturedAmount"), now.Number("refundedAmount")));
        await _api.RefundAsync(id, 2500);
        Assert.Equal("refunded", (await _api.GetAsync($"/v1/authorizations/{id}")).Text("status"));

        var other = await _api.HoldAsync();
        Assert.Equal("voided", (await _api.VoidAsync(other)).Text("status"));
        Assert.Equal("voided", (await _api.GetAsync($"/v1/authorizations/{other}")).Text("status"));
    }

    [Fact]
    public async Task Illegal_steps_are_refused_and_book_nothing()
    {
        var held = await _api.HoldAsync(amount: 1000);
        (await _api.CaptureAsync(held, 1001)).Refused(HttpStatusCode.Conflict, "amount_exceeds_authorized");
        (await _api.RefundAsync(held, 1)).Refused(HttpStatusCode.Conflict, "not_captured");

        var captured = await _api.HoldAsync(amount: 1000);
        await _api.CaptureAsync(captured, 400);
        (await _api.CaptureAsync(captured, 100)).Refused(HttpStatusCode.Conflict, "already_captured");
        (await _api.VoidAsync(captured)).Refused(HttpStatusCode.Conflict, "already_captured");
        (await _api.RefundAsync(captured, 401)).Refused(HttpStatusCode.Conflict, "amount_exceeds_captured");
        await _api.RefundAsync(captured, 400);
        (await _api.RefundAsync(captured, 1)).Refused(HttpStatusCode.Conflict, "amount_exceeds_captured");

        var voided = await _api.HoldAsync(amount: 1000);
        await _api.VoidAsync(voided);
        (await _api.CaptureAsync(voided, 1000)).Refused(HttpStatusCode.Conflict, "already_voided");
        (await _api.VoidAsync(voided)).Refused(HttpStatusCode.Conflict, "already_voided");

        var declined = (await _api.AuthorizeAsync("tok_decline_stolen")).Text("id");
        (await _api.CaptureAsync(declined, 1)).Refused(HttpStatusCode.Conflict, "authorization_declined");
        (await _api.CaptureAsync("auth_none", 1)).Refused(HttpStatusCode.NotFound, "authorization_not_found");
        (await _api.GetAsync("/v1/authorizations/auth_none")).Refused(HttpStatusCode.NotFound, "authorization_not_found");

        Assert.Equal(["auth", "auth", "capture", "refund", "auth", "void", "decline"], (await _api.LedgerAsync()).Select(line => line.Kind));
    }

    [Fact]
    public async Task Captures_that_race_under_different_keys_book_one()
    {
        var id = await _api.HoldAsync(amount: 1000);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _api.CaptureAsync(id, 1000)));
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.Equal(["auth", "capture"], (await _api.LedgerAsync()).Select(line => line.Kind));
    }

    [Fact]
    public async Task An_expired_hold_can_be_neither_captured_nor_voided()
    {
        await using var api = SimulatorApi.Start(settings: ("AuthorizationLifetime", "00:00:00"));
        var id = await api.HoldAsync();
        (await api.CaptureAsync(id, 100)).Refused(HttpStatusCode.Conflict, "authorization_expired");
        (await api.VoidAsync(id)).Refused(HttpStatusCode.Conflict, "authorization_expired");
        Assert.Equal("expired", (await api.GetAsync($"/v1/authorizations/{id}")).Text("status"));
    }

    [Theory]
    [InlineData("""{"reference":"o","amount":0,"currency":"EUR","token":"tok_ok"}""", "invalid_amount")]
    [InlineData("""{"reference":"o","amount":100000000,"currency":"EUR","token":"tok_ok"}""", "invalid_amount")]
    [InlineData("""{"reference":"o","amount":12.5,"currency":"EUR","token":"tok_ok"}""", "invalid_request")]
    [InlineData("""{"reference":"o","amount":"12","currency":"EUR","token":"tok_ok"}""", "invalid_request")]
    [InlineData("""{"reference":"o","amount":12,"currency":"eur","token":"tok_ok"}""", "invalid_currency")]
    [InlineData("""{"reference":" ","amount":12,"currency":"EUR","token":"tok_ok"}""", "invalid_reference")]
    [InlineData("""{"reference":null,"amount":12,"currency":"EUR","token":"tok_ok"}""", "invalid_request")]
    [InlineData("""{"reference":"o","currency":"EUR","token":"tok_ok"}""", "invalid_request")]
    [InlineData("""{"reference":"o","amount":12,"currency":"EUR","token":"tok_ok","tip":1}""", "invalid_request")]
    [InlineData("""{"reference":"o","amount":12,"amount":13,"currency":"EUR","token":"tok_ok"}""", "invalid_request")]
    [InlineData("""{"reference":""", "invalid_request")]
    [InlineData("""{"reference":"o","amount":12,"currency":"EUR","token":"tok_unknown"}""", "unknown_token")]
    public async Task A_malformed_request_is_400_and_books_nothing(string json, string code)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/authorizations");
        request.Headers.Add("Idempotency-Key", SimulatorApi.NewKey());
        request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await _api.Http.SendAsync(request);
        (await Answer.FromAsync(response)).Refused(HttpStatusCode.BadRequest, code);
        Assert.Empty(await _api.LedgerAsync());
    }

    [Fact]
    public async Task Without_the_api_key_nothing_opens_but_the_health_pages()
    {
        using var stranger = new HttpClient { BaseAddress = _api.Http.BaseAddress };
        foreach (var path in new[] { "/v1/ledger", "/v1/operations/k", "/v1/authorizations/a", "/v1/test/webhooks" })
        {
            using var response = await stranger.GetAsync(path);
            (await Answer.FromAsync(response)).Refused(HttpStatusCode.Unauthorized, "invalid_api_key");
        }
        stranger.DefaultRequestHeaders.Add("Authorization", "Bearer test-keX");
        using var wrong = await stranger.PostAsync("/v1/authorizations/a/void", null);
        (await Answer.FromAsync(wrong)).Refused(HttpStatusCode.Unauthorized, "invalid_api_key");
        Assert.Equal("ok", await stranger.GetStringAsync("/livez"));
        Assert.Equal("ok", await stranger.GetStringAsync("/readyz"));
        (await _api.GetAsync("/v1/nothing")).Refused(HttpStatusCode.NotFound, "not_found");
    }
}
