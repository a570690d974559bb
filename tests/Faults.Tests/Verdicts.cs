using System.Text.Json.Nodes;
using FoodDelivery.Faults.Campaign;
using FoodDelivery.Faults.Checks;
using FoodDelivery.Faults.City;
using FoodDelivery.Faults.Outage;
using FoodDelivery.Faults.Races;
using FoodDelivery.Faults.Recovery;

namespace FoodDelivery.Faults.Tests;

/// <summary>What the modes make of figures and answers: a broken limit, a second winner and a run that proves nothing are told.</summary>
public sealed class Verdicts : IDisposable
{
    private static readonly Component Redis = Component.All.Single(component => component.Name == "redis");

    private readonly string file = Path.GetTempFileName();

    public void Dispose() => File.Delete(file);

    [Theory]
    [InlineData(4.9, 0)]
    [InlineData(5.1, 1)]
    [InlineData(null, 1)]
    public async Task A_recovery_must_keep_its_limit(double? seconds, int code)
    {
        var report = new RecoveryReport(With("recover"), 1);
        await report.AddAsync(Redis, 1, new Recovered(seconds is { } took ? TimeSpan.FromSeconds(took) : null, 3));
        Assert.Equal(code, await report.EndAsync(10, TimeSpan.FromSeconds(1), []));
        Assert.Contains("| redis | fill the cart | 1 |", await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task A_recovery_must_break_no_promise()
    {
        var report = new RecoveryReport(With("recover"), 1);
        await report.AddAsync(Redis, 1, new Recovered(TimeSpan.FromSeconds(1), 3));
        Assert.Equal(1, await report.EndAsync(10, TimeSpan.FromSeconds(1), ["G1 order-lost: 1"]));
    }

    [Theory]
    [InlineData(0, 700, 59.0, 0)]
    [InlineData(1, 700, 59.0, 1)]
    [InlineData(0, 0, 59.0, 1)]
    [InlineData(0, 700, 61.0, 1)]
    [InlineData(0, 700, null, 1)]
    public async Task An_outage_is_missed_lets_no_request_fail_and_is_made_up_for_in_time(int failures, long peak, double? drained, int code)
    {
        var report = new OutageReport(With("outage"), seconds: 1, rate: 1);
        report.Answers(new Outage.Load([], 1), definite: 100, failures, failures > 0 ? "1× 503" : "none", peak);
        var took = drained is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        report.Drained(took, took, TimeSpan.FromSeconds(60));
        Assert.Equal(code, await report.EndAsync(TimeSpan.FromSeconds(1), []));
    }

    [Theory]
    [InlineData(59.0, 0, 0, true)]
    [InlineData(61.0, 0, 0, false)]
    [InlineData(null, 0, 0, false)]
    [InlineData(1.0, 1, 0, false)]
    [InlineData(1.0, 0, 1, false)]
    public void A_check_of_a_campaign_holds_when_all_came_to_rest_and_no_story_or_order_is_missing(double? rest, int otherwise, long unknown, bool holds)
    {
        var settled = rest is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        Assert.Equal(holds, new Check(TimeSpan.Zero, settled, otherwise, unknown, [], []).Holds);
        Assert.False(new Check(TimeSpan.Zero, settled, otherwise, unknown, ["order did not stop"], []).Holds);
        Assert.False(new Check(TimeSpan.Zero, settled, otherwise, unknown, [], [new Violation(Invariant.All[0], 1, "")]).Holds);
    }

    // The words are those of deploy/local/components.sh.
    [Fact]
    public async Task A_process_that_had_to_be_killed_is_told()
    {
        var script = await File.ReadAllTextAsync(Path.Combine(OrdinaryBuild.Root(), "deploy", "local", "components.sh"));
        var words = script.Split('\n').Single(line => line.Contains("did not stop within", StringComparison.Ordinal)).Split('\'')[1].Split("\\n")[0];
        Assert.True(Stack.TellsOfForce(words));
        Assert.False(Stack.TellsOfForce("order ready in 1.2 s"));
    }

    // A lane with nobody in it fails in a way that no story expects.
    [Fact]
    public async Task A_story_that_fails_in_any_way_is_told()
    {
        var load = new Campaign.Load([new Lane(null!, null!, null!, null!, null!)], ordersPerSecond: 100, seed: 1);
        using var end = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await load.RunAsync(end.Token, CancellationToken.None);
        await load.FinishAsync();
        Assert.Contains("NullReferenceException", load.Otherwise.First(), StringComparison.Ordinal);
    }

    [Fact]
    public void One_outcome_and_the_right_refusals_are_one_winner()
    {
        var (winner, wrong) = Judge(most: 2, Yes("a"), Yes("a"), No("taken"));
        Assert.Equal("a", winner);
        Assert.Empty(wrong);
    }

    [Fact]
    public void Two_outcomes_are_told() => Assert.Single(Judge(most: 2, Yes("a"), Yes("b"), No("taken")).Wrong);

    [Fact]
    public void No_winner_is_told() => Assert.Single(Judge(most: 1, No("taken")).Wrong);

    [Fact]
    public void A_second_yes_is_told() => Assert.Single(Judge(most: 1, Yes("a"), Yes("a")).Wrong);

    [Fact]
    public void Another_refusal_is_told() => Assert.Single(Judge(most: 1, Yes("a"), No("validation_failed")).Wrong);

    private static (string? Winner, List<string> Wrong) Judge(int most, params Answer[] answers) => Round.Judge(answers, answer => answer.Body["id"]!.GetValue<string>(), most, "taken");

    private static Answer Yes(string id) => new(200, new JsonObject { ["id"] = id });

    private static Answer No(string code) => new(409, new JsonObject { ["code"] = code });

    private Options With(string mode) => Options.Parse([mode, "--report", file]);
}
