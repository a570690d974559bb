using System.Security.Claims;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.People;
using FoodDelivery.Contracts;
using FoodDelivery.UserService.Clients;
using FoodDelivery.UserService.Data;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FoodDelivery.UserService.Endpoints;

/// <summary>How far a service is with an erasure.</summary>
public enum ErasureProgress
{
    /// <summary>It has not heard of it yet.</summary>
    Waiting,

    /// <summary>Something of the person is left, perhaps until an order ends.</summary>
    Running,

    /// <summary>Nothing is left.</summary>
    Finished,

    /// <summary>The service does not answer.</summary>
    Unknown,
}

/// <param name="FinishedAt">Left out until it is.</param>
/// <param name="Rows">Rows that were changed or deleted so far.</param>
public sealed record ServiceErasureResponse(string Service, ErasureProgress Progress, DateTimeOffset? FinishedAt, long? Rows);

/// <param name="IsFinished">Whether all services have.</param>
public sealed record ErasureResponse(
    Guid UserId, DateTimeOffset RequestedAt, bool IsFinished, IReadOnlyList<ServiceErasureResponse> Services);

/// <summary>An erasure as the list shows it.</summary>
/// <param name="FinishedAt">Of User alone; ask for one of them to see the others.</param>
public sealed record ErasureEntry(Guid UserId, DateTimeOffset RequestedAt, DateTimeOffset? FinishedAt);

/// <summary>Ops see who was forgotten, and who has finished with it.</summary>
internal static class ErasureEndpoints
{
    public static void MapErasures(this WebApplication app)
    {
        var at = new DateTimeOffset(2026, 11, 22, 18, 30, 0, TimeSpan.Zero);
        var id = Guid.Parse("019b76da-a800-75c7-810a-6b4d0ef3987a");
        var erasures = app.MapGroup("/api/v1/ops/user/erasures").WithTags("Ops").RequireRole(Roles.Ops);
        erasures.MapGet("", ListAsync).Describe("listErasures", "List who left for good, newest first", null, null,
            new Page<ErasureEntry>([new ErasureEntry(id, at, at.AddSeconds(2))], null), 400, 403);
        var example = new ErasureResponse(id, at, false,
        [
            new ServiceErasureResponse("user", ErasureProgress.Finished, at.AddSeconds(2), 5),
            new ServiceErasureResponse("order", ErasureProgress.Running, null, 1),
            new ServiceErasureResponse("cart", ErasureProgress.Unknown, null, null),
        ]);
        erasures.MapGet("/{userId:guid}", GetAsync).Describe("getErasure", "Show which services have forgotten somebody",
            "Asks each of them now: `waiting`, `running`, `finished`, or `unknown` when it does not answer.", null, example, 403, 404);
        erasures.MapPost("/{userId:guid}/repeat", RepeatAsync).Describe("repeatErasure", "Have every service forget somebody again",
            "For a service that is `waiting` because it never heard of it, and after restoring a backup. Repeating it changes nothing.",
            new AccountActRequest("Restored Order from yesterday"), example, 400, 403, 404);
    }

    private static async Task<Page<ErasureEntry>> ListAsync(
        ErasureReads erasures, CancellationToken ct, int? limit = null, string? cursor = null)
    {
        var size = Paging.Limit(limit);
        var rows = await erasures.ListAsync(Paging.DecodeId(cursor), size + 1, ct);
        return rows.Select(row => new ErasureEntry(row.UserId, row.RequestedAt, row.FinishedAt)).ToList()
            .ToPage(size, entry => entry.UserId.ToString());
    }

    private static async Task<Ok<ErasureResponse>> RepeatAsync(
        Guid userId, AccountActRequest request, ClaimsPrincipal caller, ErasureReads erasures, IErasures own, PeopleClient people,
        CancellationToken ct)
    {
        var requestedAt = await erasures.RepeatAsync(userId, caller.Id(), request.Reason, ct);
        await Task.WhenAll(PeopleClient.Services.Select(service => TryEraseAsync(service, userId, requestedAt, people, ct)));
        return await GetAsync(userId, own, people, ct);
    }

    // Whoever does not answer shows as unknown.
    private static async Task TryEraseAsync(
        string service, Guid userId, DateTimeOffset requestedAt, PeopleClient people, CancellationToken ct)
    {
        try
        {
            await people.EraseAsync(service, userId, requestedAt, ct);
        }
        catch (Exception e) when (e is DependencyUnavailableException or HttpRequestException)
        {
        }
    }

    private static async Task<Ok<ErasureResponse>> GetAsync(Guid userId, IErasures own, PeopleClient people, CancellationToken ct)
    {
        var mine = await own.FindAsync(userId, ct) ?? throw ProblemException.NotFound("The erasure");
        var others = await Task.WhenAll(PeopleClient.Services.Select(service => AskAsync(service, userId, people, ct)));
        ServiceErasureResponse[] all = [Of("user", mine), .. others];
        var isFinished = all.All(service => service.Progress == ErasureProgress.Finished);
        return TypedResults.Ok(new ErasureResponse(userId, mine.RequestedAt!.Value, isFinished, all));
    }

    private static async Task<ServiceErasureResponse> AskAsync(string service, Guid userId, PeopleClient people, CancellationToken ct)
    {
        try
        {
            return Of(service, await people.FindErasureAsync(service, userId, ct));
        }
        catch (Exception e) when (e is DependencyUnavailableException or HttpRequestException)
        {
            return new ServiceErasureResponse(service, ErasureProgress.Unknown, null, null);
        }
    }

    private static ServiceErasureResponse Of(string service, ErasureState state) => new(service, state switch
    {
        { RequestedAt: null } => ErasureProgress.Waiting,
        { FinishedAt: null } => ErasureProgress.Running,
        _ => ErasureProgress.Finished,
    }, state.FinishedAt, state.Rows);
}
