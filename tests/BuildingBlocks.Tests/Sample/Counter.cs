using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;

namespace FoodDelivery.BuildingBlocks.Tests.Sample;

public enum CounterState { Running, StandingStill }

/// <summary>The smallest aggregate: one event, one deadline.</summary>
public sealed class Counter : Aggregate
{
    public const string Deadline = "sample";

    public CounterState State { get; private set; }

    public DateTimeOffset? At { get; private set; }

    public static Counter Start(Guid id, DateTimeOffset now)
    {
        var counter = new Counter { Id = id };
        counter.Count(now);
        return counter;
    }

    public void Count(DateTimeOffset now)
    {
        At = now;
        Raise(new UserRegisteredV1(Id, [Roles.Customer]));
        SetDeadline(Deadline, now.AddMinutes(1));
    }

    public void Stop()
    {
        if (State is CounterState.StandingStill) throw new RefusedException("stands_still", "It stands still already.").With("currentStatus", "standingStill");
        State = CounterState.StandingStill;
        Raise(new UserRegisteredV1(Id, [Roles.Customer]));
        ClearDeadline(Deadline);
    }

    public static Task<Counter?> LockAsync(Transaction transaction, Guid id) =>
        transaction.QuerySingleOrDefaultAsync<Counter>("SELECT * FROM counters WHERE id = @id FOR UPDATE", new { id });

    public void Insert(Transaction transaction) => transaction.Save(this, "INSERT INTO counters (id, version, state, at) VALUES (@Id, @Version, @State, @At)", this);

    public void Save(Transaction transaction) =>
        transaction.Save(this, $"UPDATE counters SET {AggregateStorage.Guard}, state = @State, at = @At WHERE id = @Id", this);
}
