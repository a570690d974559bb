using System.Net;
using System.Text.RegularExpressions;

namespace FoodDelivery.Gateway.Tests;

[Collection("shared gateway")]
public sealed class WebClient(SharedGateway shared)
{
    [Theory]
    [InlineData("/")]
    [InlineData("/customer")]
    [InlineData("/kitchen")]
    [InlineData("/driver")]
    [InlineData("/ops")]
    [InlineData("/reset")]
    [InlineData("/verify")]
    [InlineData("/invite")]
    public async Task Each_screen_is_the_one_page_and_all_it_names_is_served(string path)
    {
        var page = await shared.Gateway.Client.GetStringAsync(path);
        Assert.DoesNotMatch("<script>|<style|style=|onload|https?://", page);
        var parts = Regex.Matches(page, "(?:src|href)=\"([^\"]+)\"").Select(match => match.Groups[1].Value).Where(part => part != "/docs").ToList();
        Assert.Equal(9, parts.Count);
        foreach (var part in parts)
        {
            using var answer = await shared.Gateway.Client.GetAsync(part);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(Path.GetExtension(part) switch { ".css" => "text/css", ".js" => "application/javascript", _ => "image/svg+xml" },
                answer.Content.Headers.ContentType?.MediaType);
        }
    }

    [Theory]
    [InlineData("/web/")]
    [InlineData("/web/README.md")]
    [InlineData("/web/package.json")]
    [InlineData("/web/vendor/vendor.json")]
    [InlineData("/web/missing.js")]
    [InlineData("/index.html")]
    [InlineData("/customer/")]
    [InlineData("/customers")]
    public async Task Nothing_else_is(string path)
    {
        using var answer = await shared.Gateway.Client.GetAsync(path);
        await Problem.ReadAsync(answer, HttpStatusCode.NotFound, "not_found");
    }

    [Theory]
    [InlineData("off", "{\"demo\":false,\"tiles\":\"\",\"tilesBy\":\"\"}")]
    [InlineData("0", "{\"demo\":false,\"tiles\":\"\",\"tilesBy\":\"\"}")]
    [InlineData("on", "{\"demo\":true,\"tiles\":\"\",\"tilesBy\":\"\"}")]
    [InlineData("1", "{\"demo\":true,\"tiles\":\"\",\"tilesBy\":\"\"}")]
    public async Task The_demo_logins_are_shown_only_where_asked_for(string demo, string expected)
    {
        await using var gateway = await GatewayProcess.StartAsync(("GATEWAY_WEB_DEMO", demo));
        Assert.Equal(expected, await gateway.Client.GetStringAsync("/web/settings.json"));
    }

    [Fact]
    public async Task Tiles_open_the_policy_for_their_origin_only()
    {
        await using var gateway = await GatewayProcess.StartAsync(("GATEWAY_WEB_TILES", "https://tiles.example.org:8443/a/[z]/[x]/[y].png"));
        using var page = await gateway.Client.GetAsync("/ops");
        Assert.Contains("img-src 'self' data: https://tiles.example.org:8443; connect-src 'self'", page.Headers.GetValues("Content-Security-Policy").Single());
        using var answer = await gateway.Client.GetAsync("/api/v1/orders");
        Assert.Equal("default-src 'none'; frame-ancestors 'none'", answer.Headers.GetValues("Content-Security-Policy").Single());
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/kitchen")]
    [InlineData("/web/app.js")]
    [InlineData("/web/settings.json")]
    public async Task A_setting_closes_all_of_it(string path)
    {
        await using var closed = await GatewayProcess.StartAsync(("GATEWAY_WEB", "off"));
        using var answer = await closed.Client.GetAsync(path);
        await Problem.ReadAsync(answer, HttpStatusCode.NotFound, "not_found");
    }
}
