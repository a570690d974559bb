namespace FoodDelivery.TestKit;

/// <summary>A clock that starts at the real time (MySQL precision) and then only moves by hand.</summary>
public sealed class ManualTimeProvider : TimeProvider
{
    private long ticks = DateTime.UtcNow.Ticks / 10_000 * 10_000;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref ticks), TimeSpan.Zero);

    public void Advance(TimeSpan by) => Interlocked.Add(ref ticks, by.Ticks);
}
