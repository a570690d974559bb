using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Xml.Linq;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;
using YamlDotNet.Serialization;

namespace FoodDelivery.Contracts.Tests;

/// <summary>Generates docs/asyncapi.yaml (AsyncAPI 3) from the contracts and keeps it from drifting.</summary>
public sealed class AsyncApi
{
    private static readonly Dictionary<string, string> Summaries = XDocument.Load(Path.ChangeExtension(typeof(IEvent).Assembly.Location, ".xml")).Descendants("member")
        .Where(member => member.Element("summary") is not null)
        .ToDictionary(member => member.Attribute("name")!.Value, member => string.Join(' ', string.Concat(member.Element("summary")!.Nodes().OfType<XText>().Select(text => text.Value)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));

    [Fact]
    public void The_committed_document_is_what_the_contracts_generate() =>
        CommittedFile.ShouldEqual("docs/asyncapi.yaml", new SerializerBuilder().WithQuotingNecessaryStrings().DisableAliases().Build().Serialize(Document()).ReplaceLineEndings("\n"));

    private static Dictionary<string, object> Document() => new()
    {
        ["asyncapi"] = "3.0.0",
        ["info"] = new Dictionary<string, object>
        {
            ["title"] = "FoodDelivery events",
            ["version"] = "1.0.0",
            ["description"] = "CloudEvents 1.0 in JSON structured mode. The message key is the aggregate id (the event's subject); sequence counts the events of one aggregate on one topic from 1 without holes, 0 means a topic without sequence.",
        },
        ["defaultContentType"] = EventSerializer.ContentType,
        ["channels"] = Topics.All.ToDictionary(topic => Name(topic), object (topic) => new Dictionary<string, object>
        {
            ["address"] = topic,
            ["messages"] = EventCatalogue.All.Where(entry => entry.Topic == topic).ToDictionary(entry => entry.EventType, object (entry) => Ref($"#/components/messages/{entry.EventType}")),
            ["bindings"] = new Dictionary<string, object> { ["kafka"] = new Dictionary<string, object> { ["topic"] = topic, ["partitions"] = 12 } },
        }),
        ["operations"] = Topics.All.ToDictionary(topic => $"publish_{Name(topic)}", object (topic) => new Dictionary<string, object>
        {
            ["action"] = "send",
            ["channel"] = Ref($"#/channels/{Name(topic)}"),
        }),
        ["components"] = new Dictionary<string, object>
        {
            ["messages"] = EventCatalogue.All.ToDictionary(entry => entry.EventType, object (entry) => Message(entry)),
            ["schemas"] = new Dictionary<string, object> { ["envelope"] = Envelope() },
        },
    };

    private static Dictionary<string, object> Message(CatalogueEntry entry) => new()
    {
        ["name"] = entry.EventType,
        ["summary"] = Summaries[$"T:{entry.PayloadType.FullName}"],
        ["payload"] = new Dictionary<string, object>
        {
            ["allOf"] = new List<object>
            {
                Ref("#/components/schemas/envelope"),
                new Dictionary<string, object>
                {
                    ["type"] = "object",
                    ["properties"] = new Dictionary<string, object>
                    {
                        ["type"] = new Dictionary<string, object> { ["const"] = entry.EventType },
                        ["data"] = Plain(ContractsJsonContext.Default.Options.GetJsonSchemaAsNode(entry.PayloadType))!,
                    },
                },
            },
        },
        ["examples"] = new List<object> { new Dictionary<string, object> { ["payload"] = Plain(GoldenEvents.Serialize(entry.EventType))! } },
    };

    private static Dictionary<string, object> Envelope()
    {
        Dictionary<string, object> Text(string format) => new() { ["type"] = "string", ["format"] = format };
        return new()
        {
            ["type"] = "object",
            ["required"] = new List<object> { "specversion", "id", "source", "type", "subject", "time", "datacontenttype", "sequence", "data" },
            ["properties"] = new Dictionary<string, object>
            {
                ["specversion"] = new Dictionary<string, object> { ["const"] = "1.0" },
                ["id"] = Text("uuid"),
                ["source"] = Text("uri-reference"),
                ["type"] = new Dictionary<string, object> { ["type"] = "string" },
                ["subject"] = Text("uuid"),
                ["time"] = Text("date-time"),
                ["datacontenttype"] = new Dictionary<string, object> { ["const"] = "application/json" },
                ["sequence"] = new Dictionary<string, object> { ["type"] = "integer", ["minimum"] = 0 },
                ["correlationid"] = Text("uuid"),
                ["causationid"] = Text("uuid"),
                ["traceparent"] = new Dictionary<string, object> { ["type"] = "string" },
                ["data"] = new Dictionary<string, object> { ["type"] = "object" },
            },
        };
    }

    private static Dictionary<string, object> Ref(string pointer) => new() { ["$ref"] = pointer };

    private static string Name(string topic) => topic.Split('.')[0];

    private static object? Plain(JsonNode? node) => node switch
    {
        null => null,
        JsonObject members => members.ToDictionary(member => member.Key, member => Plain(member.Value)),
        JsonArray items => items.Select(Plain).ToList(),
        JsonValue value when value.TryGetValue<bool>(out var flag) => flag,
        JsonValue value when value.TryGetValue<long>(out var number) => number,
        JsonValue value when value.TryGetValue<double>(out var number) => number,
        _ => node.ToString(),
    };
}
