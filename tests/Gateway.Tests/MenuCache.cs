using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;

namespace FoodDelivery.Gateway.Tests;

/// <summary>The gateway keeps a menu for as long as its service says that anybody may, and nothing else.</summary>
public sealed class MenuCache
{
    private const string Menu = "/api/v1/restaurants/4f0c/menu";

    [Fact]
    public async Task A_menu_that_may_be_kept_is_asked_for_once_by_however_many()
    {
        await using var product = await StubService.StartAsync("product", Answer("public, max-age=30"));
        await using var gateway = await StartAsync(product);

        var menus = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => gateway.Client.GetStringAsync(Menu)));
        using var head = await gateway.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, Menu));

        Assert.Equal(["menu 1"], menus.Distinct());
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal("\"v1\"", head.Headers.ETag?.Tag);
        Assert.Single(product.Received);
    }

    [Fact]
    public async Task Who_knows_the_menu_is_told_that_it_is_the_same()
    {
        await using var product = await StubService.StartAsync("product", Answer("public, max-age=30"));
        await using var gateway = await StartAsync(product);
        await gateway.Client.GetStringAsync(Menu);

        using var request = new HttpRequestMessage(HttpMethod.Get, Menu);
        request.Headers.IfNoneMatch.Add(new EntityTagHeaderValue("\"v1\"", isWeak: true));
        using var answer = await gateway.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
        Assert.Single(product.Received);
    }

    [Theory]
    [InlineData("no-cache")]
    [InlineData("max-age=0")]
    public async Task Who_asks_for_the_newest_gets_it_and_so_does_everybody_after(string wish)
    {
        await using var product = await StubService.StartAsync("product", Answer("public, max-age=30"));
        await using var gateway = await StartAsync(product);
        await gateway.Client.GetStringAsync(Menu);

        using var request = new HttpRequestMessage(HttpMethod.Get, Menu) { Headers = { { "Cache-Control", wish } } };
        using var answer = await gateway.Client.SendAsync(request);

        Assert.Equal("menu 2", await answer.Content.ReadAsStringAsync());
        Assert.Equal("menu 2", await gateway.Client.GetStringAsync(Menu));
    }

    [Fact]
    public async Task A_menu_is_asked_for_again_by_its_tag_when_its_time_is_over()
    {
        await using var product = await StubService.StartAsync("product", Answer("public, max-age=1"));
        await using var gateway = await StartAsync(product);
        await gateway.Client.GetStringAsync(Menu);

        while (product.Received.Count == 1)
        {
            Assert.StartsWith("menu", await gateway.Client.GetStringAsync(Menu), StringComparison.Ordinal);
            await Task.Delay(100);
        }

        Assert.Equal("\"v1\"", product.Received[1].Headers.IfNoneMatch);
    }

    [Theory]
    [InlineData("no-store", 200, Menu)]
    [InlineData(null, 200, Menu)]
    [InlineData("public, max-age=30", 200, "/api/v1/restaurants/4f0c")]
    [InlineData(null, 404, Menu)]
    public async Task Nothing_else_is_kept(string? control, int status, string path)
    {
        await using var product = await StubService.StartAsync("product", Answer(control, status));
        await using var gateway = await StartAsync(product);

        for (var i = 0; i < 2; i++) (await gateway.Client.GetAsync(path)).Dispose();

        Assert.Equal(2, product.Received.Count);
    }

    [Fact]
    public async Task Another_question_about_a_menu_has_an_answer_of_its_own()
    {
        await using var product = await StubService.StartAsync("product", Answer("public, max-age=30"));
        await using var gateway = await StartAsync(product);

        foreach (var query in new[] { "", "?a=1", "?a=2" }) await gateway.Client.GetStringAsync(Menu + query);

        Assert.Equal(3, product.Received.Count);
    }

    private static RequestDelegate Answer(string? control, int status = 200)
    {
        var count = 0;
        return context =>
        {
            var version = Interlocked.Increment(ref count);
            context.Response.StatusCode = status;
            context.Response.Headers.ETag = $"\"v{version}\"";
            if (control is not null) context.Response.Headers.CacheControl = control;
            return context.Response.WriteAsync($"menu {version}");
        };
    }

    private static Task<GatewayProcess> StartAsync(StubService product) =>
        GatewayProcess.StartAsync([.. SharedGateway.NoLimits, ("PRODUCT_UPSTREAM", product.Address)]);
}
