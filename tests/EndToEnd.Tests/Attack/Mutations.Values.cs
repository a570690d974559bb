using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FoodDelivery.TestKit;

namespace FoodDelivery.EndToEnd.Tests.Attack;

/// <summary>Values as the documents describe them.</summary>
public sealed partial class Mutations
{
    private string Query(Operation operation)
    {
        var chosen = operation.Parameters("query").Where(parameter => parameter["required"]?.GetValue<bool>() is true || random.Next(3) == 0);
        var query = string.Join('&', chosen.Select(parameter => $"{parameter.Text("name")}={Uri.EscapeDataString(Argument(operation, parameter))}"));
        return query.Length > 0 ? "?" + query : "";
    }

    private string Argument(Operation operation, JsonNode parameter) => parameter.Text("name") switch
    {
        "limit" => random.Next(1, 101).ToString(CultureInfo.InvariantCulture),
        "near" => "48.2073,11.5838",
        "from" => "2026-11-01T00:00:00Z",
        "to" => "2026-11-02T00:00:00Z",
        "bucket" => Pick(["hour", "day"]),
        var name when idOf(name) is { } id => id,
        _ => Value(operation, parameter["schema"]!, 0)!.ToString(),
    };

    private string Id(string name) => (random.Next(4) > 0 ? idOf(name) : null) ?? NewId().ToString();

    /// <summary>A value that the schema allows, as far as it says so.</summary>
    private JsonNode? Value(Operation operation, JsonNode schema, int depth)
    {
        schema = operation.Resolve(schema);
        if (schema["enum"]?.AsArray() is { } values) return Pick([.. values])?.DeepClone();
        var type = schema["type"] is JsonArray types ? types.Select(each => each!.GetValue<string>()).First(each => each != "null") : schema["type"]?.GetValue<string>();
        switch (type)
        {
            case "object":
                var made = new JsonObject();
                var required = (schema["required"]?.AsArray() ?? []).Select(each => each!.GetValue<string>()).ToHashSet();
                foreach (var (name, of) in schema["properties"]?.AsObject() ?? [])
                {
                    if (required.Contains(name) || (depth < 4 && random.Next(2) == 0)) made[name] = Value(operation, of!, depth + 1);
                }
                return made;
            case "array":
                var count = Math.Min(random.Next(3) + (schema["minItems"]?.GetValue<int>() ?? 0), schema["maxItems"]?.GetValue<int>() ?? 3);
                return new JsonArray([.. Enumerable.Range(0, count).Select(_ => Value(operation, schema["items"]!, depth + 1))]);
            case "integer":
                return random.NextInt64((long)(schema["minimum"]?.GetValue<double>() ?? 0), (long)(schema["maximum"]?.GetValue<double>() ?? 1000) + 1);
            case "number":
                var (low, high) = (schema["minimum"]?.GetValue<double>() ?? -1000, schema["maximum"]?.GetValue<double>() ?? 1000);
                return low + (random.NextDouble() * (high - low));
            case "boolean":
                return random.Next(2) == 0;
            case "string":
                return schema["format"]?.GetValue<string>() switch
                {
                    "uuid" => NewId().ToString(),
                    "date-time" => DateTimeOffset.UnixEpoch.AddSeconds(random.NextInt64(1_700_000_000, 1_900_000_000)).ToString("O", CultureInfo.InvariantCulture),
                    "email" => $"{RandomText(8)}@example.test",
                    _ => RandomText(Math.Clamp(random.Next(20), schema["minLength"]?.GetValue<int>() ?? 0, schema["maxLength"]?.GetValue<int>() ?? 20)),
                };
            default:
                return null;
        }
    }

    // What exists, so that a request comes as far as the things themselves.
    private JsonNode? WithOurIds(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject it:
                foreach (var (name, value) in it.ToList())
                {
                    if (value is JsonValue && idOf(name) is { } id && random.Next(5) > 0) it[name] = id;
                    else if (name == "optionIds" && idOf("optionId") is { } option && random.Next(5) > 0) it[name] = new JsonArray(option);
                    else WithOurIds(value);
                }
                break;
            case JsonArray list:
                foreach (var each in list) WithOurIds(each);
                break;
        }
        return node;
    }

    private static IEnumerable<(JsonNode Parent, string Key)> Places(JsonNode node)
    {
        var members = node switch
        {
            JsonObject it => it.Select(member => (member.Key, member.Value)).ToList(),
            JsonArray list => list.Select((each, i) => (Key: i.ToString(CultureInfo.InvariantCulture), Value: each)).ToList(),
            _ => [],
        };
        foreach (var (key, value) in members)
        {
            yield return (node, key);
            if (value is null) continue;
            foreach (var inner in Places(value)) yield return inner;
        }
    }

    private void SetHeader(RawRequest request, string name, string value)
    {
        request.Headers.RemoveAll(header => header.Name == name);
        request.Headers.Add((name, value));
        Set(request, name, value);
    }

    private static void Set(RawRequest request, string name, string value) => request.Mutations.Add($"{name} {(value.Length > 60 ? value[..60] : value)}");

    private Guid NewId()
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }

    private string RandomText(int length) => new([.. Enumerable.Range(0, length).Select(_ => "abcdefghijklmnopqrstuvwxyz0123456789"[random.Next(36)])]);

    private T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];
}
