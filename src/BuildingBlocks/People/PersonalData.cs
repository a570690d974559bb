using FoodDelivery.BuildingBlocks.Sql;

namespace FoodDelivery.BuildingBlocks.People;

/// <summary>What a service holds of people: how to show it to whom it is about.</summary>
public interface IPersonalData
{
    /// <summary>Writes everything that this service holds of somebody.</summary>
    Task ExportAsync(Guid userId, PersonExport export, CancellationToken ct);
}

/// <summary>The same of a service with a database: how to forget it.</summary>
public interface IStoredPersonalData : IPersonalData
{
    /// <summary>
    /// Forgets a part: each statement changes at most <see cref="ErasureStep.Most"/> rows. Called again, in another transaction, until
    /// there was nothing left to change; so every statement says by its condition what is left.
    /// </summary>
    Task<ErasureStep> EraseAsync(Guid userId, Transaction transaction);
}

/// <summary>What one step of an erasure has done.</summary>
/// <param name="Rows">Rows that were changed; 0 when nothing is left for now.</param>
/// <param name="Waits">Something is under way that still needs the person, and is forgotten when it ends.</param>
public readonly record struct ErasureStep(int Rows, bool Waits = false)
{
    /// <summary>Rows that one statement changes at most.</summary>
    public const int Most = 500;
}

/// <summary>How far a service is with an erasure.</summary>
/// <param name="RequestedAt">Null: it has not heard of it (yet).</param>
/// <param name="FinishedAt">Null while something is left.</param>
/// <param name="Rows">Rows that were changed or deleted so far.</param>
public sealed record ErasureState(DateTimeOffset? RequestedAt, DateTimeOffset? FinishedAt, long Rows);

/// <summary>Who is to be forgotten.</summary>
/// <param name="RequestedAt">When they asked for it.</param>
public sealed record ErasureOrder(DateTimeOffset RequestedAt);

/// <summary>Forgets people in this service, and tells how far that is.</summary>
public interface IErasures
{
    /// <summary>Begins to forget somebody, or looks again whether anything is left.</summary>
    Task BeginAsync(Guid userId, DateTimeOffset requestedAt, CancellationToken ct);

    /// <summary>Null: this service has not heard of it.</summary>
    Task<ErasureState?> FindAsync(Guid userId, CancellationToken ct);
}
