using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using FoodDelivery.TestKit;
using Xunit.Abstractions;

namespace FoodDelivery.EndToEnd.Tests;

/// <summary>
/// Who logs out everywhere is refused by all eight services: how long that takes is printed, and is far less than the life of a token.
/// </summary>
[Collection(nameof(Stack))]
public sealed class LoggedOut(Stack stack, ITestOutputHelper output)
{
    private const int Rounds = 5;
    private const string Password = "a password to log out with";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    // What a customer may not do is 403 while the token is good, and 401 from then on.
    private static readonly Dictionary<string, (string Path, HttpStatusCode While)> Asked = new()
    {
        ["user"] = ("/api/v1/users/me", HttpStatusCode.OK),
        ["product"] = ("/api/v1/ops/product/audit", HttpStatusCode.Forbidden),
        ["cart"] = ("/api/v1/cart", HttpStatusCode.OK),
        ["order"] = ("/api/v1/orders", HttpStatusCode.OK),
        ["payment"] = ("/api/v1/payments", HttpStatusCode.OK),
        ["delivery"] = ("/api/v1/ops/delivery/audit", HttpStatusCode.Forbidden),
        ["notification"] = ("/api/v1/notifications", HttpStatusCode.OK),
        ["analytics"] = ("/api/v1/ops/analytics/audit", HttpStatusCode.Forbidden),
    };

    [Fact]
    public async Task All_services_refuse_a_session_that_has_ended_within_seconds()
    {
        var taken = Asked.Keys.ToDictionary(service => service, _ => new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            using var http = await LoggedInAsync();
            foreach (var (service, (path, expected)) in Asked)
            {
                using var answer = await http.GetAsync(path);
                Assert.True(answer.StatusCode == expected, $"{service}: {answer.StatusCode} before anything has ended");
            }
            var since = Stopwatch.StartNew();
            var asking = Asked.Select(async one => (one.Key, Seconds: await UntilRefusedAsync(http, one.Value.Path, since))).ToList();
            await http.DeleteAsync("/api/v1/users/me/sessions").ShouldBe(HttpStatusCode.NoContent);
            foreach (var (service, seconds) in await Task.WhenAll(asking)) taken[service].Add(seconds);
        }
        foreach (var (service, seconds) in taken) output.WriteLine($"{service,-12} {1000 * seconds.Order().ElementAt(Rounds / 2):0} ms, at most {1000 * seconds.Max():0} ms");
        Assert.All(taken, one => Assert.True(one.Value.Max() < Limit.TotalSeconds, $"{one.Key} took {one.Value.Max():0.0} s."));
    }

    private static async Task<double> UntilRefusedAsync(HttpClient http, string path, Stopwatch since)
    {
        while (since.Elapsed < Limit)
        {
            using var answer = await http.GetAsync(path);
            if (answer.StatusCode is HttpStatusCode.Unauthorized) break;
            await Task.Delay(Pause);
        }
        return since.Elapsed.TotalSeconds;
    }

    private async Task<HttpClient> LoggedInAsync()
    {
        var email = $"out-{Guid.NewGuid():N}@demo.test";
        var http = new HttpClient { BaseAddress = stack.Gateway, Timeout = TimeSpan.FromSeconds(30) };
        await http.PostJsonAsync("/api/v1/auth/register", new { email, password = Password, displayName = "Ola", role = "customer" }).ShouldBe(HttpStatusCode.Created);
        var tokens = await http.PostJsonAsync("/api/v1/auth/login", new { email, password = Password }).ShouldBe(HttpStatusCode.OK);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Text("accessToken"));
        return http;
    }
}
