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
}
