namespace FoodDelivery.DeliveryService.Domain;

/// <summary>A free online driver with a fresh position inside the search radius.</summary>
/// <param name="Metres">Beeline to the restaurant.</param>
/// <param name="AskedBefore">Declined or missed this delivery in an earlier round.</param>
public sealed record Candidate(Guid DriverId, double Metres, DateTimeOffset IdleSince, bool AskedBefore);

/// <summary>Who is asked next.</summary>
public static class DriverChoice
{
    private const double TieMetres = 200;
    private static readonly double[] RadiusMetres = [3000, 5000, 8000];

    /// <summary>Search radius of a round, 1 being the first.</summary>
    public static double Radius(int round) => RadiusMetres[Math.Clamp(round, 1, RadiusMetres.Length) - 1];

    /// <summary>The nearest one; among those at most 200 m farther the one who waited longest. Drivers asked before come last.</summary>
    public static Candidate? Best(IReadOnlyCollection<Candidate> candidates)
    {
        var fresh = candidates.Where(candidate => !candidate.AskedBefore).ToList();
        var group = fresh.Count > 0 ? fresh : candidates;
        if (group.Count == 0) return null;
        var nearest = group.Min(candidate => candidate.Metres);
        return group.Where(candidate => candidate.Metres <= nearest + TieMetres)
            .OrderBy(candidate => candidate.IdleSince).ThenBy(candidate => candidate.Metres).ThenBy(candidate => candidate.DriverId)
            .First();
    }
}
