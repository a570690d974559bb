using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.ProductService.Data;
using Microsoft.Extensions.Primitives;

namespace FoodDelivery.ProductService.Endpoints;

/// <summary>Reading menus: the hottest call of the system, so prepared bytes and nothing else.</summary>
public static class ReadMenu
{
    public static void MapReadMenu(this WebApplication app) => app.MapGet("/api/v1/restaurants/{id:guid}/menu", GetAsync)
        .WithTags("Restaurants")
        .Describe(
            "getMenu", "Get a restaurant's menu",
            "Whole menu with options and availability, at most two seconds behind a change. " +
            "Send the ETag as If-None-Match to get 304 while nothing has changed.",
            response: Examples.Menu, problems: [404])
        .Produces<MenuResponse>()
        .Produces(StatusCodes.Status304NotModified)
        // Public: checking tokens and time limits would cost more than the answer.
        .ShortCircuit();

    private static Task GetAsync(Guid id, HttpContext http, Catalogue catalogue, TimeProvider clock)
    {
        http.CheckParameters();
        var entry = catalogue.Find(id) ?? throw ProblemException.NotFound("The restaurant");
        var menu = entry.MenuAt(clock.GetUtcNow());
        var response = http.Response;
        response.Headers.ETag = menu.ETag;
        response.Headers.CacheControl = "public, max-age=1";
        if (Names(http.Request.Headers.IfNoneMatch, menu.ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = menu.Body.Length;
        return response.Body.WriteAsync(menu.Body, http.RequestAborted).AsTask();
    }

    // Weak comparison: a gateway that compresses weakens tags.
    private static bool Names(StringValues headers, string etag)
    {
        foreach (var header in headers)
        {
            if (header is null) continue;
            foreach (var part in header.Split(',', StringSplitOptions.TrimEntries))
            {
                if (part == "*" || part.AsSpan(part.StartsWith("W/", StringComparison.Ordinal) ? 2 : 0).SequenceEqual(etag)) return true;
            }
        }
        return false;
    }
}
