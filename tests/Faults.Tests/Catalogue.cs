using FoodDelivery.Faults.Campaign;
using FoodDelivery.Faults.Checks;
using FoodDelivery.Faults.Crash;

namespace FoodDelivery.Faults.Tests;

/// <summary>The faults that a campaign draws from.</summary>
public sealed class Catalogue
{
    [Fact]
    public void A_seed_draws_the_same_faults()
    {
        Assert.Equal(Draw(7), Draw(7));
        Assert.NotEqual(Draw(7), Draw(8));
    }

    [Fact]
    public void Every_row_is_drawn_and_described()
    {
        var random = new Random(1);
        var drawn = Enumerable.Range(0, 3000).Select(_ => Fault.Next(random).Row).ToHashSet();
        Assert.Equal(Fault.Rows.Order(), drawn.Order());
        var guarantees = File.ReadAllText(Path.Combine(OrdinaryBuild.Root(), "docs", "guarantees.md"));
        Assert.All(Fault.Rows.Where(row => row != "C"), row => Assert.Contains($"| {row} |", guarantees, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_promise_and_crash_point_is_described()
    {
        var lines = File.ReadAllLines(Path.Combine(OrdinaryBuild.Root(), "docs", "guarantees.md"));
        Assert.All(Invariant.All, invariant => Assert.Contains(lines, line => line.StartsWith($"| {invariant.Guarantee} |", StringComparison.Ordinal)
            && line.Contains(invariant.Name, StringComparison.Ordinal)));
        Assert.All(CrashPoint.All, point => Assert.Contains(lines, line => line.StartsWith($"| {point.Number} | {point.What} |", StringComparison.Ordinal)
            && point.Failpoints.All(name => line.Contains($"`{name}`", StringComparison.Ordinal)) && line.EndsWith($"| {point.Expected} |", StringComparison.Ordinal)));
    }

    // Two faults that share anybody would mend each other.
    [Fact]
    public void A_fault_needs_its_target_and_whoever_stands_at_its_point()
    {
        var random = new Random(1);
        var drawn = Enumerable.Range(0, 3000).Select(_ => Fault.Next(random)).ToList();
        Assert.All(drawn, fault => Assert.Contains(fault.Target, fault.Needs));
        Assert.All(drawn.Where(fault => fault.Row == "F4"), fault => Assert.Contains("order", fault.Needs));
    }

    [Theory]
    [InlineData(0, 9, 0L, null, false, false)]
    [InlineData(0, 9, 2L, null, true, false)]
    [InlineData(7, 9, null, null, true, false)]
    [InlineData(0, 9, null, null, false, true)]
    [InlineData(7, 9, 2L, "was not reached", false, false)]
    public void What_is_known_and_what_is_only_likely_are_counted_apart(int repeated, int orders, long? struck, string? error, bool hit, bool mayHaveHit)
    {
        var met = new Met(Fault.Next(new Random(1)), default, default, orders, Calls: 0, repeated, struck, error);
        Assert.Equal((hit, mayHaveHit), (met.Hit, met.MayHaveHit));
    }

    private static List<string> Draw(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 50).Select(_ => Fault.Next(random)).Select(fault => $"{fault.Row} {fault.Name} {fault.Target} {fault.Detail}")];
    }
}
