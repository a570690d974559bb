using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.OrderService.Data;
using FoodDelivery.OrderService.Domain;

namespace FoodDelivery.OrderService.Endpoints;

/// <summary>From token to access.</summary>
public static class Callers
{
    /// <summary>Which orders this caller may touch.</summary>
    public static Access Access(this ClaimsPrincipal caller) => new(
        caller.Has(Roles.Customer) ? caller.Id() : null,
        caller.Has(Roles.Restaurant) ? caller.RestaurantIds() : [],
        caller.Has(Roles.Ops));

    /// <summary>The clock in the precision of the database, so that an answer shows the same times as every later one.</summary>
    public static DateTimeOffset Moment(this TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    public static void SetVersion(this HttpContext http, Order order) => http.Response.Headers.ETag = $"\"{order.Version}\"";
}
