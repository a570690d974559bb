namespace FoodDelivery.Faults.Campaign;

/// <summary>Something that goes wrong, and is mended.</summary>
/// <param name="Row">Its row in docs/guarantees.md.</param>
/// <param name="Name">What happens.</param>
/// <param name="Target">Who or what it happens to. Two faults at once never have the same target.</param>
/// <param name="Detail">How long, which edge.</param>
/// <param name="HappenAsync">Returns when it is mended and the target was started again.</param>
public sealed record Fault(string Row, string Name, string Target, string Detail, Func<Supervisor, Task> HappenAsync)
{
    private static readonly string[] Servers = ["mariadb", "redis", "kafka", "nginx", "simulator"];

    /// <summary>Lines with a proxy on them, placed by run.sh.</summary>
    public static readonly string[] Edges =
    [
        "gateway-order", "gateway-cart", "gateway-delivery", "gateway-notification", "cart-product", "order-product", "order-payment", "payment-order",
        "payment-provider", "provider-payment", "delivery-order", "order-user", "order-mysql", "payment-mysql", "delivery-mysql", "cart-redis",
    ];

    // Where a process pauses or fails in the middle of its work. The kills at these points are the crash points' own.
    private static readonly (string Service, string Failpoint)[] Points =
    [
        ("order", "order.place.before_commit"), ("order", "order.place.before_reply"), ("order", "order.place.before_payment"), ("order", "outbox.before_produce"),
        ("order", "outbox.before_mark"), ("order", "order.command.before_commit"), ("order", "order.command.before_reply"), ("payment", "consumer.before_transaction"),
        ("payment", "consumer.before_offset"), ("payment", "payment.authorize.before_provider"), ("payment", "payment.authorize.after_provider"),
        ("payment", "payment.capture.after_provider"), ("payment", "payment.void.after_provider"), ("delivery", "delivery.offer.before_commit"),
        ("delivery", "delivery.accept.before_commit"), ("delivery", "delivery.accept.after_commit"), ("delivery", "delivery.deliver.after_commit"),
        ("notification", "consumer.before_transaction"), ("notification", "notification.push.before"), ("notification", "notification.push.after"), ("analytics", "consumer.before_offset"),
    ];

    private static readonly (int Weight, Func<Random, Fault> Draw)[] Catalogue =
    [
        (20, random => Kill("F1", Any(random, Stack.Services), Between(random, 0, 5))),
        (6, random => Kill("F2", Any(random, Stack.Services), Between(random, 20, 40))),
        (5, random => Kill("F3", "mariadb", Between(random, 0, 5))),
        (3, random => Freeze("F5", "mariadb", Between(random, 5, 30))),
        (6, random => Cut(Any(random, ["user", "product", "order", "payment", "delivery", "notification", "analytics"]))),
        (4, random => Kill("F10", "kafka", Between(random, 0, 30))),
        (3, random => Freeze("F11", "kafka", Between(random, 5, 30))),
        (8, random => Freeze("F16", Any(random, Stack.Services), Between(random, 5, 40))),
        (4, random => Kill("F22", "redis", Between(random, 0, 10))),
        (2, random => Freeze("F22", "redis", Between(random, 5, 20))),
        (4, random => Kill("F23", "nginx", Between(random, 0, 3))),
        (2, random => new Fault("F23", "reload", "nginx", "HUP", _ => Supervisor.ReloadAsync("nginx"))),
        (5, random => Line("F24", "late", random, Any(random, ["latency=500 jitter=300", "latency=1500 jitter=1500"]), 10, 30)),
        (3, random => Line("F24", "slow", random, "rate=1000", 10, 20)),
        (10, random => Line("F25", "lost replies", random, $"lose=* one-in=3 seed={random.Next(1000)}", 10, 30, http: true)),
        (5, random => Line("F26", "cut in mid-body", random, $"reset-after={random.Next(200, 4000)}", 10, 20)),
        (4, random => Once("F26", "reset", Any(random, Edges), "every connection", "reset {0}")),
        (3, random => Once("F26", "half-closed", Any(random, Edges), "towards the client", "half-close {0} client")),
        (6, random => Line("F27", "one-way", random, $"hold={Any(random, ["requests", "replies", "both"])}", 5, 30)),
        (5, random => Kill("F29", "simulator", Between(random, 0, 10))),
        (3, random => Freeze("F29", "simulator", Between(random, 5, 30))),
        (8, random => Restart("F33", Any(random, [.. Stack.Services, .. Servers]))),
        (12, random => Point("C", random, "kill")),
        (5, random => Point("F15", random, $"pause={random.Next(8, 25)}")),
        (5, random => Point("C", random, "throw")),
    ];

    public static IReadOnlyList<string> Rows { get; } = [.. Catalogue.Select(entry => entry.Draw(new Random(1)).Row).Distinct()];

    /// <summary>The same generator gives the same faults in the same order.</summary>
    public static Fault Next(Random random)
    {
        var at = random.Next(Catalogue.Sum(entry => entry.Weight));
        return Catalogue.First(entry => (at -= entry.Weight) < 0).Draw(random);
    }

    private static Fault Kill(string row, string target, TimeSpan dead) => new(row, "kill -9", target, $"started again after {dead.TotalSeconds:0.0} s", supervisor => supervisor.KillAsync(target, dead));

    private static Fault Freeze(string row, string target, TimeSpan time) => new(row, "frozen", target, $"{time.TotalSeconds:0} s", _ => Supervisor.FreezeAsync(target, time));

    private static Fault Restart(string row, string target) => new(row, "restart", target, "SIGTERM", supervisor => supervisor.RestartAsync(target));

    private static Fault Cut(string service) => new("F6", "connections cut", service, "KILL of every connection", supervisor => supervisor.CutConnectionsAsync(service));

    private static Fault Line(string row, string name, Random random, string faults, int from, int to, bool http = false)
    {
        var edge = Any(random, http ? [.. Edges.Where(edge => !edge.EndsWith("mysql", StringComparison.Ordinal) && !edge.EndsWith("redis", StringComparison.Ordinal))] : Edges);
        var time = Between(random, from, to);
        return new Fault(row, name, edge, $"{faults} for {time.TotalSeconds:0} s", supervisor => supervisor.DisturbAsync(edge, faults, time));
    }

    private static Fault Once(string row, string name, string edge, string detail, string command) => new(row, name, edge, detail, supervisor => supervisor.ProxyAsync(string.Format(command, edge)));

    private static Fault Point(string row, Random random, string action)
    {
        var (service, failpoint) = Points[random.Next(Points.Length)];
        return new Fault(row, $"{action.Split('=')[0]} at a point", service, $"{failpoint} {action}", async supervisor =>
        {
            Stack.Arm(service, failpoint, 1, action);
            var patience = TimeSpan.FromSeconds(20);
            for (var waited = TimeSpan.Zero; waited < patience && !Stack.WasHit(service); waited += TimeSpan.FromMilliseconds(200)) await Task.Delay(TimeSpan.FromMilliseconds(200));
            Stack.TakeHit(service);
            if (action.StartsWith("pause", StringComparison.Ordinal)) await Task.Delay(TimeSpan.FromSeconds(int.Parse(action.Split('=')[1])));
            await Task.Delay(TimeSpan.FromMilliseconds(500));
            await supervisor.ReviveAsync(service);
        });
    }

    private static string Any(Random random, IReadOnlyList<string> names) => names[random.Next(names.Count)];

    private static TimeSpan Between(Random random, int from, int to) => TimeSpan.FromMilliseconds(random.Next(from * 1000, (to * 1000) + 1));
}
