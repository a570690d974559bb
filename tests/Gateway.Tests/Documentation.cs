using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace FoodDelivery.Gateway.Tests;

public sealed class Documentation : IAsyncLifetime
{
    private readonly DirectoryInfo _documents = Directory.CreateTempSubdirectory("gateway-openapi-");
    private GatewayProcess _gateway = null!;

    public async Task InitializeAsync()
    {
        foreach (var name in SharedGateway.ServiceNames)
        {
            await File.WriteAllTextAsync(Path.Combine(_documents.FullName, $"{name}.json"), $$"""{"openapi":"3.1.2","info":{"title":"{{name}}" } }""");
        }

        await File.WriteAllTextAsync(Path.Combine(_documents.FullName, "order.internal.json"), "{}");
        _gateway = await GatewayProcess.StartAsync(("GATEWAY_OPENAPI_DIR", _documents.FullName));
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _documents.Delete(recursive: true);
    }

    [Fact]
    public async Task Eight_documents_are_served()
    {
        foreach (var name in SharedGateway.ServiceNames)
        {
            using var answer = await _gateway.Client.GetAsync($"/docs/openapi/{name}.json");
            Assert.Equal("application/json", answer.Content.Headers.ContentType?.ToString());
            Assert.Contains(name, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/docs/openapi/order.internal.json")]
    [InlineData("/docs/openapi/gateway.json")]
    [InlineData("/docs/openapi/")]
    [InlineData("/docs/missing.js")]
    [InlineData("/docsx")]
    public async Task Nothing_else_is(string path)
    {
        using var answer = await _gateway.Client.GetAsync(path);
        await Problem.ReadAsync(answer, HttpStatusCode.NotFound, "not_found");
    }

    // The page loads only what is here: no other origin, no inline script or style.
    [Theory]
    [InlineData("/docs")]
    [InlineData("/docs/")]
    [InlineData("/docs/index.html")]
    public async Task The_page_and_all_it_names_are_served(string path)
    {
        var page = await _gateway.Client.GetStringAsync(path);
        Assert.DoesNotMatch("<script>|<style|style=|onload|https?://", page);
        var parts = Regex.Matches(page, "(?:src|href)=\"([^\"]+)\"").Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(7, parts.Count);
        foreach (var part in parts)
        {
            using var answer = await _gateway.Client.GetAsync(part);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(Path.GetExtension(part) switch { ".css" => "text/css", ".js" => "application/javascript", _ => "image/png" },
                answer.Content.Headers.ContentType?.MediaType);
        }
    }

    [Theory]
    [InlineData("/docs")]
    [InlineData("/docs/")]
    [InlineData("/docs/docs.js")]
    [InlineData("/docs/openapi/order.json")]
    public async Task A_setting_closes_all_of_it(string path)
    {
        await using var closed = await GatewayProcess.StartAsync(("GATEWAY_OPENAPI_DIR", _documents.FullName), ("GATEWAY_DOCS", "off"));
        using var answer = await closed.Client.GetAsync(path);
        await Problem.ReadAsync(answer, HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task The_page_lists_the_eight_services()
    {
        var script = await _gateway.Client.GetStringAsync("/docs/docs.js");
        var names = Regex.Match(script, @"const names = \[([^\]]+)\]").Groups[1].Value.Replace("'", "").Split(", ");
        Assert.Equal(SharedGateway.ServiceNames, names.Select(name => name.ToLowerInvariant()));
    }

    [Fact]
    public void The_vendored_files_are_the_published_ones()
    {
        var folder = Path.Combine(Rendering.Folder, "docs", "swagger-ui");
        var record = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "vendor.json"))).RootElement.GetProperty("files");
        var recorded = record.EnumerateObject().ToDictionary(file => file.Name, file => file.Value.GetString());
        Assert.Equal(recorded.Keys.Append("vendor.json").Order(StringComparer.Ordinal), Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        foreach (var (name, integrity) in recorded)
        {
            Assert.Equal(integrity, "sha384-" + Convert.ToBase64String(SHA384.HashData(File.ReadAllBytes(Path.Combine(folder, name)))));
        }
    }
}
