namespace FoodDelivery.Faults.Campaign;

/// <summary>Something that goes wrong, and is mended.</summary>
/// <param name="Row">Its row in docs/guarantees.md.</param>
/// <param name="Name">What happens.</param>
/// <param name="Target">Who or what it happens to.</param>
/// <param name="Detail">How long, which edge.</param>
/// <param name="HappenAsync">
/// Returns when it is mended and the target was started again: how often it is known to have struck (data on the line, a point that was reached), null where nobody counts that.
/// </param>
public sealed record Fault(string Row, string Name, string Target, string Detail, Func<Supervisor, Task<long?>> HappenAsync)
{
    /// <summary>Whom it needs for itself. Two faults at once never share anybody.</summary>
    public IReadOnlyList<string> Needs { get; private init; } = [Target];

    private static readonly string[] Consumers = ["order", "payment", "delivery", "notification", "analytics"];
    private static readonly string[] Servers = ["mariadb", "redis", "positions", "kafka", "nginx", "simulator"];

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
        (3, CommitUnknown),
        (3, random => Freeze("F5", "mariadb", Between(random, 5, 30))),
        (6, random => Cut(Any(random, ["user", "product", "order", "payment", "delivery", "notification", "analytics"]))),
        (2, random => RefuseConnections(Any(random, ["order", "payment", "delivery", "user"]), Between(random, 4, 12))),
        (4, random => HoldRows(Any(random, ["fd_order.orders", "fd_payment.payments", "fd_delivery.deliveries"]), Between(random, 3, 9))),
        (4, random => Kill("F10", "kafka", Between(random, 0, 30))),
        (3, random => Freeze("F11", "kafka", Between(random, 5, 30))),
        (4, random => New("F14", "flapping", Any(random, Consumers), "killed and started three times", (supervisor, target) => supervisor.FlapAsync(target, 3))),
        (3, random => New("F17", "offsets reset", Any(random, Consumers), "to the first event", (supervisor, target) => supervisor.RewindAsync(target))),
        (8, random => Freeze("F16", Any(random, Stack.Services), Between(random, 5, 40))),
        (4, random => Kill("F22", Any(random, ["redis", "positions"]), Between(random, 0, 10))),
        (2, random => Freeze("F22", Any(random, ["redis", "positions"]), Between(random, 5, 20))),
        (4, random => Kill("F23", "nginx", Between(random, 0, 3))),
        (2, _ => new Fault("F22", "emptied", "redis", "FLUSHALL", async _ => await Supervisor.FlushRedisAsync()) { Needs = ["redis", "positions"] }),
        (2, random => New("F23", "reload", "nginx", "HUP", (_, target) => Supervisor.ReloadAsync(target))),
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
    /// <param name="rows">Only these; null is any.</param>
    public static Fault Next(Random random, IReadOnlyCollection<string>? rows = null)
    {
        while (true)
        {
            var at = random.Next(Catalogue.Sum(entry => entry.Weight));
            var fault = Catalogue.First(entry => (at -= entry.Weight) < 0).Draw(random);
            if (rows is null || rows.Contains(fault.Row)) return fault;
        }
    }

    private static Fault New(string row, string name, string target, string detail, Func<Supervisor, string, Task> happenAsync) => new(row, name, target, detail, async supervisor =>
    {
        await happenAsync(supervisor, target);
        return null;
    });

    private static Fault Kill(string row, string target, TimeSpan dead) =>
        New(row, "kill -9", target, $"started again after {dead.TotalSeconds:0.0} s", (supervisor, who) => supervisor.KillAsync(who, dead));

    private static Fault Freeze(string row, string target, TimeSpan time) => New(row, "frozen", target, $"{time.TotalSeconds:0} s", (_, who) => Supervisor.FreezeAsync(who, time));

    private static Fault Restart(string row, string target) => New(row, "restart", target, "SIGTERM", (supervisor, who) => supervisor.RestartAsync(who));

    private static Fault RefuseConnections(string service, TimeSpan time) => New("F8", "connections refused", service, $"{time.TotalSeconds:0} s", (supervisor, who) => supervisor.RefuseConnectionsAsync(who, time));

    private static Fault HoldRows(string table, TimeSpan time) => New("F9", "rows held", table, $"{time.TotalSeconds:0} s", (supervisor, what) => supervisor.HoldRowsAsync(what, time));

    private static Fault Cut(string service) => new("F6", "connections cut", service, "KILL of every connection", async supervisor => await supervisor.CutConnectionsAsync(service));

    private static Fault Line(string row, string name, Random random, string faults, int from, int to, bool http = false)
    {
        var edge = Any(random, http ? [.. Edges.Where(edge => !edge.EndsWith("mysql", StringComparison.Ordinal) && !edge.EndsWith("redis", StringComparison.Ordinal))] : Edges);
        var time = Between(random, from, to);
        return new Fault(row, name, edge, $"{faults} for {time.TotalSeconds:0} s", async supervisor => await supervisor.DisturbAsync(edge, $"set {edge} {faults}", time));
    }

    private static Fault Once(string row, string name, string edge, string detail, string command) =>
        new(row, name, edge, detail, async supervisor => await supervisor.DisturbAsync(edge, string.Format(command, edge), TimeSpan.Zero));

    private static Fault Point(string row, Random random, string action)
    {
        var (service, failpoint) = Points[random.Next(Points.Length)];
        return new Fault(row, $"{action.Split('=')[0]} at a point", service, $"{failpoint} {action}", async supervisor =>
        {
            await HitAsync(service, failpoint, action);
            if (action.StartsWith("pause", StringComparison.Ordinal)) await Task.Delay(TimeSpan.FromSeconds(int.Parse(action.Split('=')[1])));
            await Task.Delay(TimeSpan.FromMilliseconds(500));
            await supervisor.ReviveAsync(service);
            return 1;
        });
    }

    // The database dies while a service stands between its last statement and the commit: nobody can say what became of it.
    private static Fault CommitUnknown(Random random)
    {
        var failpoint = Any(random, ["order.place.before_commit", "order.command.before_commit"]);
        return new Fault("F4", "killed before a commit", "mariadb", $"{failpoint} pauses 4 s", async supervisor =>
        {
            await HitAsync("order", failpoint, "pause=4");
            await supervisor.KillAsync("mariadb", TimeSpan.FromSeconds(1));
            return 1;
        })
        { Needs = ["mariadb", "order"] };
    }

    private static async Task HitAsync(string service, string failpoint, string action)
    {
        Stack.Arm(service, failpoint, 1, action);
        var patience = TimeSpan.FromSeconds(20);
        for (var waited = TimeSpan.Zero; waited < patience && !Stack.WasHit(service); waited += TimeSpan.FromMilliseconds(100)) await Task.Delay(TimeSpan.FromMilliseconds(100));
        if (!Stack.TakeHit(service)) throw new InvalidOperationException($"{failpoint} was not reached within {patience.TotalSeconds} s.");
    }

    private static string Any(Random random, IReadOnlyList<string> names) => names[random.Next(names.Count)];

    private static TimeSpan Between(Random random, int from, int to) => TimeSpan.FromMilliseconds(random.Next(from * 1000, (to * 1000) + 1));
}
