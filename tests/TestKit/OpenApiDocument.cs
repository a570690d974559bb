using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FoodDelivery.TestKit;

/// <summary>Compares a service's OpenAPI document with the committed one. FD_UPDATE_DOCS=1 writes it instead.</summary>
public static class OpenApiDocument
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task ShouldMatchCommittedAsync(HttpClient client, string service)
    {
        var document = await client.GetAsync("/openapi/v1.json").ShouldBe(HttpStatusCode.OK);
        CheckCompleteness(document);
        CommittedFile.ShouldEqual($"docs/openapi/{service}.json", document.ToJsonString(Indented) + "\n");
    }

    private static void CheckCompleteness(JsonNode document)
    {
        foreach (var (path, operations) in document["paths"]!.AsObject())
        {
            foreach (var (method, operation) in operations!.AsObject())
            {
                if (operation!["operationId"] is null || operation["summary"] is null) throw new InvalidOperationException($"{method} {path} has no operationId or summary.");
                if (!operation["responses"]!.AsObject().Any(response => response.Key.StartsWith('2'))) throw new InvalidOperationException($"{method} {path} says of no answer that it is a success.");
                if (operation["requestBody"] is { } body && body["content"]!.AsObject().Any(media => media.Value!["example"] is null)) throw new InvalidOperationException($"{method} {path} has no request example.");
            }
        }
    }
}

/// <summary>A generated file that is committed and must not drift.</summary>
public static class CommittedFile
{
    public static void ShouldEqual(string path, string content)
    {
        var file = Path.Combine(TestEnvironment.RepositoryRoot, path);
        if (Environment.GetEnvironmentVariable("FD_UPDATE_DOCS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, content);
            return;
        }
        if (!File.Exists(file) || File.ReadAllText(file) != content)
        {
            throw new InvalidOperationException($"{path} is not what the code generates. Run the test with FD_UPDATE_DOCS=1 and commit the change.");
        }
    }
}
