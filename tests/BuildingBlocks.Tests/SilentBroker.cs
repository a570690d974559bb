using System.Net;
using System.Net.Sockets;
using FoodDelivery.BuildingBlocks.Messaging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FoodDelivery.BuildingBlocks.Tests;

/// <summary>A broker that takes connections and says nothing.</summary>
public sealed class SilentBroker : IDisposable
{
    private readonly TcpListener silent = new(IPAddress.Loopback, 0);

    public SilentBroker() => silent.Start();

    public void Dispose() => silent.Dispose();

    /// <summary>A producer that another caller replaces after a fatal error reports nothing of what it held.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_waits_for_acknowledgements_does_not_wait_for_ever(bool replaced)
    {
        var options = new KafkaOptions { BootstrapServers = silent.LocalEndpoint.ToString()! };
        using var producer = new EventProducer(options, NullLogger<EventProducer>.Instance) { Patience = TimeSpan.FromSeconds(1) };
        var sending = producer.SendAsync([("any", Guid.NewGuid(), [1])], CancellationToken.None);
        var first = producer.Current();
        if (replaced)
        {
            producer.Replace(first);
            producer.SendAndForget("any", Guid.NewGuid(), [2]);
        }
        Assert.False(Assert.Single(await sending.WaitAsync(TimeSpan.FromSeconds(10))));
        // What the first still holds must not arrive behind what is sent again.
        Assert.NotSame(first, producer.Current());
    }
}
