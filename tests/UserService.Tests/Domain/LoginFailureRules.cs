using FoodDelivery.UserService.Domain;

namespace FoodDelivery.UserService.Tests.Domain;

public sealed class LoginFailureRules
{
    private static readonly DateTimeOffset Start = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Four_failures_block_nobody_and_the_fifth_does()
    {
        var failures = Failed(4, TimeSpan.FromSeconds(1), out var now);
        Assert.Equal(TimeSpan.Zero, failures.WaitAt(now));
        Assert.Equal(TimeSpan.FromMinutes(1), failures.Next(now).WaitAt(now));
    }

    [Fact]
    public void Blocks_double_up_to_fifteen_minutes()
    {
        var failures = Failed(4, TimeSpan.FromSeconds(1), out var now);
        var minutes = new List<double>();
        for (var i = 0; i < 7; i++)
        {
            failures = failures.Next(now);
            minutes.Add(failures.WaitAt(now).TotalMinutes);
            now += failures.WaitAt(now);
            Assert.Equal(TimeSpan.Zero, failures.WaitAt(now));
        }
        Assert.Equal([1, 2, 4, 8, 15, 15, 15], minutes);
    }

    [Fact]
    public void Failures_older_than_the_window_do_not_count()
    {
        var failures = Failed(4, TimeSpan.FromSeconds(1), out var now).Next(now = Start + TimeSpan.FromMinutes(15.1));
        Assert.Equal(1, failures.Count);
        Assert.Equal(TimeSpan.Zero, failures.WaitAt(now));
    }

    [Fact]
    public void A_long_block_is_not_forgotten_the_moment_it_ends()
    {
        var failures = Failed(10, TimeSpan.Zero, out var now);
        var ended = now + failures.WaitAt(now);
        Assert.Equal(11, failures.Next(ended).Count);
        Assert.Equal(1, failures.Next(ended + TimeSpan.FromMinutes(15.1)).Count);
    }

    private static LoginFailures Failed(int times, TimeSpan apart, out DateTimeOffset now)
    {
        now = Start;
        var failures = LoginFailures.None;
        for (var i = 0; i < times; i++, now += apart) failures = failures.Next(now);
        return failures;
    }
}
