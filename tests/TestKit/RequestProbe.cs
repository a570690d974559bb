using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FoodDelivery.TestKit;

/// <summary>Makes probes.</summary>
public static class RequestProbe
{
    public static RequestProbe<T> Of<T>(ServiceApi<T> api, string service) where T : class => new(api, service);
}

/// <summary>Calls everything that a service's OpenAPI document names in ways that must be refused everywhere alike.</summary>
public sealed class RequestProbe<TInService> where TInService : class
{
    // JSON, as it stands between the quotes.
    private static readonly string[] NoText = [@"a\u0000", @"a\u001b[31m", @"a\u0085", @"a\u202eb", @"a\u2066b", @"a\u2028b", @"a\ufeff", @"a\ufffe", @"a\ufdd0", @"a\ud83f\udfff", @"a\ud800", @"a\udc00b"];
    private static readonly string[] Blank = [" ", "      ", @"\u200d\u200d\u200d\u200d", @"\u3164\u3164\u3164\u3164", @"\u00a0\u2003\u00a0\u2003"];
    private static readonly string[] Good = ["Zoe\u0301's", "Zo\u00eb 30 %", "\U0001F469\u200D\U0001F373 \U0001F3F3\uFE0F", "\u092E\u093F\u0932\u0928\u093E", "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645", "\u05E9\u05DC\u05D5\u05DD"];

    private readonly ServiceApi<TInService> api;
    private readonly JsonNode document;
    private readonly List<(string? Role, HttpClient Client)> callers = [];

    public RequestProbe(ServiceApi<TInService> api, string service)
    {
        this.api = api;
        document = JsonNode.Parse(File.ReadAllText(Path.Combine(TestEnvironment.RepositoryRoot, $"docs/openapi/{service}.json")))!;
        callers.Add((null, api.Anonymous()));
        foreach (var role in new[] { Roles.Ops, Roles.Customer, Roles.Restaurant, Roles.Driver }) callers.Add((role, api.ClientFor(Guid.CreateVersion7(), role, Guid.CreateVersion7())));
    }

    /// <summary>Every text of every request follows the one rule, or says why it needs none.</summary>
    public async Task TextsFollowTheRuleAsync()
    {
        var failures = new List<string>();
        foreach (var (name, path, method, operation) in Operations())
        {
            if (RequestType(name) is not { } type) continue;
            var example = operation["requestBody"]!["content"]!["application/json"]!["example"]!;
            foreach (var (pointer, property) in Fields(type, "", failures))
            {
                if (property.GetCustomAttribute<TextAttribute>() is not { } rule) continue;
                var refused = rule.MinimumLength > 0 ? NoText.Concat(Blank) : NoText;
                foreach (var text in refused.Append(new string('x', rule.MaximumLength + 1)))
                {
                    if (With(example, pointer, text) is not { } body) break;
                    var (status, answer) = await SendAsync(method, path, body);
                    if (status != HttpStatusCode.BadRequest || !Names(answer, pointer)) failures.Add($"{name} {pointer} '{Shown(text)}': {(int)status} {answer?.ToJsonString()}");
                }
                if (property.GetCustomAttribute<EmailAddressAttribute>() is not null) continue;
                foreach (var text in Good)
                {
                    if (text.Length > rule.MaximumLength || With(example, pointer, text) is not { } body) continue;
                    var (status, answer) = await SendAsync(method, path, body);
                    if ((int)status >= 500 || Names(answer, pointer)) failures.Add($"{name} {pointer} '{Shown(text)}': {(int)status} {answer?.ToJsonString()}");
                }
            }
        }
        if (failures.Count > 0) throw new InvalidOperationException(string.Join('\n', failures));
    }

