using System.IO.Pipelines;
using System.Security.Claims;
using System.Text.Json;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.People;
using FoodDelivery.UserService.Clients;
using FoodDelivery.UserService.Data;
using FoodDelivery.UserService.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace FoodDelivery.UserService.Endpoints;

/// <param name="Password">Of the account.</param>
public sealed record EraseMeRequest([property: Compared(128)] string Password);

/// <summary>What the platform holds of a person: a member for each service, each with the moment at which it was read.</summary>
public sealed record PersonExportResponse(
    DateTimeOffset At, JsonElement User, JsonElement Product, JsonElement Cart, JsonElement Order, JsonElement Payment,
    JsonElement Delivery, JsonElement Notification, JsonElement Analytics);

/// <summary>People get what is held of them, and leave for good.</summary>
internal static class PeopleEndpoints
{
    public static void MapPeople(this WebApplication app)
    {
        var me = app.MapGroup("/api/v1/users/me").WithTags("Profile").RequireAuthorization();
        me.MapGet("/export", ExportAsync).Describe("exportMyData", "Get everything that is held of me",
            "One JSON document with a member for each service, to be saved as a file. All of it or nothing: when a service does not "
            + "answer, 503 that names it. Three at once, then one every ten minutes.",
            null, Example, 404, 429, 503);
        me.MapDelete("", EraseAsync).Describe("eraseMe", "Leave for good",
            "The account is gone at once, with its sessions: nobody logs in with it any more, and its address may register anew. Every "
            + "service forgets the person; orders and books stay without them. What is under way is brought to its end first. The last "
            + "mail goes to the former address. 409 last_owner: a restaurant would be left without owner. It cannot be undone. Wrong "
            + "guesses of the password count like failed logins, but of this session alone.",
            new EraseMeRequest("correct horse battery"), null, 400, 404, 409, 429, 503).Produces(202);
    }

    private static object Example { get; } = new
    {
        at = "2026-11-22T18:30:00Z",
        user = new
        {
            at = "2026-11-22T18:30:00Z",
            account = new[] { new { id = "019b76da-a800-75c7-810a-6b4d0ef3987a", email = "ada@example.org" } },
        },
        product = new { at = "2026-11-22T18:30:00Z" },
        cart = new { at = "2026-11-22T18:30:00Z" },
        order = new { at = "2026-11-22T18:30:00Z", orders = new[] { new { code = "7K2M9P", status = "delivered" } } },
        payment = new { at = "2026-11-22T18:30:00Z" },
        delivery = new { at = "2026-11-22T18:30:00Z" },
        notification = new { at = "2026-11-22T18:30:00Z" },
        analytics = new { at = "2026-11-22T18:30:00Z" },
    };

    private static async Task<Results<EmptyHttpResult, Ok<PersonExportResponse>>> ExportAsync(
        ClaimsPrincipal caller, AccountReads accounts, ExportLimits limits, IPersonalData own, PeopleClient people, TimeProvider clock,
        HttpResponse response, CancellationToken ct)
    {
        var account = await ProfileEndpoints.FindAsync(accounts, caller, ct);
        using var place = limits.Enter(account.Id);
        // Everything is here before the first byte leaves: what is missing is a refusal, and never an answer that looks whole.
        var now = clock.GetUtcNow();
        var others = await Task.WhenAll(PeopleClient.Services.Select(service => people.ExportAsync(service, account.Id, ct)));
        response.ContentType = "application/json; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentDisposition = $"attachment; filename=\"fooddelivery-{now:yyyy-MM-dd}.json\"";
        await using var json = new Utf8JsonWriter(response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("at", now);
        json.WritePropertyName("user");
        json.WriteRawValue(await OwnAsync(own, account.Id, now, ct));
        foreach (var (service, held) in PeopleClient.Services.Zip(others))
        {
            json.WritePropertyName(service);
            json.WriteRawValue(held);
            await json.FlushAsync(ct);
        }
        json.WriteEndObject();
        return TypedResults.Empty;
    }

    private static async Task<byte[]> OwnAsync(IPersonalData own, Guid userId, DateTimeOffset at, CancellationToken ct)
    {
        using var buffer = new MemoryStream();
        await PersonExport.WriteAsync(PipeWriter.Create(buffer), own, userId, at, ct);
        return buffer.ToArray();
    }

    private static async Task<Accepted> EraseAsync(
        [FromBody] EraseMeRequest request, ClaimsPrincipal caller, AccountReads reads, AccountStore accounts, Login login,
        HttpContext http, CancellationToken ct)
    {
        var account = await ProfileEndpoints.FindAsync(reads, caller, ct);
        var seenHash = await login.CheckOwnAsync(account, request.Password, caller, http, ct);
        await accounts.EraseAsync(account.Id, seenHash, ct);
        return TypedResults.Accepted((string?)null);
    }
}

/// <summary>How much is given out: an export reads all that eight services hold of somebody.</summary>
internal sealed class ExportLimits(TimeProvider clock) : IDisposable
{
    // In memory until all is there.
    private const int AtOnce = 4;

    private readonly Allowance allowance = new(TimeSpan.FromMinutes(10), 3, clock);
    private readonly SemaphoreSlim free = new(AtOnce, AtOnce);

    /// <summary>A place; dispose it at the end.</summary>
    /// <exception cref="RefusedException"><c>busy</c>, <c>rate_limited</c>.</exception>
    public IDisposable Enter(Guid userId)
    {
        if (!free.Wait(0))
        {
            throw new RefusedException("busy", "Too many people ask for their data right now; try again.", Refusal.Busy)
            {
                RetryAfter = TimeSpan.FromSeconds(5),
            };
        }
        try
        {
            allowance.Take(userId);
            return new Place(free);
        }
        catch
        {
            free.Release();
            throw;
        }
    }

    public void Dispose() => free.Dispose();

    private sealed class Place(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
