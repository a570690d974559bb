using FoodDelivery.Faults.City;

namespace FoodDelivery.Faults.Races;

/// <summary>A kind of race.</summary>
public interface IRace
{
    string Name { get; }

    /// <summary>What happens, for the report.</summary>
    string What { get; }

    /// <summary>Plants a second winner of a round, to prove that the referee would notice; <c>@Subject</c> is that of its first claim.</summary>
    string BrokenBy { get; }

    /// <summary>Makes what is raced for, races, and brings the order to an end.</summary>
    Task<Round> RunAsync(Field field, Shopper shopper, Random random, CancellationToken ct);
}
