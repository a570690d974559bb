using System.Net.Http.Headers;
using Microsoft.Extensions.Options;

namespace FoodDelivery.PaymentService.Clients;

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
