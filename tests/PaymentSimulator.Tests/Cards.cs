using System.Net;
using FoodDelivery.PaymentSimulator.Domain;

namespace FoodDelivery.PaymentSimulator.Tests;

/// <summary>How each test card behaves, and that the README says so.</summary>
public sealed class Cards : IAsyncLifetime
{
    private readonly SimulatorApi _api = SimulatorApi.Start();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Theory]
    [InlineData("tok_decline_funds", "insufficient_funds")]
    [InlineData("tok_decline_stolen", "stolen_card")]
    public async Task A_refused_card_is_declined_with_its_reason(string token, string code)
    {
        var answer = await _api.AuthorizeAsync(token);
        Assert.Equal((HttpStatusCode.OK, "declined", code), (answer.Status, answer.Text("status"), answer.Text("declineCode")));
        Assert.False(answer.Body.TryGetProperty("expiresAt", out _));
        Assert.Equal("declined", (await _api.GetAsync($"/v1/authorizations/{answer.Text("id")}")).Text("status"));
        Assert.Equal(["decline"], await KindsAsync());
    }

    [Fact]
    public async Task Slow_answers_late_but_answers()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal("authorized", (await _api.AuthorizeAsync("tok_slow")).Text("status"));
        Assert.True(clock.Elapsed >= TimeSpan.FromMilliseconds(990), $"answered after {clock.Elapsed}");
    }

    [Fact]
    public async Task Slow_books_nothing_when_the_caller_hangs_up_first()
    {
        var call = _api.AuthorizeAsync("tok_slow", key: "impatient");
        await _api.UntilInProgressAsync("impatient");
        _api.Http.CancelPendingRequests();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Task.Delay(1200); // longer than the card's delay
        (await _api.OperationAsync("impatient")).Refused(HttpStatusCode.NotFound, "operation_not_found");
        Assert.Empty(await KindsAsync());
    }

    [Fact]
    public async Task Timeout_books_and_never_answers()
    {
        await Assert.ThrowsAsync<HttpRequestException>(() => _api.AuthorizeAsync("tok_timeout", key: "lost"));
        Assert.Equal("authorized", (await _api.OperationAsync("lost")).Text("status"));
        var again = await _api.AuthorizeAsync("tok_timeout", key: "lost");
        Assert.True(again.Replayed);
        Assert.Equal(["auth"], await KindsAsync());
        Assert.Equal("captured", (await _api.CaptureAsync(again.Text("id"), 2500)).Text("status"));
    }

    [Fact]
    public async Task Error_before_booking_fails_every_time_and_books_nothing()
    {
        for (var i = 0; i < 3; i++)
        {
            (await _api.AuthorizeAsync("tok_500_before", key: "broken")).Refused(HttpStatusCode.InternalServerError, "provider_error");
        }
        (await _api.OperationAsync("broken")).Refused(HttpStatusCode.NotFound, "operation_not_found");
        Assert.Empty(await KindsAsync());
    }

    [Fact]
    public async Task Error_after_booking_hides_a_booking()
    {
        (await _api.AuthorizeAsync("tok_500_after", key: "hidden")).Refused(HttpStatusCode.InternalServerError, "provider_error");
        Assert.Equal("authorized", (await _api.OperationAsync("hidden")).Text("status"));
        Assert.True((await _api.AuthorizeAsync("tok_500_after", key: "hidden")).Replayed);
        Assert.Equal(["auth"], await KindsAsync());
    }

    [Fact]
    public async Task Flaky_fails_once_per_key()
    {
        (await _api.AuthorizeAsync("tok_flaky", key: "f1")).Refused(HttpStatusCode.InternalServerError, "provider_error");
        Assert.Empty(await KindsAsync());
        var second = await _api.AuthorizeAsync("tok_flaky", key: "f1");
        Assert.Equal(("authorized", false), (second.Text("status"), second.Replayed));
        (await _api.AuthorizeAsync("tok_flaky", key: "f2")).Refused(HttpStatusCode.InternalServerError, "provider_error");
    }

    [Fact]
    public async Task Capture_fail_once_fails_the_first_capture_of_each_authorization()
    {
        var id = await _api.HoldAsync("tok_capture_fail_once");
        (await _api.CaptureAsync(id, 2500, "c")).Refused(HttpStatusCode.InternalServerError, "provider_error");
        Assert.Equal(["auth"], await KindsAsync());
        Assert.Equal("captured", (await _api.CaptureAsync(id, 2500, "c")).Text("status"));
        Assert.Equal(["auth", "capture"], await KindsAsync());
    }

    [Fact]
    public async Task Capture_timeout_books_the_capture_and_never_answers()
    {
        var id = await _api.HoldAsync("tok_capture_timeout");
        await Assert.ThrowsAsync<HttpRequestException>(() => _api.CaptureAsync(id, 2500, "c"));
        Assert.Equal("captured", (await _api.OperationAsync("c")).Text("status"));
        Assert.True((await _api.CaptureAsync(id, 2500, "c")).Replayed);
        Assert.Equal(["auth", "capture"], await KindsAsync());
    }

    [Fact]
    public async Task The_readme_lists_every_card()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "FoodDelivery.sln")))
        {
            folder = folder.Parent;
        }
        var readme = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "src/PaymentSimulator/README.md"));
        Assert.All(TestCards.All.Keys, token => Assert.Contains($"| `{token}` |", readme, StringComparison.Ordinal));
    }

    private async Task<IEnumerable<string>> KindsAsync() => (await _api.LedgerAsync()).Select(line => line.Kind);
}
