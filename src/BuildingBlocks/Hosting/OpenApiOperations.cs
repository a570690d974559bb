using System.Text.Json;
using System.Text.Json.Nodes;
using FoodDelivery.Contracts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace FoodDelivery.BuildingBlocks.Hosting;

/// <summary>Bodies as an example.</summary>
internal sealed record EndpointExamples(object? Request, object? Response);

/// <summary>A header that an endpoint reads by itself.</summary>
internal sealed record DescribedHeader(string Name, string Description, string Pattern, bool IsRequired);

/// <summary>Who may call, what is answered besides success, and examples.</summary>
internal sealed class OperationDocs(IOptions<JsonOptions> json) : IOperationFilter
{
    private static readonly string[] AllRoles = [Roles.Customer, Roles.Driver, Roles.Ops, Roles.Restaurant];

    private static readonly DescribedHeader IfMatch = new(
        "If-Match", "The version that is meant, as an ETag said it.",
        """^(\*|(W/)?"[0-9]{1,18}(\.[0-9]{1,18}){0,2}"(, *(W/)?"[0-9]{1,18}(\.[0-9]{1,18}){0,2}")*)$""", false);

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<IAuthorizeData>().Any() || metadata.OfType<AuthorizationPolicy>().Any())
        {
            operation.AddExtension("x-roles", new JsonNodeExtension(new JsonArray([.. RolesOf(metadata).Select(role => (JsonNode)role)])));
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
        AddHeaders(operation, metadata);
        AddWhatAnyCallCanMeet(operation, context);
    }

    // Each policy must hold, so what is left is what all of them allow.
    private static IEnumerable<string> RolesOf(IList<object> metadata) => metadata.OfType<AuthorizationPolicy>()
        .SelectMany(policy => policy.Requirements).OfType<RolesAuthorizationRequirement>()
        .Aggregate(AllRoles.AsEnumerable(), (left, next) => left.Intersect(next.AllowedRoles));

    private static void AddHeaders(OpenApiOperation operation, IList<object> metadata)
    {
        var headers = metadata.OfType<DescribedHeader>().ToList();
        if (operation.Responses!.ContainsKey("412")) headers.Add(IfMatch);
        operation.Parameters ??= [];
        foreach (var header in headers)
        {
            var schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, Pattern = header.Pattern };
            if (operation.Parameters.OfType<OpenApiParameter>().FirstOrDefault(known => known.Name == header.Name) is { } known)
            {
                known.Schema = schema;
                continue;
            }
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = header.Name, In = ParameterLocation.Header, Description = header.Description, Required = header.IsRequired,
                Schema = schema,
            });
        }
        if (operation.Parameters.Count == 0) operation.Parameters = null;
    }

    // Said once and referred to: they are the same everywhere.
    private static void AddWhatAnyCallCanMeet(OpenApiOperation operation, OperationFilterContext context)
    {
        Add(400, "A parameter that this call does not take, or something that cannot be read");
        if (operation.RequestBody is not null) Add(413, "The body is too large");
        if (operation.RequestBody is not null) Add(415, "The body is not JSON in a known charset");
        Add(429, "Too many requests; see Retry-After");
        Add(503, "Something that this needs is away; see Retry-After");

        void Add(int status, string description)
        {
            if (operation.Responses!.ContainsKey(status.ToString())) return;
            var name = $"Problem{status}";
            context.Document.AddComponent(name, new OpenApiResponse
            {
                Description = description,
                Content = new Dictionary<string, IOpenApiMediaType>
                {
                    ["application/problem+json"] = new OpenApiMediaType
                    {
                        Schema = context.SchemaGenerator.GenerateSchema(typeof(ProblemDetails), context.SchemaRepository),
                    },
                },
            });
            operation.Responses[status.ToString()] = new OpenApiResponseReference(name, context.Document);
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
