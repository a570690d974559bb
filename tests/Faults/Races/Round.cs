using FoodDelivery.Faults.City;

namespace FoodDelivery.Faults.Races;

/// <summary>Something that must be so when everything has come to rest.</summary>
/// <param name="What">In words.</param>
/// <param name="Sql">Asks for it, of <c>@Subject</c>; schemas are named as in the invariants.</param>
/// <param name="Expected">All rows that it must return, in any order.</param>
public sealed record Claim(string What, string Sql, Guid Subject, params string[] Expected);

/// <summary>One race that was run.</summary>
/// <param name="Winner">What the answers say; null when they do not name exactly one.</param>
/// <param name="Wrong">What was wrong with the answers.</param>
/// <param name="Claims">What the databases and the provider must say.</param>
public sealed record Round(string Race, string? Winner, IReadOnlyList<string> Wrong, IReadOnlyList<Claim> Claims)
{
    /// <summary>Judges the answers: all definite, exactly one outcome among those that say yes, and the right refusals.</summary>
    /// <param name="outcome">Tells apart what may not happen twice; the repeat of a winner has its outcome.</param>
    /// <param name="most">How many may be told yes.</param>
    public static (string? Winner, List<string> Wrong) Judge(IReadOnlyList<Answer> answers, Func<Answer, string> outcome, int most, params string[] refusals)
    {
        var wrong = new List<string>();
        var won = answers.Where(answer => answer.Ok).Select(outcome).ToList();
        var outcomes = won.Distinct().ToList();
        if (outcomes.Count != 1) wrong.Add($"{outcomes.Count} outcomes were acknowledged: {string.Join(", ", outcomes)}");
        if (won.Count > most) wrong.Add($"{won.Count} requests were told yes instead of {most}");
        foreach (var other in answers.Where(answer => !answer.Ok && !refusals.Contains(answer.Code)).GroupBy(answer => answer.ToString())) wrong.Add($"{other.Count()}× {other.Key}");
        return (outcomes.Count == 1 ? outcomes[0] : null, wrong);
    }
}
