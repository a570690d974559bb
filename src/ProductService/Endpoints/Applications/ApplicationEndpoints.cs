using System.Security.Claims;
using System.Text.Json;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.ProductService.Data;
using FoodDelivery.ProductService.Domain;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FoodDelivery.ProductService.Endpoints;

/// <param name="Restaurant">As it is to be shown; it can be changed once it is approved.</param>
/// <param name="Message">For ops.</param>
public sealed record ApplyRequest(
    CreateRestaurantRequest Restaurant, [property: Text(1000, MinimumLength = 1, MultiLine = true)] string? Message = null);

public sealed record RefuseApplicationRequest([property: Text(200, MinimumLength = 3)] string Reason);

/// <param name="RestaurantId">Once it is approved; the applicant becomes its owner within seconds.</param>
/// <param name="Reason">Why it was refused.</param>
public sealed record ApplicationResponse(
    Guid Id, Guid ApplicantId, ApplicationStatus Status, CreateRestaurantRequest Restaurant, string? Message, Guid? RestaurantId,
    string? Reason,
    DateTimeOffset CreatedAt, DateTimeOffset? DecidedAt)
{
    internal static ApplicationResponse From(ApplicationRow row) => new(
        row.Id, row.ApplicantId, EnumText.Parse<ApplicationStatus>(row.Status), ApplicationEndpoints.Read(row.Restaurant), row.Message,
        row.RestaurantId, row.Reason, row.CreatedAt, row.DecidedAt);
}

/// <summary>A restaurant applies to be on the platform, and ops decide.</summary>
public static class ApplicationEndpoints
{
    public static void MapApplications(this WebApplication app)
    {
        var example = new ApplicationResponse(
            Guid.Parse("019b76da-a800-7a11-8c22-0d1e2f3a4b5c"), Guid.Parse("019b76da-a800-75c7-810a-6b4d0ef3987a"),
            ApplicationStatus.Applied, Examples.CreateRestaurant, "We open on the first.", null, null, Examples.Moment, null);
        var approved = example with
        {
            Status = ApplicationStatus.Approved, RestaurantId = Examples.Restaurant.Id, DecidedAt = Examples.Moment.AddDays(1),
        };
        var refused = example with
        {
            Status = ApplicationStatus.Refused, Reason = "We do not deliver there yet", DecidedAt = Examples.Moment.AddDays(1),
        };
        var own = app.MapGroup("/api/v1/restaurants/applications").WithTags("Applications").RequireAuthorization();
        own.MapPost("", ApplyAsync).Describe("applyWithRestaurant", "Apply to be on the platform with a restaurant",
            "Anybody who is logged in; one application at a time (409 application_pending). Who was refused may apply again.",
            new ApplyRequest(Examples.CreateRestaurant, example.Message), example, 400, 409)
            .Produces<ApplicationResponse>(StatusCodes.Status201Created);
        own.MapGet("", MineAsync).Describe("listMyApplications", "List my applications", "Newest first.",
            response: new Page<ApplicationResponse>([example], null), problems: [400]);
        var ops = app.MapGroup("/api/v1/ops/product/applications").WithTags("Ops").RequireRole(Roles.Ops);
        ops.MapGet("", ListAsync).Describe("listApplications", "List applications of restaurants",
            "Newest first; status is applied, approved or refused, all when left out.",
            response: new Page<ApplicationResponse>([example], null), problems: [400, 403]);
        ops.MapPost("/{id:guid}/approve", ApproveAsync).Describe("approveApplication", "Take a restaurant in",
            "It is there with an empty menu, and the applicant becomes its owner. Repeating it changes nothing.",
            response: approved, problems: [400, 403, 404, 409]);
        ops.MapPost("/{id:guid}/refuse", RefuseAsync).Describe("refuseApplication", "Refuse a restaurant's application",
            "The applicant is told why, and may apply again. Repeating it changes nothing.",
            new RefuseApplicationRequest("We do not deliver there yet"), refused, 400, 403, 404, 409);
    }

    internal static CreateRestaurantRequest Read(string json) =>
        JsonSerializer.Deserialize<CreateRestaurantRequest>(json, JsonDefaults.Tolerant)!;

    private static async Task<IResult> ApplyAsync(
        ApplyRequest request, ClaimsPrincipal caller, ApplicationStore applications, TimeProvider clock, CancellationToken ct)
    {
        // What would be refused at the approval is refused now.
        _ = Restaurant.Create(request.Restaurant.ToDraft(clock.GetUtcNow()));
        var row = await applications.AddAsync(
            caller.Id(), request.Restaurant.Name, JsonSerializer.Serialize(request.Restaurant, JsonDefaults.Tolerant), request.Message, ct);
        return TypedResults.Created("/api/v1/restaurants/applications", ApplicationResponse.From(row));
    }

    private static Task<Page<ApplicationResponse>> MineAsync(
        ClaimsPrincipal caller, ApplicationStore applications, CancellationToken ct, int? limit = null, string? cursor = null) =>
        PageAsync(applications, caller.Id(), null, limit, cursor, ct);

    private static Task<Page<ApplicationResponse>> ListAsync(
        ApplicationStore applications, CancellationToken ct, [DescribedAs(typeof(ApplicationStatus))] string? status = null,
        int? limit = null, string? cursor = null) => PageAsync(applications, null, Status(status), limit, cursor, ct);

    private static async Task<Ok<ApplicationResponse>> ApproveAsync(
        Guid id, ClaimsPrincipal caller, ApplicationStore applications, Catalogue catalogue, CancellationToken ct)
    {
        var (row, made) = await applications.ApproveAsync(id, (json, now) => Read(json).ToDraft(now), caller.Id(), ct);
        if (made is not null) catalogue.Put(made);
        return TypedResults.Ok(ApplicationResponse.From(row));
    }

    private static async Task<Ok<ApplicationResponse>> RefuseAsync(
        Guid id, RefuseApplicationRequest request, ClaimsPrincipal caller, ApplicationStore applications, CancellationToken ct) =>
        TypedResults.Ok(ApplicationResponse.From(await applications.RefuseAsync(id, request.Reason, caller.Id(), ct)));

    private static async Task<Page<ApplicationResponse>> PageAsync(
        ApplicationStore applications, Guid? applicantId, ApplicationStatus? status, int? limit, string? cursor, CancellationToken ct)
    {
        var size = Paging.Limit(limit);
        var rows = await applications.ListAsync(applicantId, status, Paging.DecodeId(cursor), size + 1, ct);
        return rows.Select(ApplicationResponse.From).ToList().ToPage(size, application => application.Id.ToString());
    }

    private static ApplicationStatus? Status(string? text)
    {
        if (text is null) return null;
        foreach (var status in Enum.GetValues<ApplicationStatus>())
        {
            if (status.Wire() == text) return status;
        }
        throw ProblemException.Invalid("query:status", "status is applied, approved or refused.");
    }
}
