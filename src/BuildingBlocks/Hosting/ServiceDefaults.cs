using System.Text;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FoodDelivery.BuildingBlocks.Hosting;

/// <summary>
/// What every service has: logs, traces, metrics, health, problems, tokens, strict JSON, limits, OpenAPI, a clock, a graceful stop.
/// </summary>
public static class ServiceDefaults
{
    /// <summary>Call first.</summary>
    /// <param name="service">Short name in lower case, for example <c>order</c>.</param>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, string service)
    {
        builder.AddTelemetry(service);
        builder.AddManagement();
        builder.AddTokenAuthentication(service);
        builder.Services.AddProblems();
        builder.AddOtherOrigins();
        builder.Services.AddOpenApiDocument(service);
        builder.Services.TryAddSingleton(Failpoint.Clock);
        builder.Services.ConfigureHttpJsonOptions(options => JsonDefaults.ConfigureStrict(options.SerializerOptions));
        builder.Services.AddRequestTimeouts(options => options.DefaultPolicy = new RequestTimeoutPolicy
        {
            Timeout = TimeSpan.FromSeconds(10),
            TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable,
        });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(25));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 64 * 1024;
            // Well above what is taken (RequestChecks): Kestrel's own refusal has no body.
            kestrel.Limits.MaxRequestHeadersTotalSize = 64 * 1024;
            kestrel.Limits.MaxRequestHeaderCount = 10_000;
            // Any byte can be read so; as UTF-8, which it is by default, some cannot, and that refusal has no body either.
            kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            // Longer than the gateway keeps idle connections, or it would meet closed ones.
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(75);
            kestrel.Limits.MaxConcurrentConnections = 4000;
        });
        return builder;
    }

    /// <summary>Adds the service's schema: connections, and migrations embedded under <c>Data/Migrations</c>.</summary>
    public static WebApplicationBuilder AddMySql<TInServiceAssembly>(this WebApplicationBuilder builder)
    {
        var assembly = typeof(TInServiceAssembly).Assembly;
        var name = assembly.GetName().Name!;
        if (builder.Services.Any(service => service.ServiceType == typeof(EventSubscriptions)))
        {
            throw new InvalidOperationException(
                "AddMySql comes before AddEvents, which gives a service with a database its outbox and inbox.");
        }
        builder.Services.AddSingleton<Database>();
        builder.Services.AddSingleton<Migrator>();
        builder.Services.AddMigrations(new MigrationSet(name, assembly, $"FoodDelivery.{name}.Data.Migrations."));
        return builder;
    }

    /// <summary>Call before mapping endpoints.</summary>
    public static WebApplication UseServiceDefaults(this WebApplication app)
    {
        app.UseManagement();
        app.UseHeadRequests();
        app.UseProblems();
        app.UseEndOfStreams();
        app.UseHeaderChecks();
        app.UseOtherOrigins();
        app.UseRouting();
        app.UseEndpointChecks();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseParameterChecks();
        app.UseRequestTimeouts();
        app.MapHealth();
        app.MapOpenApiDocument();
        app.MapOps();
        return app;
    }

    /// <summary>
    /// Runs the service. <c>migrate</c> as argument brings the schema up to date and ends, with
    /// <see cref="Migrator.RefusedExitCode"/> when that cannot be; in Development (or with
    /// <c>Database:MigrateOnStart</c>) the same happens before the first request. <c>seed</c> starts, which in Development adds the
    /// demo data, and ends. <c>topics</c> with a file's name makes the topics that it lists (<see cref="TopicList"/>), with a second
    /// one the accounts and what they may do (<see cref="AccessList"/>), and ends.
    /// </summary>
    public static async Task RunServiceAsync(this WebApplication app, string[] args)
    {
        if (args is ["topics", var list, .. var access])
        {
            var kafka = KafkaClients.Options(app.Configuration);
            await TopicList.MakeAsync(kafka, TopicList.Read(list), CancellationToken.None);
            if (access is [var file])
            {
                await AccessList.ApplyAsync(kafka, AccessList.Read(file), AccessList.Passwords(app.Configuration));
            }
            return;
        }
        var migrateOnly = args is ["migrate"];
        if (app.Services.GetService<Migrator>() is { } migrator &&
            (migrateOnly || app.Configuration.GetValue("Database:MigrateOnStart", app.Environment.IsDevelopment())))
        {
            try
            {
                await migrator.MigrateAsync(CancellationToken.None);
            }
            catch (MigrationRefusedException e) when (migrateOnly)
            {
                app.Logger.LogCritical(e, "The schema could not be brought up to date");
                Environment.ExitCode = Migrator.RefusedExitCode;
            }
        }
        if (migrateOnly) return;
        if (args is ["seed"])
        {
            await app.StartAsync();
            await app.StopAsync();
            return;
        }
        await app.RunAsync();
    }
}
