using System.ComponentModel.DataAnnotations;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;

namespace FoodDelivery.PaymentService.Clients;

/// <summary>Section <c>Provider</c>.</summary>
public sealed class ProviderOptions
{
    [Required]
    public Uri? BaseUrl { get; set; }

    [Required]
    public string ApiKey { get; set; } = "";

    /// <summary>Webhooks are signed with it.</summary>
    [Required]
    public string WebhookSecret { get; set; } = "";

    /// <summary>Longest wait for the provider while Order waits for us.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest wait in the background, where nobody waits; look-up and attempt together stay below the claim's 15 s.</summary>
    public TimeSpan BackgroundTimeout { get; set; } = TimeSpan.FromSeconds(8);
}

public static class ProviderSetup
{
    /// <summary>Name of the HTTP client.</summary>
    public const string ClientName = "provider";

    /// <summary>The provider of section <c>Provider</c>. No retries here: the operations' own attempts are the retries.</summary>
    public static void AddPaymentProvider(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ProviderOptions>().BindConfiguration("Provider").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddHttpClient<IPaymentProvider, SimulatorProvider>(ClientName, (services, client) =>
        {
            var options = services.GetRequiredService<IOptions<ProviderOptions>>().Value;
            client.BaseAddress = options.BaseUrl;
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", options.ApiKey);
            client.Timeout = Timeout.InfiniteTimeSpan; // each call has its own limit
        }).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectTimeout = TimeSpan.FromSeconds(1),
            AllowAutoRedirect = false,
            UseCookies = false,
        });
    }
}