    /// <summary>What a list does not filter by is refused, and what the document names is not.</summary>
    public async Task UnknownParametersAreRefusedAsync()
    {
        var failures = new List<string>();
        foreach (var (name, path, method, operation) in Operations())
        {
            var body = operation["requestBody"]?["content"]?["application/json"]?["example"]?.ToJsonString();
            var (status, answer) = await SendAsync(method, path + "?surprise=1", body);
            if (status != HttpStatusCode.BadRequest || answer?["code"]?.GetValue<string>() != "unknown_parameter") failures.Add($"{name}: {(int)status} {answer?.ToJsonString()}");
            foreach (var known in (operation["parameters"]?.AsArray() ?? []).OfType<JsonNode>().Where(parameter => parameter.Text("in") == "query").Select(parameter => parameter.Text("name")))
            {
                (status, answer) = await SendAsync(method, $"{path}?{known}=%00", body);
                if (status != HttpStatusCode.BadRequest || answer?["code"]?.GetValue<string>() is not "validation_failed" || !Names(answer, $"query:{known}")) failures.Add($"{name} {known}: {(int)status} {answer?.ToJsonString()}");
            }
        }
        if (failures.Count > 0) throw new InvalidOperationException(string.Join('\n', failures));
    }

    /// <summary>A moment without its offset would be one of the server's wall: it is refused, and the answer says where it stands.</summary>
    public async Task TimesNeedTheirOffsetAsync()
    {
        string[] without = ["2026-01-01T10:00:00", "2026-01-01T10:00:00.5", "2026-01-01"];
        var failures = new List<string>();
        foreach (var (name, path, method, operation) in Operations())
        {
            var content = operation["requestBody"]?["content"]?["application/json"];
            var body = content?["example"]?.ToJsonString();
            var parameters = (operation["parameters"]?.AsArray() ?? []).OfType<JsonNode>().Where(parameter => parameter.Text("in") == "query");
            foreach (var text in without)
            {
                foreach (var parameter in parameters.Where(IsMoment).Select(parameter => parameter.Text("name")))
                {
                    await TryAsync($"query:{parameter}", $"{path}?{parameter}={text}", body);
                }
                foreach (var pointer in content?["schema"] is { } schema ? Moments(schema, "") : [])
                {
                    if (With(content!["example"]!, pointer, text) is { } changed) await TryAsync(pointer, path, changed);
                    else failures.Add($"{name} {pointer}: the example does not reach it");
                }
            }

            async Task TryAsync(string pointer, string target, string? sent)
            {
                var (status, answer) = await SendAsync(method, target, sent);
                if (status != HttpStatusCode.BadRequest || !Names(answer, pointer)) failures.Add($"{name} {pointer}: {(int)status} {answer?.ToJsonString()}");
            }
        }
        if (failures.Count > 0) throw new InvalidOperationException(string.Join('\n', failures));
    }

    // Some take a text that is a moment or a day.
    private static bool IsMoment(JsonNode parameter) => parameter["schema"]?["format"]?.GetValue<string>() == "date-time" || parameter.Text("name") is "from" or "to";

    private IEnumerable<string> Moments(JsonNode schema, string path)
    {
        schema = schema["$ref"] is { } reference ? document["components"]!["schemas"]![reference.GetValue<string>().Split('/')[^1]]! : schema;
        if (schema["format"]?.GetValue<string>() == "date-time") yield return path;
        var inner = (schema["properties"]?.AsObject() ?? []).Select(member => (member.Key, member.Value)).ToList();
        if (schema["items"] is { } item) inner.Add(("0", item));
        inner.AddRange(new[] { "oneOf", "anyOf" }.SelectMany(kind => schema[kind]?.AsArray() ?? []).Select(each => ("", each)));
        foreach (var (name, of) in inner)
        {
            foreach (var pointer in Moments(of!, name.Length == 0 ? path : $"{path}/{name}")) yield return pointer;
        }
    }

