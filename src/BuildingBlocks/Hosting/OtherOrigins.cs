using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FoodDelivery.BuildingBlocks.Hosting;

/// <summary>
/// CORS, off by default: pages of the origins in <c>Cors:Origins</c> (separated by commas) may call. Callers carry tokens, not cookies, so
/// no origin is trusted with anything.
/// </summary>
internal static class OtherOrigins
{
    // What a page could not read otherwise.
    private static readonly string[] Shown = ["ETag", "Idempotent-Replayed", "Location", "Retry-After", "X-Request-Id"];

    public static void AddOtherOrigins(this WebApplicationBuilder builder)
    {
        if (Origins(builder.Configuration) is not { Length: > 0 } origins) return;
        builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .WithOrigins(origins).AllowAnyMethod().AllowAnyHeader().WithExposedHeaders(Shown).SetPreflightMaxAge(TimeSpan.FromHours(1))));
    }

    // Before routing: menus are answered there, and an OPTIONS has no endpoint.
    public static void UseOtherOrigins(this WebApplication app)
    {
        if (Origins(app.Configuration).Length > 0) app.UseCors();
    }

    private static string[] Origins(IConfiguration configuration) =>
        (configuration["Cors:Origins"] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
