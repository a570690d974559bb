using System.Net;
using System.Net.Http.Json;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Http;
using FoodDelivery.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace FoodDelivery.BuildingBlocks.Tests;

/// <summary>The tokens with which services call each other, while their issuer is well, slow, silent or away.</summary>
public sealed class TokensForCalls
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private readonly FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
    private readonly Issuer issuer = new();
    private readonly ServiceTokens tokens;

    public TokensForCalls() => tokens = new ServiceTokens(
        issuer, new ConfigurationBuilder().Build(), new Revocations(clock), clock, NullLogger<ServiceTokens>.Instance, "cart");

    [Fact]
    public async Task A_token_is_kept_and_renewed_after_half_of_its_life_by_one_of_many_callers()
    {
        var first = await GetAsync();
        clock.Advance((Life / 2) - TimeSpan.FromSeconds(1));
        Assert.Equal(first, await GetAsync());
        Assert.Equal(1, issuer.Asked);

        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => GetAsync())), token => Assert.Contains(token, issuer.Given));
        await Eventually.IsTrueAsync(async () => await GetAsync() != first, "the new one is used");
        Assert.Equal(2, issuer.Asked);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_issuer_that_is_silent_or_away_is_not_noticed_while_the_old_token_is_good(bool silent)
    {
        var first = await GetAsync();
        issuer.Before = silent ? ct => Task.Delay(Timeout.Infinite, ct) : _ => throw new HttpRequestException("Connection refused");
        clock.Advance((Life / 2) + TimeSpan.FromSeconds(1));
        for (var i = 0; i < 3; i++) Assert.Equal(first, await GetAsync(TimeSpan.FromMilliseconds(500)));

        clock.Advance(Life / 2);
        await Assert.ThrowsAsync<DependencyUnavailableException>(() => GetAsync());
    }

    [Fact]
    public async Task After_a_failure_it_is_asked_again_ten_seconds_later()
    {
        await GetAsync();
        issuer.Before = _ => throw new HttpRequestException("Connection refused");
        clock.Advance((Life / 2) + TimeSpan.FromSeconds(1));
        await GetAsync();
        await Eventually.IsTrueAsync(() => Task.FromResult(issuer.Asked == 2), "it is asked");
        await Task.Delay(100);
        for (var i = 0; i < 5; i++) await GetAsync();
        Assert.Equal(2, issuer.Asked);
        clock.Advance(TimeSpan.FromSeconds(10));
        await GetAsync();
        await Eventually.IsTrueAsync(() => Task.FromResult(issuer.Asked == 3), "it is asked again");
    }

    [Fact]
    public async Task What_an_issuer_takes_longer_for_than_a_call_may_is_there_for_the_next_call()
    {
        issuer.Before = ct => Task.Delay(400, ct);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => GetAsync(TimeSpan.FromMilliseconds(100)));
        Assert.Contains(await GetAsync(), issuer.Given);
        Assert.Equal(1, issuer.Asked);
    }

    private async Task<string> GetAsync(TimeSpan? within = null)
    {
        using var limit = new CancellationTokenSource(within ?? TimeSpan.FromSeconds(10));
        return await tokens.GetAsync("product-service", limit.Token);
    }

    private sealed class Issuer : HttpMessageHandler, IHttpClientFactory
    {
        private int asked;

        public int Asked => asked;

        public List<string> Given { get; } = [];

        public Func<CancellationToken, Task> Before { get; set; } = _ => Task.CompletedTask;

        public HttpClient CreateClient(string name) =>
            new(this, disposeHandler: false) { BaseAddress = new Uri("http://user"), Timeout = TimeSpan.FromSeconds(2) };

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref asked);
            await Before(cancellationToken);
            Given.Add(TestTokens.Sign("product-service", new() { ["sub"] = "service:cart", ["number"] = Asked }));
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = JsonContent.Create(new { accessToken = Given[^1], expiresIn = (int)Life.TotalSeconds }) };
        }
    }
}
