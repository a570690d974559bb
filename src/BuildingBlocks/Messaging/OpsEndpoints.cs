using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FoodDelivery.BuildingBlocks.Messaging;

/// <summary>What ops can see and mend of a service's messages: <c>/api/v1/ops/&lt;service&gt;</c>.</summary>
internal static class OpsEndpoints
{
    /// <summary>Does nothing in a service that keeps its messages in no database.</summary>
    public static void MapOps(this WebApplication app)
    {
        if (app.Services.GetService<InboxProcessor>() is null) return;
        var service = app.Services.GetRequiredService<EventSubscriptions>().Group.Replace("-service", "", StringComparison.Ordinal);
        var name = char.ToUpperInvariant(service[0]) + service[1..];
        var ops = app.MapGroup($"/api/v1/ops/{service}").WithTags("Ops").RequireRole(Roles.Ops);
        ops.MapDeadLetters(name);
        ops.MapOutbox(name);
    }
}
