using FoodDelivery.Faults.Campaign;

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

    private static List<string> Draw(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 50).Select(_ => Fault.Next(random)).Select(fault => $"{fault.Row} {fault.Name} {fault.Target} {fault.Detail}")];
    }
}
