using System.Diagnostics;
using System.Net;
using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Tests.Sample;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;
using Microsoft.Extensions.Time.Testing;
using Xunit.Abstractions;

namespace FoodDelivery.BuildingBlocks.Tests;

/// <summary>What a service knows of access that was taken back.</summary>
public sealed class RevocationRules
{
    private readonly FakeTimeProvider clock = TestClock.Start();
    private readonly Guid user = Guid.NewGuid(), session = Guid.NewGuid();

    [Fact]
    public void A_session_that_ended_stops_its_own_tokens()
    {
        var revocations = new Revocations(clock);
        revocations.Add(new AccessRevokedV1(user, session), clock.GetUtcNow());
        Assert.True(revocations.Refuse(Token(session, 9), "k"));
        Assert.False(revocations.Refuse(Token(Guid.NewGuid(), 9), "k"));
    }

    [Theory]
    [InlineData(4L, true)]
    [InlineData(null, true)]
    [InlineData(5L, false)]
    [InlineData(6L, false)]
    public void An_account_that_changed_stops_tokens_of_before(long? revision, bool isRefused)
    {
        var revocations = new Revocations(clock);
        revocations.Add(new AccessRevokedV1(user, Revision: 5), clock.GetUtcNow());
        revocations.Add(new AccessRevokedV1(user, Revision: 3), clock.GetUtcNow());
        Assert.Equal(isRefused, revocations.Refuse(Token(session, revision), "k"));
        Assert.False(revocations.Refuse(Token(session, revision, Guid.NewGuid()), "k"));
    }

    [Fact]
    public void A_withdrawn_key_stops_people_and_services()
    {
        var (revocations, key) = (new Revocations(clock), Guid.CreateVersion7());
        revocations.Add(new SigningKeyWithdrawnV1(key), clock.GetUtcNow());
        var service = new ClaimsPrincipal(new ClaimsIdentity([new Claim("aud", "cart-service"), new Claim("sub", "service:order")]));
        Assert.True(revocations.Refuse(Token(session, 1), key.ToString("N")));
        Assert.True(revocations.Refuse(service, key.ToString("N")));
        Assert.False(revocations.Refuse(service, "k"));
    }

    [Fact]
    public void Nothing_is_kept_longer_than_a_token_lives()
    {
        var revocations = new Revocations(clock);
        for (var i = 0; i < 100; i++) revocations.Add(new AccessRevokedV1(Guid.NewGuid(), Guid.NewGuid(), 2), clock.GetUtcNow());
        Assert.Equal(200, revocations.Count);
        clock.Advance(TimeSpan.FromMinutes(10));
        revocations.Add(new AccessRevokedV1(user, session), clock.GetUtcNow());
        Assert.Equal(201, revocations.Count);
        clock.Advance(TimeSpan.FromMinutes(2));
        revocations.Add(new AccessRevokedV1(user, Guid.NewGuid()), clock.GetUtcNow());
        Assert.Equal(2, revocations.Count);
        revocations.Add(new AccessRevokedV1(user, Guid.NewGuid()), clock.GetUtcNow() - TimeSpan.FromMinutes(20));
        Assert.Equal(2, revocations.Count);
    }

    private ClaimsPrincipal Token(Guid sid, long? rev, Guid? sub = null)
    {
        var claims = new List<Claim> { new("aud", Authentication.PublicAudience), new("sub", $"{sub ?? user}"), new("sid", $"{sid}") };
        if (rev is not null) claims.Add(new Claim("rev", $"{rev}"));
        return new ClaimsPrincipal(new ClaimsIdentity(claims));
    }
}

/// <summary>Over the real broker.</summary>
public sealed class TakenBack(ITestOutputHelper output)
{
    private readonly string prefix = $"t{Guid.NewGuid():N}.";

    [Fact]
    public async Task Every_service_refuses_an_ended_session_at_once_and_one_that_starts_later_from_its_first_request_on()
    {
        await using var first = await SampleService.StartAsync(kafkaPrefix: prefix);
        await using var second = await SampleService.StartAsync(kafkaPrefix: prefix);
        var times = new List<double>();
        var sequence = 0;
        var (user, token) = (Guid.NewGuid(), "");
        for (var round = 0; round < 20; round++)
        {
            var session = Guid.NewGuid();
            token = Token(user, session);
            foreach (var service in new[] { first, second }) Assert.Equal(HttpStatusCode.OK, await AskAsync(service, token));
            var watch = Stopwatch.StartNew();
            await first.Database.WriteAsync(transaction =>
            {
                transaction.Publish(user, ++sequence, new AccessRevokedV1(user, session));
                return Task.CompletedTask;
            }, CancellationToken.None);
            foreach (var service in new[] { first, second })
            {
                while (await AskAsync(service, token) != HttpStatusCode.Unauthorized) Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), "still let in");
            }
            times.Add(watch.Elapsed.TotalMilliseconds);
        }
        times.Sort();
        output.WriteLine($"refused by both after {times[10]:0} ms (median of 20), {times[^1]:0} ms at most");

        await using var third = await SampleService.StartAsync(kafkaPrefix: prefix);
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(third, token));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(third, Token(user, Guid.NewGuid())));
    }

    [Fact]
    public async Task A_service_that_starts_without_Kafka_takes_new_tokens_only()
    {
        var old = Token(Guid.NewGuid(), Guid.NewGuid());
        await Task.Delay(TimeSpan.FromSeconds(1.1));
        await using var service = await SampleService.StartAsync(
            kafkaPrefix: prefix, settings: new Dictionary<string, string?> { ["Kafka:BootstrapServers"] = "127.0.0.1:1" });
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(service, old));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(service, Token(Guid.NewGuid(), Guid.NewGuid())));
    }

    private static async Task<HttpStatusCode> AskAsync(SampleService service, string token)
    {
        using var client = service.WithToken(token);
        using var answer = await client.GetAsync("/people");
        return answer.StatusCode;
    }

    private static string Token(Guid user, Guid session) => TestTokens.Sign(Authentication.PublicAudience, new()
    {
        ["sub"] = user.ToString(), ["sid"] = session.ToString(), ["roles"] = new[] { "customer" }, ["rev"] = 1,
    });
}
