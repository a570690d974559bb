using FoodDelivery.BuildingBlocks.Sql;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FoodDelivery.BuildingBlocks.Hosting;

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
