namespace FoodDelivery.Faults.Rare;

/// <summary>A fault that needs a stage of its own: a disk of limited size, a topic to lose, another clock.</summary>
/// <param name="Row">Its row in docs/guarantees.md.</param>
/// <param name="Name">What happens.</param>
/// <param name="EndsOtherwise">Whether stories may end in another way than told: a clock that jumps lets every deadline pass.</param>
/// <param name="HappenAsync">Returns when it is mended, with what it did, in words.</param>
public sealed record RareFault(string Row, string Name, bool EndsOtherwise, Func<Stage, CancellationToken, Task<string>> HappenAsync)
{
    public static IReadOnlyList<RareFault> All { get; } =
    [
        new("F7", "the database's disk is full", false, (stage, ct) => FullDisk.HappenAsync("mariadb", stage, ct)),
        new("F13", "Kafka's disk is full", false, (stage, ct) => FullDisk.HappenAsync("kafka", stage, ct)),
        new("F18", "a topic is deleted and made anew", false, LostTopic.HappenAsync),
        new("F21", "the dead-letter topic takes nothing while poison comes", false, ClosedDeadLetters.HappenAsync),
        new("F28", "a service moves to another address behind the gateway", false, NewAddress.HappenAsync),
        .. WrongClock.All,
        new("F43", "Order's schema is lost and restored", false, RestoredDatabase.HappenAsync),
    ];
}
