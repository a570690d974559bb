using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FoodDelivery.Gateway.Tests;

/// <summary>What a service got: the request line as sent, the path as Kestrel reads it, and the connection it came on.</summary>
internal sealed record Received(string Method, string Target, string Path, IHeaderDictionary Headers, string ConnectionId);

/// <summary>Stands in for a service behind the gateway, and remembers every request. Without an answer of its own it says its name.</summary>
internal sealed class StubService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Received> _received = new();

    private StubService(WebApplication app) => _app = app;

    public IReadOnlyList<Received> Received => [.. _received];

    public string Address => new Uri(_app.Services.GetRequiredService<IServer>().Features
        .Get<IServerAddressesFeature>()!.Addresses.Single()).Authority;

    public static async Task<StubService> StartAsync(string name, RequestDelegate? answer = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.AddServerHeader = true).UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var stub = new StubService(app);
        app.Run(async context =>
        {
            stub._received.Enqueue(new Received(context.Request.Method, context.Features.Get<IHttpRequestFeature>()!.RawTarget,
                context.Request.Path, new HeaderDictionary(context.Request.Headers.ToDictionary()), context.Connection.Id));
            await (answer ?? (c => c.Response.WriteAsync(name)))(context);
        });
        await app.StartAsync();
        return stub;
    }

    /// <summary>The request with this id; the gateway passes a well-formed X-Request-Id on.</summary>
    public Received Single(string requestId) => Assert.Single(Received, r => r.Headers["X-Request-Id"] == requestId);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
