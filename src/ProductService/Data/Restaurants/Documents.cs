using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using FoodDelivery.BuildingBlocks.Hosting;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace FoodDelivery.ProductService.Data;

/// <summary>Parts of a restaurant that are one column each, as JSON.</summary>
internal static class Documents
{
    private static readonly JsonSerializerOptions Stored = new(JsonDefaults.Tolerant) { Converters = { new ClockTime() } };

    // Nobody changes a document in place: another object is another document. So a snapshot costs nothing, and a column is only written
    // when the document was replaced.
    public static void IsDocument<T>(this PropertyBuilder<T> property) where T : class =>
        property.HasConversion(new JsonText<T>(), new SameObject<T>());

    public static void IsDocument<T>(this ComplexTypePropertyBuilder<T> property) where T : class =>
        property.HasConversion(new JsonText<T>(), new SameObject<T>());

    public static string Write<T>(T document) => JsonSerializer.Serialize(document, Stored);

    public static T Read<T>(string json) where T : class =>
        JsonSerializer.Deserialize<T>(json, Stored) ?? throw new InvalidOperationException("A stored document is null.");

    private sealed class ClockTime : JsonConverter<TimeOnly>
    {
        private const string Format = "HH:mm";

        public override TimeOnly Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TimeOnly.ParseExact(reader.GetString()!, Format, CultureInfo.InvariantCulture);

        public override void Write(Utf8JsonWriter writer, TimeOnly value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString(Format, CultureInfo.InvariantCulture));
    }
}

internal sealed class JsonText<T>() : ValueConverter<T, string>(
    document => Documents.Write(document), text => Documents.Read<T>(text)) where T : class;

internal sealed class SameObject<T>() : ValueComparer<T>(
    (left, right) => ReferenceEquals(left, right), document => RuntimeHelpers.GetHashCode(document), document => document) where T : class;
