using System.Data;
using System.Text.Json;
using Dapper;

namespace FoodDelivery.BuildingBlocks.Sql;

/// <summary>How .NET types are stored where the driver does not say it: times as UTC in DATETIME(6).</summary>
public static class TypeHandlers
{
    // Dapper replaces its table of handlers without a lock: two services' parts that register at the same time would lose one.
    private static readonly Lock Gate = new();
    private static bool registered;

    /// <summary>Adds a service's own handler, for example for a JSON column.</summary>
    public static void Add<T>(SqlMapper.TypeHandler<T> handler)
    {
        lock (Gate)
        {
            Register();
            SqlMapper.AddTypeHandler(handler);
        }
    }

    internal static void Register()
    {
        lock (Gate)
        {
            if (registered) return;
            registered = true;
            DefaultTypeMap.MatchNamesWithUnderscores = true;
            SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
            SqlMapper.RemoveTypeMap(typeof(DateTimeOffset?));
            SqlMapper.AddTypeHandler(new UtcHandler());
        }
    }

    private sealed class UtcHandler : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override DateTimeOffset Parse(object value) => new(DateTime.SpecifyKind((DateTime)value, DateTimeKind.Utc));

        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value)
        {
            parameter.DbType = DbType.DateTime;
            parameter.Value = value.UtcDateTime;
        }
    }
}

/// <summary>Enum values as they are stored and sent: camelCase names.</summary>
public static class EnumText
{
    /// <summary>The wire name, for example <c>awaitingAcceptance</c>.</summary>
    public static string Wire<T>(this T value) where T : struct, Enum => Wire((Enum)value);

    /// <summary>The value for a wire name.</summary>
    /// <exception cref="ArgumentException">Not a name of <typeparamref name="T"/>.</exception>
    public static T Parse<T>(string text) where T : struct, Enum => Enum.Parse<T>(text, ignoreCase: true);

    internal static string Wire(Enum value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
