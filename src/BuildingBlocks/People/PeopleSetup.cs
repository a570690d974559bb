using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FoodDelivery.BuildingBlocks.People;

/// <summary>Lets a service show what it holds of a person, and forget it (docs/adr/0028).</summary>
public static class PeopleSetup
{
    /// <summary>Of a service with a database; it also handles <c>user.erased</c> by <see cref="ErasureHandler"/>.</summary>
    public static IServiceCollection AddPersonalData<TData>(this IServiceCollection services) where TData : class, IStoredPersonalData
    {
        services.AddMigrations(new MigrationSet(
            "people", typeof(PeopleSetup).Assembly, "FoodDelivery.BuildingBlocks.People.Migrations."));
        services.AddSingleton<IStoredPersonalData, TData>();
        services.AddSingleton<IPersonalData>(provider => provider.GetRequiredService<IStoredPersonalData>());
        services.AddSingleton<IErasures, Erasures>();
        services.AddBacklog("erasures", "SELECT COUNT(*) AS number, MIN(requested_at) AS since FROM erasures WHERE finished_at IS NULL");
        return services.AddDeadline<ErasureDeadline>(Erasures.Deadline);
    }

    /// <summary>For the service that people ask; who that is says <see cref="Authentication.RequireService"/> of the result.</summary>
    public static RouteGroupBuilder MapPersonalData(this WebApplication app)
    {
        var people = app.MapGroup("/internal/v1/people/{id:guid}").RequireAuthorization(Authentication.ServicePolicy);
        people.MapGet("/export", ExportAsync);
        people.MapGet("/erasure", ErasureAsync);
        people.MapPut("/erasure", BeginErasureAsync);
        return people;
    }

    private static async Task ExportAsync(Guid id, IPersonalData data, TimeProvider clock, HttpResponse response, CancellationToken ct)
    {
        response.ContentType = "application/json; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        await PersonExport.WriteAsync(response.BodyWriter, data, id, clock.GetUtcNow(), ct);
    }

    // What the event does; for who missed it, or has lost what it did with a backup.
    private static async Task<NoContent> BeginErasureAsync(Guid id, ErasureOrder order, IErasures erasures, CancellationToken ct)
    {
        await erasures.BeginAsync(id, order.RequestedAt, ct);
        return TypedResults.NoContent();
    }

    private static async Task<ErasureState> ErasureAsync(Guid id, IErasures erasures, CancellationToken ct) =>
        await erasures.FindAsync(id, ct) ?? new ErasureState(null, null, 0);
}
