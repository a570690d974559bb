using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace FoodDelivery.BuildingBlocks.Hosting;

/// <summary>
/// The service's OpenAPI 3.1 document at <c>/openapi/v1.json</c>, with bearer scheme, examples and the problems of each call. Who may make
/// a call, programs read in <c>x-roles</c>: one of these roles is needed; none means that no token is.
/// </summary>
public static class OpenApi
{
    /// <summary>Describes an endpoint.</summary>
    /// <param name="operationId">lowerCamelCase verb and noun, unique across all services.</param>
    /// <param name="summary">At most 60 characters.</param>
    /// <param name="description">Who may call it and what happens; null when the summary says it all.</param>
    /// <param name="request">Example body; null when there is none.</param>
    /// <param name="response">Example answer; null when there is none.</param>
    /// <param name="problems">
    /// Statuses besides success. 401 is added where a token is needed, and what any call can meet everywhere.
    /// </param>
    public static RouteHandlerBuilder Describe(
        this RouteHandlerBuilder builder, string operationId, string summary, string? description = null,
        object? request = null, object? response = null, params int[] problems)
    {
        builder.WithName(operationId).WithSummary(summary).WithMetadata(new EndpointExamples(request, response));
        if (description is not null) builder.WithDescription(description);
        foreach (var status in problems.Distinct()) builder.ProducesProblem(status);
        return builder;
    }

    /// <summary>Says that the call needs an <c>Idempotency-Key</c> (docs/adr/0011); its endpoint reads it.</summary>
    public static RouteHandlerBuilder TakesIdempotencyKey(this RouteHandlerBuilder builder) =>
        builder.WithMetadata(new DescribedHeader("Idempotency-Key", "The same for every repeat of this request.", "^[!-~]{8,255}$", true));

    internal static void AddOpenApiDocument(this IServiceCollection services, string service)
    {
        services.AddEndpointsApiExplorer();
        services.AddSwaggerGen(options =>
        {
            options.SwaggerDoc("v1", new OpenApiInfo
            {
                Title = $"FoodDelivery {char.ToUpperInvariant(service[0])}{service[1..]} API",
                Version = "v1",
                Description = "Amounts are integer minor units with an ISO 4217 currency; times are RFC 3339 UTC; " +
                    "errors are RFC 9457 problems with a stable `code`.",
            });
            options.AddServer(new OpenApiServer { Url = "/" });
            options.AddSecurityDefinition("bearerAuth", new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description = "The accessToken of POST /api/v1/auth/login.",
            });
            options.ParameterFilter<ParameterDocs>();
            options.OperationFilter<OperationDocs>();
            options.SchemaFilter<SchemaDocs>();
            options.SupportNonNullableReferenceTypes();
            options.NonNullableReferenceTypesAsRequired();
            foreach (var xml in Directory.GetFiles(AppContext.BaseDirectory, "*.xml")) options.IncludeXmlComments(xml);
        });
    }

    // An endpoint, not a middleware: that would make a document generator for every request.
    internal static void MapOpenApiDocument(this WebApplication app) =>
        app.MapSwagger("openapi/{documentName}.json", options => options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1).AllowAnonymous();
}
