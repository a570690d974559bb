using System.Diagnostics;
using System.Text.RegularExpressions;

namespace FoodDelivery.Gateway.Tests;

/// <summary>render.sh: the same templates for every environment, and settings that cannot be half right.</summary>
public sealed class Rendering : IDisposable
{
    private readonly DirectoryInfo _output = Directory.CreateTempSubdirectory("gateway-rendered-");

    internal static string Folder { get; } = FindFolder();

    internal static async Task RenderAsync(string output, params (string Name, string Value)[] settings)
    {
        var (exit, errors) = await TryRenderAsync(output, settings);
        Assert.True(exit == 0, errors);
    }

    public void Dispose() => _output.Delete(recursive: true);

    [Fact]
    public async Task Defaults_are_accepted_by_nginx()
    {
        await RenderAsync(_output.FullName);
        await AcceptedByNginxAsync();
    }

    [Theory]
    [InlineData("127.0.0.1:9001,127.0.0.1:9002")]
    [InlineData("127.0.0.1:9001 127.0.0.1:9002")]
    [InlineData("127.0.0.1:9001, 127.0.0.1:9002")]
    public async Task Several_servers_of_a_service_become_one_group(string servers)
    {
        await RenderAsync(_output.FullName, ("ORDER_UPSTREAM", servers));
        await AcceptedByNginxAsync();
        Assert.Matches(
            @"upstream order \{\s+zone order 64k;\s+server 127\.0\.0\.1:9001 max_fails=3 fail_timeout=2s;\s+server 127\.0\.0\.1:9002 max_fails=3 fail_timeout=2s;\s+keepalive 32;",
            Rendered("upstreams.conf"));
    }

    [Fact]
    public async Task A_resolver_makes_the_servers_follow_their_names()
    {
        await RenderAsync(_output.FullName, ("GATEWAY_RESOLVER", "127.0.0.11"), ("CART_UPSTREAM", "cart:8080"));
        Assert.Contains("resolver 127.0.0.11 valid=10s;", Rendered("nginx.conf"), StringComparison.Ordinal);
        Assert.Contains("server cart:8080 max_fails=3 fail_timeout=2s resolve;", Rendered("upstreams.conf"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ORDER_UPSTREAM", "order-service")]
    [InlineData("ORDER_UPSTREAM", "order:8080; return 200 x")]
    [InlineData("GATEWAY_RATE_LOGIN", "10")]
    [InlineData("GATEWAY_RATE_API", "0r/s")]
    [InlineData("GATEWAY_BURST_API", "many")]
    [InlineData("GATEWAY_READ_TIMEOUT", "soon")]
    [InlineData("GATEWAY_TLS", "yes")]
    [InlineData("GATEWAY_DOCS", "closed")]
    [InlineData("GATEWAY_DOCS_DIR", "/docs\"; autoindex on; #")]
    public async Task A_wrong_setting_is_refused_by_name(string name, string value)
    {
        var (exit, errors) = await TryRenderAsync(_output.FullName, (name, value));
        Assert.NotEqual(0, exit);
        Assert.Contains($"gateway: {name} must ", errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_output.FullName, "nginx.conf")));
    }

    // The official image substitutes $NAME as well as ${NAME}, but only the names that its filter lets through.
    [Fact]
    public void Templates_ask_only_for_names_that_the_image_may_substitute()
    {
        foreach (var template in Directory.GetFiles(Path.Combine(Folder, "templates")))
        {
            var placeholders = Regex.Matches(File.ReadAllText(template), @"\$\{?[A-Z]\w*\}?").Select(match => match.Value);
            Assert.All(placeholders, placeholder => Assert.Matches(@"^\$\{GATEWAY_[A-Z_]+\}$", placeholder));
        }
    }

    [Fact]
    public void Every_setting_is_in_the_readme()
    {
        var readme = File.ReadAllText(Path.Combine(Folder, "README.md"));
        var settings = Regex.Matches(File.ReadAllText(Path.Combine(Folder, "gateway.envsh")), "^setting ([A-Z_]+)", RegexOptions.Multiline);
        Assert.NotEmpty(settings);
        Assert.All(settings, setting => Assert.Contains($"`{setting.Groups[1].Value}`", readme, StringComparison.Ordinal));
    }

    private string Rendered(string file) => File.ReadAllText(Path.Combine(_output.FullName, file));

    private async Task AcceptedByNginxAsync()
    {
        using var test = GatewayProcess.Start("/usr/sbin/nginx", "-e", "stderr", "-t", "-c", $"{_output.FullName}/nginx.conf");
        var report = await test.StandardError.ReadToEndAsync();
        await test.WaitForExitAsync();
        Assert.True(test.ExitCode == 0, report);
        Assert.DoesNotContain("[warn]", report, StringComparison.Ordinal);
    }

    private static async Task<(int Exit, string Errors)> TryRenderAsync(string output, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("/bin/sh", [Path.Combine(Folder, "render.sh"), output]) { RedirectStandardError = true };
        // What a developer's shell happens to hold must not decide a test.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("GATEWAY_", StringComparison.Ordinal) || name.EndsWith("_UPSTREAM", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        using var render = Process.Start(start)!;
        var errors = await render.StandardError.ReadToEndAsync();
        await render.WaitForExitAsync();
        return (render.ExitCode, errors);
    }

    private static string FindFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FoodDelivery.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder?.FullName ?? throw new DirectoryNotFoundException("FoodDelivery.sln"), "nginx");
    }
}
