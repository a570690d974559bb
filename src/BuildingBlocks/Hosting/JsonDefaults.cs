using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace FoodDelivery.BuildingBlocks.Hosting;

/// <summary>JSON as this system writes and reads it: camelCase, enums as camelCase names, nulls left out.</summary>
public static class JsonDefaults
{
    /// <summary>For answers of other services and stored documents: unknown members are ignored.</summary>
    public static JsonSerializerOptions Tolerant { get; } = Configure(new JsonSerializerOptions(JsonSerializerOptions.Web));

    /// <summary>
    /// Makes options strict, for requests from outside: unknown, duplicate, missing and null
    /// members are refused, and null elements of lists.
    /// </summary>
    public static void ConfigureStrict(JsonSerializerOptions options)
    {
        Configure(options);
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.MaxDepth = 32;
        options.Converters.Insert(0, new Microseconds(needsOffset: true));
        options.Converters.Add(new JsonErrors.WellFormedText());
        options.TypeInfoResolver = (options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(RefuseNullElements);
    }

    // RespectNullableAnnotations speaks of members only: without this a [null] reaches code that was promised elements.
    private static void RefuseNullElements(JsonTypeInfo type)
    {
        if (type.Kind is not JsonTypeInfoKind.Object) return;
        var lists = type.Properties
            .Where(property => property.PropertyType.IsAssignableTo(typeof(IEnumerable)) && property.PropertyType != typeof(string))
            .ToList();
        if (lists.Count == 0) return;
        type.OnDeserialized += read =>
        {
            foreach (var list in lists)
            {
                if (list.Get?.Invoke(read) is IEnumerable elements && elements.Cast<object?>().Contains(null))
                {
                    throw new JsonErrors.OwnException($"'{list.Name}' has an element that is null.");
                }
            }
        };
    }

    private static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.Converters.Add(new Microseconds(needsOffset: false));
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        return options;
    }

    // The precision of the database: what is answered at once is what is read later.
    private sealed class Microseconds(bool needsOffset) : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var value = reader.GetDateTimeOffset();
            if (needsOffset && !Instants.HasOffset(reader.GetString()!)) throw new JsonErrors.OwnException(Instants.Expected);
            return Whole(value);
        }

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Whole(value));

        private static DateTimeOffset Whole(DateTimeOffset value) => value.AddTicks(-(value.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
