using System.Security.Cryptography;
using System.Text;
using FoodDelivery.PaymentSimulator.Domain;
using Microsoft.Extensions.Options;

namespace FoodDelivery.PaymentSimulator.Endpoints;

/// <summary>Lets a request through whose bearer secret is ours.</summary>
internal sealed class ApiKeyFilter(IOptions<SimulatorOptions> options) : IEndpointFilter
{
    private readonly byte[] _expected = Encoding.UTF8.GetBytes($"Bearer {options.Value.ApiKey}");

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var sent = Encoding.UTF8.GetBytes(context.HttpContext.Request.Headers.Authorization.ToString());
        if (!CryptographicOperations.FixedTimeEquals(sent, _expected))
        {
            context.HttpContext.Response.Headers.WWWAuthenticate = "Bearer";
            throw new ProviderException(401, "invalid_api_key", "Send the API key as a bearer secret.");
        }
        return next(context);
    }
}
