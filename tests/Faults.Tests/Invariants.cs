using System.Diagnostics;
using Dapper;
using FoodDelivery.Faults.Checks;

namespace FoodDelivery.Faults.Tests;

/// <summary>Every invariant holds in a healthy system, and notices when it does not.</summary>
[Collection(nameof(RunningSystem))]
public sealed class Invariants(RunningSystem system)
{
    [Fact]
    public async Task Every_invariant_holds_after_every_story_and_notices_what_is_planted()
    {
        var result = await system.Run.FinishAsync("calm", 1, "none", 0, hit: true, down: null, system.Run.Live(RunningSystem.Stories, CancellationToken.None), Stopwatch.StartNew(), CancellationToken.None);
        Assert.Empty(result.Broken);

        var copy = await system.CopyAsync();
        await using var connection = await copy.OpenAsync();
        var blind = new List<string>();
        foreach (var invariant in Invariant.All)
        {
            Assert.Null(await copy.CheckAsync(connection, invariant));
            foreach (var brokenBy in invariant.BrokenBy)
            {
                await using var transaction = await connection.BeginTransactionAsync();
                await connection.ExecuteAsync(copy.Here(brokenBy));
                if (await copy.CheckAsync(connection, invariant) is null) blind.Add($"{invariant.Guarantee} {invariant.Name}: {brokenBy}");
                await transaction.RollbackAsync();
            }
        }
        Assert.Empty(blind);

        await copy.ExecuteAsync("UPDATE fd_order.orders SET total = total + 1 WHERE status = 'delivered' ORDER BY id LIMIT 1");
        Assert.Contains("gross", Assert.Single(await Summary.CheckAsync(system.Harness.Town.Ops, copy, CancellationToken.None)).First, StringComparison.Ordinal);
        await system.DropAsync(copy);
    }

    [Fact]
    public void Every_guarantee_from_1_to_17_has_an_invariant() =>
        Assert.Superset(Enumerable.Range(1, 17).Select(number => $"G{number}").ToHashSet(), Invariant.All.Select(invariant => invariant.Guarantee).ToHashSet());
}
