using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace FoodDelivery.BuildingBlocks.Hosting;

/// <summary>What a query parameter may be.</summary>
internal sealed class ParameterDocs : IParameterFilter
{
    public void Apply(IOpenApiParameter parameter, ParameterFilterContext context)
    {
        if (parameter is not OpenApiParameter { In: ParameterLocation.Query, Schema: OpenApiSchema schema }) return;
        var type = context.ParameterInfo?.ParameterType;
        var rule = context.ParameterInfo?.GetCustomAttribute<DescribedAsAttribute>();
        if (parameter.Name == "limit") (schema.Minimum, schema.Maximum) = ("1", $"{Paging.MaxLimit}");
        if (rule?.Pattern is { } pattern) schema.Pattern = pattern;
        if (rule is { Maximum: > 0 }) (schema.Minimum, schema.Maximum) = ($"{rule.Minimum}", $"{rule.Maximum}");
        // Of a query every text is one line.
        if (type == typeof(string) && rule?.Pattern is null)
        {
            SchemaDocs.DescribeText(schema, new TextAttribute(int.MaxValue), context.SchemaRepository);
        }
        if (rule is { MaximumLength: > 0 }) schema.MaxLength = rule.MaximumLength;
    }
}

/// <summary>Texts and problems.</summary>
internal sealed class SchemaDocs : ISchemaFilter
{
    // Requests refuse unknown members; answers may grow.
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema concrete) return;
        if (context.Type.Name.EndsWith("Request", StringComparison.Ordinal)) DescribeRequest(concrete, context.Type);
        if (context.Type == typeof(ProblemDetails)) DescribeProblem(concrete);
        if (context.MemberInfo?.GetCustomAttribute<TextAttribute>() is { } text) DescribeText(concrete, text, context.SchemaRepository);
        if (context.MemberInfo?.GetCustomAttribute<TextsAttribute>() is { } texts && concrete.Items is OpenApiSchema each)
        {
            (each.MinLength, each.MaxLength) = (1, texts.Each.MaximumLength);
            DescribeText(each, texts.Each, context.SchemaRepository);
        }
    }

    // A member that may be left out may be null as well; a reference alone does not say so.
    private static void DescribeRequest(OpenApiSchema request, Type type)
    {
        request.AdditionalPropertiesAllowed = false;
        foreach (var (name, member) in request.Properties?.ToArray() ?? [])
        {
            if (member is not OpenApiSchemaReference reference || request.Required?.Contains(name) == true) continue;
            request.Properties![name] = new OpenApiSchema
            {
                Description = reference.Description,
                OneOf = [new OpenApiSchema { Type = JsonSchemaType.Null }, new OpenApiSchemaReference(reference.Reference.Id!)],
            };
        }
        // What has a value of its own may be left out, although it is never null.
        foreach (var member in type.GetConstructors().SelectMany(made => made.GetParameters()).Where(member => member.HasDefaultValue))
        {
            request.Required?.Remove(JsonNamingPolicy.CamelCase.ConvertName(member.Name!));
        }
    }

    // The rule stands once in a document; what it leaves out is long to say.
    public static void DescribeText(OpenApiSchema schema, TextAttribute rule, SchemaRepository repository)
    {
        var name = (rule.MultiLine ? "Lines" : "Line") + (rule.MinimumLength > 0 ? "NotBlank" : "");
        if (!repository.Schemas.ContainsKey(name))
        {
            repository.AddDefinition(name, new OpenApiSchema
            {
                Description = "Letters, marks, digits, punctuation, symbols, spaces, and emoji with their joiners"
                    + (rule.MultiLine ? ", in lines" : "") + ". Control characters and what turns or hides text stay out.",
                Pattern = Texts.Pattern(rule.MultiLine, rule.MinimumLength > 0),
            });
        }
        schema.AllOf = [new OpenApiSchemaReference(name)];
        // Outer spaces do not count.
        if (rule.MinimumLength > 1) schema.Pattern = $@"^\s*\S[\s\S]{{{rule.MinimumLength - 2},}}\S\s*$";
    }

    private static void DescribeProblem(OpenApiSchema problem)
    {
        problem.Properties ??= new Dictionary<string, IOpenApiSchema>();
        problem.Properties["code"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Stable name." };
        problem.Properties["traceId"] = new OpenApiSchema { Type = JsonSchemaType.String };
        problem.Properties["retryable"] = new OpenApiSchema
        {
            Type = JsonSchemaType.Boolean, Description = "Whether the same request may be sent again as it is.",
        };
        problem.Properties["errors"] = new OpenApiSchema
        {
            Type = JsonSchemaType.Array, Description = "What is wrong with the request.",
            Items = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["pointer"] = new OpenApiSchema
                    {
                        Type = JsonSchemaType.String, Description = "JSON pointer into the body, or query:name, header:name.",
                    },
                    ["code"] = new OpenApiSchema { Type = JsonSchemaType.String },
                    ["message"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "For people." },
                },
            },
        };
        problem.Required = new HashSet<string> { "code", "status", "title", "traceId", "type" };
    }
}
