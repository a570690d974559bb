using System.Globalization;
using FoodDelivery.BuildingBlocks.Sql;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FoodDelivery.BuildingBlocks.Hosting;

/// <summary>
/// The management port: <c>/metrics</c> and the two health paths, for those who run the service. It is a port of its own, because what
/// is not routed cannot leak, and it exists only when <c>Management:Port</c> is set.
/// </summary>
internal static class Management
{
    private const string PortSetting = "Management:Port";

    public static void AddManagement(this WebApplicationBuilder builder)
    {
        if (builder.Configuration[PortSetting] is not { Length: > 0 } text) return;
        if (!ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0)
        {
            throw new InvalidOperationException($"Setting {PortSetting} must be a port number (it is '{text}').");
        }

        builder.Services.AddSingleton<Metrics>();
        var urls = builder.Configuration[WebHostDefaults.ServerUrlsKey] ?? "http://localhost:5000";
        // The same address as the service's own: who listens on loopback only keeps doing so.
        var first = urls.Split(';')[0];
        builder.WebHost.UseUrls($"{urls};{first[..first.LastIndexOf(':')]}:{port}");
    }

    /// <summary>Call first: nothing of the service's own answers on the management port, and no metrics on the service's own.</summary>
    public static void UseManagement(this WebApplication app)
    {
        if (app.Services.GetService<Metrics>() is not { } metrics) return; // built now, so that it hears from the start
        var port = app.Configuration.GetValue<int>(PortSetting);
        app.Use((http, next) => http.Connection.LocalPort == port ? AnswerAsync(http, metrics, next) : next(http));
    }

    private static Task AnswerAsync(HttpContext http, Metrics metrics, RequestDelegate next)
    {
        if (http.Request.Path == "/livez" || http.Request.Path == "/readyz") return next(http);
        if (http.Request.Path != "/metrics" || !HttpMethods.IsGet(http.Request.Method))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }
        if (http.Features.Get<IHttpMetricsTagsFeature>() is { } request) request.MetricsDisabled = true;
        http.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return http.Response.WriteAsync(metrics.Write());
    }
}

/// <summary>
/// <c>/livez</c>: the process answers. <c>/readyz</c>: it can serve requests, so its database answers and it is not stopping. Kafka is not
/// part of it: without Kafka requests still work, and what they cause waits in the outbox.
/// </summary>
internal static class Health
{
    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/livez", () => TypedResults.Text("ok")).ExcludeFromDescription().AllowAnonymous().DisableHttpMetrics();
        app.MapGet("/readyz", ReadyAsync).ExcludeFromDescription().AllowAnonymous().DisableHttpMetrics();
    }

    private static async Task<IResult> ReadyAsync(HttpContext http, IHostApplicationLifetime lifetime, CancellationToken ct)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested) return TypedResults.Text("stopping", statusCode: 503);
        if (http.RequestServices.GetService<Database>() is { } database)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(TimeSpan.FromSeconds(2));
            await database.ReadAsync(session => session.QuerySingleAsync<int>("SELECT 1"), limit.Token);
        }
        return TypedResults.Text("ready");
    }
}
