using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.Contracts.Tests;

/// <summary>The wire form of every event, against committed files: a change of any name or type shows up as a failing test and in the diff.</summary>
public sealed class GoldenEvents
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static TheoryData<string> EventTypes() => [.. EventCatalogue.All.Select(entry => entry.EventType)];

    [Theory]
    [MemberData(nameof(EventTypes))]
    public void An_event_is_written_as_its_golden_file(string eventType) =>
        CommittedFile.ShouldEqual(Golden(eventType), Serialize(eventType).ToJsonString(Indented) + "\n");

    [Theory]
    [MemberData(nameof(EventTypes))]
    public void A_golden_file_is_read_back_whole(string eventType)
    {
        var text = File.ReadAllText(Path.Combine(TestEnvironment.RepositoryRoot, Golden(eventType)));
        var envelope = EventSerializer.Parse(Encoding.UTF8.GetBytes(text));
        Assert.Equal(JsonNode.Parse(text)!["data"]!.ToJsonString(), Rewrite(eventType, envelope).ToJsonString());
    }

    [Theory]
    [MemberData(nameof(EventTypes))]
    public void A_reader_ignores_new_members_and_refuses_missing_ones(string eventType)
    {
        var json = Serialize(eventType);
        json["data"]!["addedLater"] = new JsonObject { ["x"] = 1 };
        json["newattribute"] = "x";
        Rewrite(eventType, EventSerializer.Parse(Encoding.UTF8.GetBytes(json.ToJsonString())));

        var required = json["data"]!.AsObject().First(member => member.Value is not null).Key;
        json["data"]!.AsObject().Remove(required);
        var envelope = EventSerializer.Parse(Encoding.UTF8.GetBytes(json.ToJsonString()));
        Assert.Throws<JsonException>(() => Rewrite(eventType, envelope));
    }

    [Fact]
    public void Types_are_unique_versioned_and_travel_on_a_known_topic()
    {
        Assert.Equal(EventCatalogue.All.Count, EventCatalogue.All.Select(entry => entry.EventType).Distinct().Count());
        Assert.All(EventCatalogue.All, entry => Assert.Matches(@"^[a-z_]+\.[a-z_]+\.v[1-9]$", entry.EventType));
        Assert.All(EventCatalogue.All, entry => Assert.Contains(entry.Topic, Topics.All));
        var records = typeof(IEvent).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IEvent)) && type.IsClass);
        Assert.Equal(records.Select(type => type.Name).Order(), EventCatalogue.All.Select(entry => entry.PayloadType.Name).Order());
    }

    [Fact]
    public void Events_carry_no_personal_data()
    {
        string[] personal = ["email", "phone", "address", "street", "password", "displayname", "contact", "notes"];
        foreach (var entry in EventCatalogue.All)
        {
            // A restaurant's number is public, like its name.
            var names = entry.PayloadType.GetProperties().Select(property => property.Name)
                .Where(name => name != nameof(OrderAcceptedV1.PickupPhone)).Select(name => name.ToLowerInvariant());
            Assert.DoesNotContain(names, name => personal.Any(word => name.Contains(word, StringComparison.Ordinal)));
        }
    }

    internal static JsonNode Serialize(string eventType)
    {
        var entry = EventCatalogue.All.Single(entry => entry.EventType == eventType);
        var envelope = new EventEnvelope(
            Guid.Parse("01980000-0000-7000-8000-0000000000e1"), $"/services/{entry.Topic.Split('.')[0]}", eventType, Guid.Parse("01980000-0000-7000-8000-0000000000a1"),
            new DateTimeOffset(2026, 11, 22, 18, 30, 0, TimeSpan.Zero), entry.Topic is Topics.Cart or Topics.Location or Topics.Notification ? 0 : 3,
            Guid.Parse("01980000-0000-7000-8000-0000000000a1"), Guid.Parse("01980000-0000-7000-8000-0000000000e0"), "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", default);
        var bytes = (byte[])Method(nameof(Write)).MakeGenericMethod(entry.PayloadType).Invoke(null, [envelope, Samples.Of(entry.PayloadType)])!;
        return JsonNode.Parse(bytes)!;
    }

    private static JsonNode Rewrite(string eventType, EventEnvelope envelope)
    {
        var type = EventCatalogue.All.Single(entry => entry.EventType == eventType).PayloadType;
        try
        {
            return (JsonNode)Method(nameof(ReadAndWrite)).MakeGenericMethod(type).Invoke(null, [envelope])!;
        }
        catch (System.Reflection.TargetInvocationException e) when (e.InnerException is JsonException inner)
        {
            throw inner;
        }
    }

    private static System.Reflection.MethodInfo Method(string name) => typeof(GoldenEvents).GetMethod(name, System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!;

    private static byte[] Write<T>(EventEnvelope envelope, T data) where T : IEvent => EventSerializer.Serialize(envelope, data);

    private static JsonNode ReadAndWrite<T>(EventEnvelope envelope) where T : IEvent =>
        JsonNode.Parse(EventSerializer.Serialize(envelope, envelope.Payload<T>()))!["data"]!;

    private static string Golden(string eventType) => $"tests/Contracts.Tests/Golden/{eventType}.json";
}
