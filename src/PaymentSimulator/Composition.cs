using System.Text.Json;
using System.Text.Json.Serialization;
using FoodDelivery.PaymentSimulator.Data;
using FoodDelivery.PaymentSimulator.Endpoints;
using FoodDelivery.PaymentSimulator.Webhooks;

namespace FoodDelivery.PaymentSimulator;

internal static class Composition
{
    public static void AddSimulator(this WebApplicationBuilder builder)
    {
        // In code, because a settings file is only found when the process is started in its own folder.
        builder.Logging.ClearProviders().AddJsonConsole().AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 64 * 1024);

        var services = builder.Services;
        services.AddOptions<SimulatorOptions>().BindConfiguration("Simulator").ValidateDataAnnotations()
            .Validate(
                o => o.WebhookUrl is null || o.WebhookSecret.Length > 0,
                "Simulator:WebhookSecret is missing although Simulator:WebhookUrl is set.")
            .ValidateOnStart();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<Ledger>();
        services.AddSingleton<FaultInjector>();
        services.AddSingleton<Movements>();
        services.AddSingleton<WebhookControl>();
        services.AddSingleton<WebhookOutbox>();
        services.AddHostedService<WebhookSender>();
        services.AddProviderProblems();
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true); // one path for malformed input in every environment
        services.ConfigureHttpJsonOptions(o =>
        {
            var json = o.SerializerOptions;
            json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            json.AllowDuplicateProperties = false;
            json.PropertyNameCaseInsensitive = false;
            json.NumberHandling = JsonNumberHandling.Strict;
            json.RespectNullableAnnotations = true;
            json.RespectRequiredConstructorParameters = true;
            json.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            json.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        });
    }
}
