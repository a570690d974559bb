using System.Globalization;

namespace FoodDelivery.TestKit;

/// <summary>How often a race is run: usually a few times, and 200 or whatever FD_RACE_ROUNDS says when somebody wants to know.</summary>
public static class RaceRounds
{
    private static readonly int AtLeast = int.Parse(Environment.GetEnvironmentVariable("FD_RACE_ROUNDS") ?? "0", CultureInfo.InvariantCulture);

    /// <param name="usually">What every test run can afford.</param>
    public static IEnumerable<int> Usually(int usually) => Enumerable.Range(0, Math.Max(usually, AtLeast));
}
