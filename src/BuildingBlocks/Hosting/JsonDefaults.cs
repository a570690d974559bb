using System.Text.Json;
using System.Text.Json.Serialization;

namespace FoodDelivery.BuildingBlocks.Hosting;

/// <summary>JSON as this system writes and reads it: camelCase, enums as camelCase names, nulls left out.</summary>
public static class JsonDefaults
{
    /// <summary>For answers of other services and stored documents: unknown members are ignored.</summary>
    public static JsonSerializerOptions Tolerant { get; } = Configure(new JsonSerializerOptions(JsonSerializerOptions.Web));

    /// <summary>Makes options strict, for requests from outside: unknown, duplicate, missing and null members are refused.</summary>
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
    }

    private static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        return options;
    }
}
