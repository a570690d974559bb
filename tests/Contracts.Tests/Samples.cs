using System.Collections;
using System.Reflection;
using System.Text;
using FoodDelivery.Contracts;

namespace FoodDelivery.Contracts.Tests;

/// <summary>Builds an example of every contract record: the same values in every run, told apart by member name.</summary>
internal static class Samples
{
    private static readonly DateTimeOffset Time = new(2026, 11, 22, 18, 30, 0, TimeSpan.Zero);

    public static object Of(Type type) => Create(type, type.Name);

    private static object Create(Type type, string name)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(Guid)) return Id(name);
        if (type == typeof(string)) return Text(name);
        if (type == typeof(DateTimeOffset)) return Time.AddMinutes(name.Length);
        if (type == typeof(bool)) return true;
        if (type == typeof(int)) return name.Length;
        if (type == typeof(long)) return (long)name.Length;
        if (type == typeof(double)) return name == "Lat" ? 48.137 : 11.575;
        if (type == typeof(Money)) return new Money(100 + name.Length, "EUR");
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            var element = type.GetGenericArguments()[0];
            var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
            list.Add(Create(element, name));
            return list;
        }
        var constructor = type.GetConstructors().OrderByDescending(candidate => candidate.GetParameters().Length).First();
        return constructor.Invoke([.. constructor.GetParameters().Select((ParameterInfo parameter) => Create(parameter.ParameterType, parameter.Name!))]);
    }

    private static Guid Id(string name)
    {
        var bytes = new byte[16];
        Encoding.ASCII.GetBytes(name.Length > 8 ? name[..8] : name).CopyTo(bytes, 8);
        (bytes[0], bytes[6], bytes[8]) = (0x01, 0x70, (byte)(0x80 | (bytes[8] & 0x3f)));
        return new Guid(bytes, bigEndian: true);
    }

    private static string Text(string name) => name switch
    {
        "Currency" => "EUR",
        "Code" => "K7P2QX",
        "Fulfilment" => "delivery",
        "Vehicle" => "bike",
        "TimeZone" => "Europe/Berlin",
        "ProofType" => "pin",
        _ => char.ToLowerInvariant(name[0]) + name[1..],
    };
}
