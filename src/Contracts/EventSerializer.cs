using System.Buffers;
using System.Text.Json;

namespace FoodDelivery.Contracts;

/// <summary>Writes and reads the wire form of events (CloudEvents 1.0 structured mode, https://cloudevents.io).</summary>
public static class EventSerializer
{
    /// <summary>Content type of the message value.</summary>
    public const string ContentType = "application/cloudevents+json";

    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = 32 };

    /// <summary>
    /// The message value for an event. The envelope's <see cref="EventEnvelope.Data"/> is not used, <paramref name="data"/> is.
    /// </summary>
    public static byte[] Serialize<T>(EventEnvelope envelope, T data) where T : IEvent
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("specversion", "1.0");
        json.WriteString("id", envelope.Id);
        json.WriteString("source", envelope.Source);
        json.WriteString("type", envelope.Type);
        json.WriteString("subject", envelope.Subject);
        json.WriteString("time", envelope.Time.UtcDateTime);
        json.WriteString("datacontenttype", "application/json");
        json.WriteNumber("sequence", envelope.Sequence);
        if (envelope.CorrelationId is { } correlation) json.WriteString("correlationid", correlation);
        if (envelope.CausationId is { } causation) json.WriteString("causationid", causation);
        if (envelope.TraceParent is { } trace) json.WriteString("traceparent", trace);
        json.WritePropertyName("data");
        JsonSerializer.Serialize(json, data, typeof(T), ContractsJsonContext.Default);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a message value. Unknown attributes are ignored.</summary>
    /// <exception cref="JsonException">
    /// Not JSON, nested deeper than 32, or a required attribute is missing or malformed. The message can never be read: dead-letter it.
    /// </exception>
    public static EventEnvelope Parse(ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value, ReaderOptions);
        JsonElement root;
        try
        {
            root = JsonElement.ParseValue(ref reader);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            throw new JsonException("The value is not a JSON document.", e);
        }
        if (root.ValueKind != JsonValueKind.Object) throw new JsonException("The value is not a JSON object.");

        var sequence = Attribute(root, "sequence") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var s) && s >= 0
            ? s
            : throw new JsonException("Attribute 'sequence' is missing or not a whole number from 0 up.");
        var time = Attribute(root, "time") is { ValueKind: JsonValueKind.String } text && text.TryGetDateTimeOffset(out var t)
            ? t
            : throw new JsonException("Attribute 'time' is missing or not RFC 3339.");
        if (Text(root, "specversion") != "1.0") throw new JsonException("Attribute 'specversion' must be 1.0.");

        return new EventEnvelope(
            Id(root, "id") ?? throw new JsonException("Attribute 'id' is missing."),
            Text(root, "source") ?? throw new JsonException("Attribute 'source' is missing."),
            Text(root, "type") ?? throw new JsonException("Attribute 'type' is missing."),
            Id(root, "subject") ?? throw new JsonException("Attribute 'subject' is missing."),
            time,
            sequence,
            Id(root, "correlationid"),
            Id(root, "causationid"),
            Text(root, "traceparent"),
            Attribute(root, "data") is { ValueKind: JsonValueKind.Object } data
                ? data
                : throw new JsonException("Attribute 'data' is missing or not an object."));
    }

    /// <summary>
    /// The attribute <c>type</c> of a message value, without reading what follows it; null when it is not found. Says nothing about whether
    /// the rest can be read.
    /// </summary>
    public static string? PeekType(ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value, ReaderOptions);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var found = reader.ValueTextEquals("type"u8);
                if (!reader.Read()) return null;
                if (found) return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                reader.Skip();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON: whoever parses it will say so.
        }
        return null;
    }

    private static JsonElement? Attribute(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? value : null;

    private static string? Text(JsonElement root, string name) => Attribute(root, name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        _ => throw new JsonException($"Attribute '{name}' is not a string."),
    };

    private static Guid? Id(JsonElement root, string name) => Text(root, name) switch
    {
        null => null,
        var text when Guid.TryParse(text, out var id) => id,
        _ => throw new JsonException($"Attribute '{name}' is not a UUID."),
    };
}
