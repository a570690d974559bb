namespace FoodDelivery.Gateway.Tests;

/// <summary>One gateway over eight stubs with limits that no test reaches, for the tests that only ask who gets what.</summary>
public sealed class SharedGateway : IAsyncLifetime
{
    internal static readonly string[] ServiceNames = ["user", "product", "cart", "order", "payment", "delivery", "notification", "analytics"];

    internal static readonly (string, string)[] NoLimits =
    [
        .. new[] { "IP", "API", "TOKEN", "LOGIN", "REGISTER", "REFRESH", "ORDERS" }.SelectMany(limit => new[] { ($"GATEWAY_RATE_{limit}", "100000r/s"), ($"GATEWAY_BURST_{limit}", "1000") }),
        ("GATEWAY_CONN_PER_IP", "1000"),
    ];

    private readonly Dictionary<string, StubService> _stubs = [];
    private GatewayProcess? _gateway;

    internal GatewayProcess Gateway => _gateway!;

    internal IReadOnlyDictionary<string, StubService> Stubs => _stubs;

    public async Task InitializeAsync()
    {
        foreach (var name in ServiceNames)
        {
            _stubs[name] = await StubService.StartAsync(name);
        }

        _gateway = await GatewayProcess.StartAsync(
            [.. NoLimits, .. _stubs.Select(stub => ($"{stub.Key.ToUpperInvariant()}_UPSTREAM", stub.Value.Address))]);
    }

    public async Task DisposeAsync()
    {
        await _gateway!.DisposeAsync();
        foreach (var stub in _stubs.Values)
        {
            await stub.DisposeAsync();
        }
    }
}

[CollectionDefinition("shared gateway")]
public sealed class SharedGatewayCollection : ICollectionFixture<SharedGateway>;
