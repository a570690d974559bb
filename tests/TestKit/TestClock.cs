using FoodDelivery.BuildingBlocks.Sql;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace FoodDelivery.TestKit;

/// <summary>Clocks that start at the real time and then only move by hand.</summary>
public static class TestClock
{
    /// <summary>In the precision of the database.</summary>
    public static FakeTimeProvider Start()
    {
        var now = TimeProvider.System.GetUtcNow();
        return new FakeTimeProvider(now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond)));
    }

    /// <summary>Deadlines are handled when a test sweeps, and by nobody else.</summary>
    public static void HandleDeadlinesByHand(this IServiceCollection services)
    {
        var sweeper = services.SingleOrDefault(service => service.ServiceType == typeof(IHostedService) && service.ImplementationFactory?.Method.ReturnType == typeof(DeadlineSweeper));
        if (sweeper is not null) services.Remove(sweeper);
    }
}
