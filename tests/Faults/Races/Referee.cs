using Dapper;
using FoodDelivery.Faults.Checks;

namespace FoodDelivery.Faults.Races;

/// <summary>Compares the answers with the databases and the provider, when everything has come to rest.</summary>
public static class Referee
{
    /// <returns>For each round what is wrong with it; nothing when it had exactly one winner.</returns>
    public static async Task<IReadOnlyList<IReadOnlyList<string>>> JudgeAsync(Books books, IReadOnlyList<Round> rounds)
    {
        await using var connection = await books.OpenAsync();
        var verdicts = new List<IReadOnlyList<string>>();
        foreach (var round in rounds)
        {
            var wrong = round.Wrong.ToList();
            foreach (var claim in round.Claims)
            {
                var rows = (await connection.QueryAsync<string>(books.Here(claim.Sql), new { Subject = claim.Subject.ToByteArray(bigEndian: true) })).Order(StringComparer.Ordinal);
                var found = string.Join(" and ", rows);
                var expected = string.Join(" and ", claim.Expected.Order(StringComparer.Ordinal));
                if (found != expected) wrong.Add($"{claim.What} ({claim.Subject}): '{found}' instead of '{expected}'");
            }
            verdicts.Add(wrong);
        }
        return verdicts;
    }
}
