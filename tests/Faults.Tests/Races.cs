using System.Diagnostics;
using Dapper;
using FoodDelivery.Faults.Races;

namespace FoodDelivery.Faults.Tests;

/// <summary>Each kind of race has one winner, and a second one would be noticed; tests/Faults/run.sh races runs them many times.</summary>
[Collection(nameof(RunningSystem))]
public sealed class Races(RunningSystem system)
{
    [Fact]
    public async Task Of_fifty_at_once_exactly_one_wins_and_a_second_winner_is_noticed()
    {
        using var field = await Field.OpenAsync(system.Harness, CancellationToken.None);
        var runs = new List<(IRace Race, IReadOnlyList<Round> Rounds)>();
        foreach (var race in RacesMode.All) runs.Add((race, await RacesMode.RunAsync(field, race, rounds: 2, seed: 1, CancellationToken.None)));
        var end = await system.Run.FinishAsync("races", 1, "none", 0, hit: true, down: null, [], Stopwatch.StartNew(), CancellationToken.None);
        Assert.Empty(end.Broken);
        foreach (var (_, rounds) in runs) Assert.Empty((await Referee.JudgeAsync(system.Harness.Books, rounds)).SelectMany(wrong => wrong));
        // Everybody raced: nobody was turned away by the gateway.
        Assert.Equal(0, field.Tally.Of(429));

        var copy = await system.CopyAsync();
        await using var connection = await copy.OpenAsync();
        foreach (var (race, rounds) in runs)
        {
            await connection.ExecuteAsync(copy.Here(race.BrokenBy), new { Subject = rounds[0].Claims[0].Subject.ToByteArray(bigEndian: true) });
            Assert.NotEmpty((await Referee.JudgeAsync(copy, [rounds[0]]))[0]);
        }
        await system.DropAsync(copy);
    }
}
