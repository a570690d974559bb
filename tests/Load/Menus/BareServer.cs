using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FoodDelivery.Load.Menus;

/// <summary>Kestrel with nothing on it: the same headers and as many bytes as a menu, for every request. A process of its own, as a service is.</summary>
internal static class BareServer
{
    public const string Mode = "bare-server";

    /// <summary>Runs until its standard input ends, so it cannot outlive the driver that started it.</summary>
    public static async Task<int> RunAsync(Options options)
    {
        var port = options.Number("port", 0, most: 65535);
        var body = new byte[options.Number("size", 0)];
        Array.Fill(body, (byte)'m');
        options.RefuseOthers();

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        await using var app = builder.Build();
        app.Run(http =>
        {
            http.Response.ContentType = "application/json; charset=utf-8";
            http.Response.ContentLength = body.Length;
            http.Response.Headers.ETag = "\"1.1.0\"";
            http.Response.Headers.CacheControl = "public, max-age=1";
            return http.Response.Body.WriteAsync(body, http.RequestAborted).AsTask();
        });
        await app.StartAsync();
        await Task.Run(Console.In.ReadToEndAsync);
        await app.StopAsync();
        return 0;
    }
}
