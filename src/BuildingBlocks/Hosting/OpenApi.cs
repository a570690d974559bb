using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace FoodDelivery.BuildingBlocks.Hosting;

/// <summary>
/// The service's OpenAPI 3.1 document at <c>/openapi/v1.json</c>, with bearer scheme, examples and the problems of each call.
/// </summary>
public static class OpenApi
{
    /// <summary>Describes an endpoint.</summary>
    /// <param name="operationId">lowerCamelCase verb and noun, unique across all services.</param>
    /// <param name="summary">At most 60 characters.</param>
    /// <param name="description">Who may call it and what happens; null when the summary says it all.</param>
    /// <param name="request">Example body; null when there is none.</param>
    /// <param name="response">Example answer; null when there is none.</param>
    /// <param name="problems">Statuses besides success; 401 is added where a token is needed.</param>
    public static RouteHandlerBuilder Describe(
        this RouteHandlerBuilder builder, string operationId, string summary, string? description = null,
        object? request = null, object? response = null, params int[] problems)
    {
        builder.WithName(operationId).WithSummary(summary).WithMetadata(new EndpointExamples(request, response));
        if (description is not null) builder.WithDescription(description);
        foreach (var status in problems.Distinct()) builder.ProducesProblem(status);
        return builder;
    }

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

    private sealed record EndpointExamples(object? Request, object? Response);

    private sealed class OperationDocs(IOptions<JsonOptions> json) : IOperationFilter
    {
        public void Apply(OpenApiOperation operation, OperationFilterContext context)
        {
            var metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
            if (metadata.OfType<IAuthorizeData>().Any() || metadata.OfType<AuthorizationPolicy>().Any())
            {
                var scheme = new OpenApiSecuritySchemeReference("bearerAuth", context.Document);
                operation.Security = [new OpenApiSecurityRequirement { [scheme] = [] }];
                operation.Responses ??= [];
                operation.Responses.TryAdd("401", new OpenApiResponse { Description = "No valid bearer token" });
            }

            var examples = metadata.OfType<EndpointExamples>().LastOrDefault();
            if (examples?.Request is not null) SetExample(operation.RequestBody?.Content, Node(examples.Request));
            foreach (var (status, response) in operation.Responses ?? [])
            {
                if (int.TryParse(status, out var code) && code >= 400)
                {
                    SetExample(Content(response, context), ProblemExample(code, context));
                }
                else if (examples?.Response is not null)
                {
                    SetExample(response.Content, Node(examples.Response));
                }
            }
        }

        private JsonNode? Node(object example) => JsonSerializer.SerializeToNode(example, json.Value.SerializerOptions);

        private static IDictionary<string, IOpenApiMediaType>? Content(IOpenApiResponse response, OperationFilterContext context)
        {
            if (response is OpenApiResponse { Content: null or { Count: 0 } } empty)
            {
                var schema = context.SchemaGenerator.GenerateSchema(typeof(ProblemDetails), context.SchemaRepository);
                empty.Content = new Dictionary<string, IOpenApiMediaType>
                {
                    ["application/problem+json"] = new OpenApiMediaType { Schema = schema },
                };
            }
            return response.Content;
        }

        private static void SetExample(IDictionary<string, IOpenApiMediaType>? content, JsonNode? example)
        {
            foreach (var media in (content?.Values ?? []).OfType<OpenApiMediaType>()) media.Example ??= example;
        }

        private static JsonObject ProblemExample(int status, OperationFilterContext context)
        {
            var code = status switch
            {
                400 => "validation_failed",
                401 => "unauthenticated",
                403 => "forbidden",
                404 => "not_found",
                409 => "conflict",
                410 => "quote_expired",
                412 => "precondition_failed",
                422 => "unprocessable",
                428 => "precondition_required",
                429 => "rate_limited",
                503 => "dependency_unavailable",
                _ => "request_refused",
            };
            return new JsonObject
            {
                ["type"] = $"/problems/{code}",
                ["title"] = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status),
                ["status"] = status,
                ["instance"] = "/" + context.ApiDescription.RelativePath,
                ["code"] = code,
                ["traceId"] = "4bf92f3577b34da6a3ce929d0e0e4736",
            };
        }
    }

    private sealed class SchemaDocs : ISchemaFilter
    {
        // Requests refuse unknown members; answers may grow.
        public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
        {
            if (schema is OpenApiSchema concrete && context.Type.Name.EndsWith("Request", StringComparison.Ordinal))
            {
                concrete.AdditionalPropertiesAllowed = false;
            }
        }
    }
}
