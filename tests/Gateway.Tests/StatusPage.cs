using System.Net;
using System.Text.RegularExpressions;

namespace FoodDelivery.Gateway.Tests;

/// <summary>What the Prometheus exporter reads.</summary>
public sealed class StatusPage
{
    [Fact]
    public async Task Requests_are_counted_on_an_address_of_its_own_and_nothing_else_is_there()
    {
        var port = GatewayProcess.FreePort();
        await using var gateway = await GatewayProcess.StartAsync(("GATEWAY_STATUS_LISTEN", $"127.0.0.1:{port}"));
        using var status = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        var before = await RequestsAsync();
        for (var i = 0; i < 3; i++) using (await gateway.Client.GetAsync("/healthz")) { }
        // The look itself is a request as well.
        Assert.Equal(before + 4, await RequestsAsync());

        foreach (var path in new[] { "/", "/healthz", "/api/v1/restaurants", "/docs", "/stub_status/x" })
        {
            using var answer = await status.GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
        using var outside = await gateway.Client.GetAsync("/stub_status");
        await Problem.ReadAsync(outside, HttpStatusCode.NotFound, "not_found");

        async Task<long> RequestsAsync()
        {
            var match = Regex.Match(await status.GetStringAsync("/stub_status"), @"^ (\d+) (\d+) (\d+) $", RegexOptions.Multiline);
            Assert.True(match.Success);
            return long.Parse(match.Groups[3].Value, System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
