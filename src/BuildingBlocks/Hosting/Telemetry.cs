using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Serilog;
using Serilog.Formatting.Json;

namespace FoodDelivery.BuildingBlocks.Hosting;

/// <summary>JSON logs on stdout, always; traces and metrics by OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set.</summary>
internal static class Telemetry
{
    public static void AddTelemetry(this WebApplicationBuilder builder, string service)
    {
        var logger = new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", Serilog.Events.LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Hosting.Lifetime", Serilog.Events.LogEventLevel.Information)
            .MinimumLevel.Override("System.Net.Http", Serilog.Events.LogEventLevel.Warning)
            .ReadFrom.Configuration(builder.Configuration)
            .Enrich.WithProperty("service", service)
            .WriteTo.Console(new JsonFormatter(renderMessage: true))
            .CreateLogger();
        builder.Logging.ClearProviders();
        builder.Logging.AddSerilog(logger, dispose: true);
        builder.Logging.Configure(options => options.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);

        if (!string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            builder.Services.AddHostedService(_ => new Exporter($"{service}-service"));
        }
    }

    // The framework's server spans arrive without route and status; one middleware names them.
    public static void UseSpanNames(this WebApplication app) => app.Use(async (http, next) =>
    {
        await next(http);
        if (Activity.Current is not { IsAllDataRequested: true } activity) return;
        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        activity.DisplayName = route is null ? http.Request.Method : $"{http.Request.Method} {route}";
        activity.SetTag("http.request.method", http.Request.Method);
        activity.SetTag("http.route", route);
        activity.SetTag("url.path", http.Request.Path.Value);
        activity.SetTag("http.response.status_code", http.Response.StatusCode);
        if (http.Response.StatusCode >= 500) activity.SetStatus(ActivityStatusCode.Error);
    });

    private sealed class Exporter(string service) : IHostedService
    {
        private TracerProvider? traces;
        private MeterProvider? metrics;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            var resource = ResourceBuilder.CreateDefault().AddService(service);
            traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource)
                .AddSource("Microsoft.AspNetCore", "System.Net.Http", "FoodDelivery.*").AddOtlpExporter().Build();
            metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
                .AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime", "FoodDelivery.*")
                .AddOtlpExporter().Build();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            traces?.Dispose();
            metrics?.Dispose();
            return Task.CompletedTask;
        }
    }
}