    /// <summary>HEAD is GET without a body, and what a caller must say who he is for is not stored on the way.</summary>
    public async Task HeadIsGetWithoutBodyAsync()
    {
        var failures = new List<string>();
        foreach (var (name, path, _, operation) in Operations().Where(operation => operation.Method == HttpMethod.Get))
        {
            foreach (var (role, client) in callers)
            {
                using var get = await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, path), HttpCompletionOption.ResponseHeadersRead);
                using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
                var size = (await head.Content.ReadAsByteArrayAsync()).Length;
                var isSame = (head.StatusCode, head.Headers.ETag?.Tag, head.Content.Headers.ContentType?.MediaType) == (get.StatusCode, get.Headers.ETag?.Tag, get.Content.Headers.ContentType?.MediaType);
                if (!isSame || size > 0) failures.Add($"{name} as {role}: GET {(int)get.StatusCode}, HEAD {(int)head.StatusCode} with {size} bytes");
                if (operation["security"] is not null && get.Headers.CacheControl is not { NoStore: true }) failures.Add($"{name} as {role}: {(int)get.StatusCode} with Cache-Control: {get.Headers.CacheControl}");
            }
        }
        if (failures.Count > 0) throw new InvalidOperationException(string.Join('\n', failures));
    }

    private IEnumerable<(string Name, string Path, HttpMethod Method, JsonNode Operation)> Operations() =>
        from path in document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        where operation.Key != "parameters"
        select (operation.Value!.Text("operationId"), Filled(path.Key, operation.Value!), HttpMethod.Parse(operation.Key), operation.Value!);

    // Ids that nobody has; what is no id is a name or a number.
    private static string Filled(string path, JsonNode operation) => Regex.Replace(path, @"\{(\w+)\}", match =>
    {
        var schema = operation["parameters"]!.AsArray().Single(parameter => parameter!.Text("name") == match.Groups[1].Value)!["schema"]!;
        return schema["format"]?.GetValue<string>() == "uuid" ? Guid.CreateVersion7().ToString() : schema["type"]?.ToString() == "integer" ? "1" : "stub";
    });

    private Type? RequestType(string name) => api.Services.GetRequiredService<EndpointDataSource>().Endpoints
        .Single(endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName == name)
        .Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;

    private static IEnumerable<(string Pointer, PropertyInfo Property)> Fields(Type type, string path, List<string> failures)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0))
        {
            var pointer = $"{path}/{JsonNamingPolicy.CamelCase.ConvertName(property.Name)}";
            var of = property.PropertyType;
            var element = of == typeof(string) ? null : of.GetInterfaces().Append(of).FirstOrDefault(each => each.IsGenericType && each.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GetGenericArguments()[0];
            if (of == typeof(string) || element == typeof(string))
            {
                var attributes = property.GetCustomAttributes(true);
                if (!attributes.Any(each => each is TextAttribute or TextsAttribute or ComparedAttribute or RegularExpressionAttribute or AllowedValuesAttribute)) failures.Add($"{type.Name}{pointer} is text without a rule: [Text], [Texts], a pattern, or [Compared].");
                yield return (pointer, property);
            }
            var inner = element ?? of;
            if (inner.Namespace?.StartsWith("FoodDelivery.", StringComparison.Ordinal) is not true || inner.IsEnum || inner.Assembly == typeof(Roles).Assembly) continue;
            foreach (var field in Fields(inner, element is null ? pointer : $"{pointer}/0", failures)) yield return field;
        }
    }

    // The example with this text (as JSON) at this place; null when the example does not reach so far.
    private static string? With(JsonNode example, string pointer, string text)
    {
        var copy = example.DeepClone();
        var steps = pointer.Split('/')[1..];
        var at = copy;
        foreach (var step in steps[..^1])
        {
            at = at is JsonArray list ? list.Count > 0 ? list[0] : null : at?[step];
            if (at is null) return null;
        }
        at[steps[^1]] = "@here@";
        return copy.ToJsonString().Replace("\"@here@\"", $"\"{text}\"", StringComparison.Ordinal);
    }

    private static bool Names(JsonNode? answer, string pointer) => answer?["errors"] is JsonArray errors && errors.Any(error => error!.Text("pointer") == pointer);

    private static string Shown(string text) => text.Length > 40 ? $"{text.Length} characters" : JsonSerializer.Serialize(text);

    // As whoever may call it; bodies are checked before anything is looked for.
    private async Task<(HttpStatusCode Status, JsonNode? Answer)> SendAsync(HttpMethod method, string path, string? body)
    {
        var last = (HttpStatusCode.Unauthorized, (JsonNode?)null);
        foreach (var (_, client) in callers)
        {
            using var request = new HttpRequestMessage(method, path);
            if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            var isJson = response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) is true;
            last = (response.StatusCode, isJson ? JsonNode.Parse(await response.Content.ReadAsStringAsync()) : null);
            if (response.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)) return last;
        }
        return last;
    }
}
