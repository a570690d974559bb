using FoodDelivery.Contracts;

namespace FoodDelivery.Injection;

/// <summary>Who consumes what, as README.md says; the run is worthless if this is wrong, so a service missing here shows up as unread messages.</summary>
internal static class Subscribers
{
    /// <summary>Services that keep an inbox, by topic: each owes a dead letter for a poison message.</summary>
    public static IReadOnlyDictionary<string, string[]> Inboxes { get; } = new Dictionary<string, string[]>
    {
        [Topics.Order] = ["payment", "delivery", "notification", "analytics"],
        [Topics.Payment] = ["order", "notification", "analytics"],
        [Topics.Delivery] = ["order", "notification", "analytics"],
        [Topics.User] = ["delivery"],
    };

    /// <summary>Every consumer group of a topic.</summary>
    public static IEnumerable<string> Groups(string topic) => Inboxes[topic].Concat(topic == Topics.Order ? ["cart"] : []).Select(service => $"{service}-service");
}
