using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FoodDelivery.TestKit;

namespace FoodDelivery.EndToEnd.Tests.Attack;

/// <summary>One call that the OpenAPI documents promise.</summary>
public sealed record Operation(string Service, HttpMethod Method, string Path, JsonNode Node, JsonNode Document)
{
    public string Id { get; } = Node.Text("operationId");

    /// <summary>Who may call; empty for everybody, with or without a token.</summary>
    public IReadOnlyList<string> Roles { get; } = [.. (Node["x-roles"]?.AsArray() ?? []).Select(role => role!.GetValue<string>())];

    public JsonNode? Example => Node["requestBody"]?["content"]?["application/json"]?["example"];

    public JsonNode? BodySchema => Node["requestBody"]?["content"]?["application/json"]?["schema"];

    public IEnumerable<JsonNode> Parameters(string place) => (Node["parameters"]?.AsArray() ?? []).OfType<JsonNode>().Where(parameter => parameter.Text("in") == place);

    public bool Documents(int status) => Node["responses"]![status.ToString()] is not null;

    /// <summary>The schema itself, wherever it stands; of what may be null, what it otherwise is.</summary>
    public JsonNode Resolve(JsonNode schema)
    {
        if (schema["oneOf"] is { } choices) schema = choices.AsArray().Single(choice => choice!["$ref"] is not null)!;
        return schema["$ref"] is { } reference ? Document["components"]!["schemas"]![reference.GetValue<string>().Split('/')[^1]]! : schema;
    }

    /// <summary>The path with an id for each of its parameters.</summary>
    public string PathWith(Func<string, string> idOf) => Regex.Replace(Path, @"\{(\w+)\}", match => idOf(match.Groups[1].Value));

    public override string ToString() => $"{Method} {Path}";
}

public static class OpenApiDocuments
{
    /// <summary>Every call of every service.</summary>
    public static IReadOnlyList<Operation> All { get; } = [..
        from file in Directory.GetFiles(System.IO.Path.Combine(TestEnvironment.RepositoryRoot, "docs/openapi"), "*.json").Order(StringComparer.Ordinal)
        let document = JsonNode.Parse(File.ReadAllText(file))!
        from path in document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select new Operation(System.IO.Path.GetFileNameWithoutExtension(file), HttpMethod.Parse(operation.Key), path.Key, operation.Value!, document)];
}
