using System.Net;

namespace FoodDelivery.PaymentSimulator.Tests;

public sealed class Idempotency : IAsyncLifetime
{
    private readonly SimulatorApi _api = SimulatorApi.Start();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task Fifty_parallel_requests_with_one_key_book_once()
    {
        var id = OneBooked(await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _api.AuthorizeAsync(key: "same")))).Text("id");
        OneBooked(await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _api.CaptureAsync(id, 2500, "same-capture"))));
        Assert.Equal(["auth", "capture"], (await _api.LedgerAsync()).Select(line => line.Kind));
        Assert.True((await _api.AuthorizeAsync(key: "same")).Replayed);
    }

    [Fact]
    public async Task A_repetition_gets_the_first_answer_even_after_later_steps()
    {
        var first = await _api.AuthorizeAsync(key: "k-auth");
        var id = first.Text("id");
        var captured = await _api.CaptureAsync(id, 2000, "k-capture");
        var refunded = await _api.RefundAsync(id, 500, "k-refund");
        Assert.False(first.Replayed || captured.Replayed || refunded.Replayed);

        Assert.Equal(first with { Replayed = true }, await _api.AuthorizeAsync(key: "k-auth"));
        Assert.Equal(captured with { Replayed = true }, await _api.CaptureAsync(id, 2000, "k-capture"));
        Assert.Equal(refunded with { Replayed = true }, await _api.RefundAsync(id, 500, "k-refund"));
        Assert.Equal(3, (await _api.LedgerAsync()).Count);
    }

    [Fact]
    public async Task A_key_used_for_something_else_is_422()
    {
        var id = (await _api.AuthorizeAsync(amount: 2500, key: "k")).Text("id");
        (await _api.AuthorizeAsync(amount: 2501, key: "k")).Refused(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
        (await _api.AuthorizeAsync(reference: "order-2", key: "k")).Refused(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
        (await _api.CaptureAsync(id, 2500, "k")).Refused(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
        (await _api.VoidAsync(id, "k")).Refused(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
        Assert.Single(await _api.LedgerAsync());
    }

    [Fact]
    public async Task A_key_in_progress_is_409_and_its_outcome_is_not_denied_meanwhile()
    {
        var slow = _api.AuthorizeAsync("tok_slow", key: "slow");
        await _api.UntilInProgressAsync("slow");
        (await _api.AuthorizeAsync("tok_slow", key: "slow")).Refused(HttpStatusCode.Conflict, "idempotency_key_in_progress");
        (await _api.AuthorizeAsync("tok_slow", 1, key: "slow")).Refused(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");

        Assert.Equal("authorized", (await slow).Text("status"));
        Assert.True((await _api.AuthorizeAsync("tok_slow", key: "slow")).Replayed);
        Assert.Single(await _api.LedgerAsync());
    }

    [Fact]
    public async Task A_refused_step_does_not_use_up_its_key()
    {
        var id = await _api.HoldAsync();
        (await _api.RefundAsync(id, 100, "later")).Refused(HttpStatusCode.Conflict, "not_captured");
        await _api.CaptureAsync(id, 2500);
        Assert.Equal("refunded", (await _api.RefundAsync(id, 100, "later")).Text("status"));
    }

    [Fact]
    public async Task The_key_is_required_and_has_a_plain_alphabet()
    {
        var body = new { reference = "o", amount = 1, currency = "EUR", token = "tok_ok" };
        (await _api.PostAsync("/v1/authorizations", body, key: null)).Refused(HttpStatusCode.BadRequest, "idempotency_key_required");
        (await _api.PostAsync("/v1/authorizations", body, key: "a/b")).Refused(HttpStatusCode.BadRequest, "idempotency_key_invalid");
        (await _api.PostAsync("/v1/authorizations", body, key: new string('k', 201))).Refused(HttpStatusCode.BadRequest, "idempotency_key_invalid");
        Assert.Empty(await _api.LedgerAsync());
    }

    [Fact]
    public async Task An_operation_is_found_by_its_key()
    {
        var id = (await _api.AuthorizeAsync(key: "order-1:authorize")).Text("id");
        await _api.CaptureAsync(id, 2000, "order-1:capture");
        await _api.RefundAsync(id, 300, "order-1:refund");
        await _api.AuthorizeAsync("tok_decline_funds", key: "order-2:authorize");

        var operations = new List<string>();
        foreach (var key in new[] { "order-1:authorize", "order-1:capture", "order-1:refund", "order-2:authorize" })
        {
            var answer = await _api.OperationAsync(key);
            operations.Add($"{answer.Text("operation")} {answer.Text("status")} {answer.Number("amount")} {answer.Text("currency")} {answer.Text("reference")}");
        }
        Assert.Equal(["authorize authorized 2500 EUR order-1", "capture captured 2000 EUR order-1", "refund refunded 300 EUR order-1", "authorize declined 2500 EUR order-1"], operations);
        Assert.Equal(id, (await _api.OperationAsync("order-1:refund")).Text("authorizationId"));
        Assert.Equal("insufficient_funds", (await _api.OperationAsync("order-2:authorize")).Text("declineCode"));
        (await _api.OperationAsync("never")).Refused(HttpStatusCode.NotFound, "operation_not_found");
    }

    // One is booked; the others came too early, or get its answer again.
    private static Answer OneBooked(Answer[] answers)
    {
        var booked = Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK && !answer.Replayed);
        foreach (var other in answers.Where(answer => answer != booked))
        {
            if (other.Status == HttpStatusCode.OK)
            {
                Assert.Equal(booked with { Replayed = true }, other);
            }
            else
            {
                other.Refused(HttpStatusCode.Conflict, "idempotency_key_in_progress");
            }
        }
        return booked;
    }
}
