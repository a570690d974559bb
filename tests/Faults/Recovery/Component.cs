namespace FoodDelivery.Faults.Recovery;

/// <summary>A process that is killed, what its users do, and how soon that must work again.</summary>
/// <param name="Name">As in deploy/local/stack.sh.</param>
/// <param name="Seen">What is tried through the gateway.</param>
public sealed record Component(string Name, string Seen, TimeSpan Limit)
{
    private static readonly TimeSpan Service = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Database = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Broker = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Cache = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Gateway = TimeSpan.FromSeconds(3);

    public static IReadOnlyList<Component> All { get; } =
    [
        new("user", "log in", Service),
        new("product", "a kitchen switches a dish on", Service),
        new("cart", "fill the cart", Service),
        new("order", "place an order", Service),
        new("payment", "read the payment of an order", Service),
        new("delivery", "a driver reads his offers", Service),
        new("notification", "open the live stream", Service),
        new("analytics", "read the summary", Service),
        new("simulator", "place an order that its restaurant may accept", Service),
        new("mariadb", "place an order that its restaurant may accept", Database),
        new("kafka", "place an order and see it on the live stream", Broker),
        new("redis", "fill the cart", Cache),
        new("positions", "a driver says where he is", Cache),
        new("nginx", "read a restaurant", Gateway),
    ];
}
