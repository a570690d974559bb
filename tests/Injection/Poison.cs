using System.Text;
using FoodDelivery.Contracts;

namespace FoodDelivery.Injection;

/// <summary>What a service owes a poison message.</summary>
internal enum Due
{
    DeadLetter,

    /// <summary>Skipped and counted as applied: somebody newer than this service may need it.</summary>
    Applied,

    /// <summary>One of the two, but not silence: whether an unknown order is an error is the service's own rule.</summary>
    Either,
}

/// <summary>Twelve kinds of messages that nobody should send.</summary>
internal static class Poison
{
    // As large as the broker takes.
    private const int Huge = 900_000;

    public static IReadOnlyList<(string Name, Due Due, Func<string, (byte[]? Key, byte[]? Value)> Make)> Kinds { get; } =
    [
        ("bad JSON", Due.DeadLetter, topic => Keyed(id => Good(topic, id)[..^5])),
        ("wrong version", Due.DeadLetter, topic => Keyed(id => Good(topic, id, version: "0.3"))),
        ("huge value", Due.DeadLetter, _ => Keyed(_ => "{\"data\":\"" + new string('x', Huge))),
        ("no key", Due.DeadLetter, topic => (null, Bytes(Good(topic, Guid.NewGuid())))),
        ("no value", Due.DeadLetter, _ => (Bytes(Guid.NewGuid().ToString()), null)),
        ("unknown type", Due.Applied, topic => Keyed(id => Good(topic, id, type: "order.teleported.v1"))),
        ("invalid UTF-8", Due.DeadLetter, topic => Keyed(id => Good(topic, id), bytes => [.. bytes[..20], 0xff, 0xfe, .. bytes[20..]])),
        ("nested 1,000 deep", Due.DeadLetter, _ => Keyed(_ => new string('[', 1000) + new string(']', 1000))),
        ("sequence 0", Due.DeadLetter, topic => Keyed(id => Good(topic, id, sequence: 0))),
        ("sequence max", Due.DeadLetter, topic => Keyed(id => Good(topic, id, sequence: long.MaxValue))),
        ("unknown order", Due.Either, topic => Keyed(id => Good(topic, id))),
        ("key of another", Due.DeadLetter, topic => (Bytes(Guid.NewGuid().ToString()), Bytes(Good(topic, Guid.NewGuid())))),
    ];

    private static (byte[]?, byte[]?) Keyed(Func<Guid, string> value, Func<byte[], byte[]>? spoil = null)
    {
        var id = Guid.CreateVersion7();
        var bytes = Bytes(value(id));
        return (Bytes(id.ToString()), spoil is null ? bytes : spoil(bytes));
    }

    private static string Good(string topic, Guid id, string version = "1.0", string? type = null, long sequence = 1)
    {
        var (usual, data) = topic switch
        {
            Topics.Order => ("order.picked_up.v1", $$"""{"orderId":"{{id}}","customerId":"{{Guid.NewGuid()}}","restaurantId":"{{Guid.NewGuid()}}","at":"2026-01-01T00:00:00Z"}"""),
            Topics.Payment => ("payment.captured.v1", $$$"""{"paymentId":"{{{Guid.NewGuid()}}}","orderId":"{{{id}}}","customerId":"{{{Guid.NewGuid()}}}","amount":{"amount":100,"currency":"EUR"}}"""),
            Topics.Delivery => ("delivery.cancelled.v1", $$"""{"deliveryId":"{{Guid.NewGuid()}}","orderId":"{{id}}","customerId":"{{Guid.NewGuid()}}","restaurantId":"{{Guid.NewGuid()}}","driverId":null}"""),
            _ => throw new ArgumentOutOfRangeException(nameof(topic), topic, "No poison for this topic."),
        };
        return $$"""{"specversion":"{{version}}","id":"{{Guid.CreateVersion7()}}","source":"/injected","type":"{{type ?? usual}}","subject":"{{id}}","time":"2026-01-01T00:00:00Z","sequence":{{sequence}},"data":{{data}}}""";
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
