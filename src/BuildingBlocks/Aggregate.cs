using FoodDelivery.Contracts;

namespace FoodDelivery.BuildingBlocks;

/// <summary>
/// What changes as a whole: its verbs check, change it, raise an event for each step, and name the deadline
/// by which somebody must act next. It is loaded and saved as a whole too (<c>transaction.Save</c>), guarded
/// by its version. Knows nothing of how it is stored.
/// </summary>
public abstract class Aggregate
{
    private readonly List<RaisedEvent> raised = [];
    private readonly Dictionary<string, DateTimeOffset?> deadlines = [];

    /// <summary>Its id, and the key of its deadlines.</summary>
    public Guid Id { get; protected set; }

    /// <summary>Key and subject of its events: its id, unless those who follow it know it by the id of something else.</summary>
    public virtual Guid EventKey => Id;

    /// <summary>How many events it has raised since it exists; the sequence of the last one.</summary>
    public long Version { get; protected set; }

    /// <summary>The version that is stored; 0 for a new one.</summary>
    public long StoredVersion => Version - raised.Count;

    /// <summary>What it raised since it was loaded, in order.</summary>
    public IReadOnlyList<RaisedEvent> Raised => raised;

    /// <summary>Deadlines by kind that its verbs set, or cleared (null).</summary>
    public IReadOnlyDictionary<string, DateTimeOffset?> Deadlines => deadlines;

    /// <summary>Something happened: the version grows by one.</summary>
    protected void Raise<T>(T data) where T : IEvent => raised.Add(new RaisedEvent<T>(++Version, data));

    /// <summary>By when somebody must have acted; moves a deadline of the same kind.</summary>
    protected void SetDeadline(string kind, DateTimeOffset dueAt) => deadlines[kind] = dueAt;

    /// <summary>Nothing is awaited any more.</summary>
    protected void ClearDeadline(string kind) => deadlines[kind] = null;

    /// <summary>All of it is stored: what was raised and set is not to be stored again.</summary>
    internal void Saved()
    {
        raised.Clear();
        deadlines.Clear();
    }
}

/// <summary>An event of an aggregate and its place among the others.</summary>
/// <param name="Sequence">Version of the aggregate after it.</param>
public abstract record RaisedEvent(long Sequence)
{
    /// <summary>Name and version, for example <c>order.placed.v1</c>.</summary>
    public abstract string Type { get; }

    /// <summary>Hands the payload on with its type.</summary>
    internal abstract void Accept(IRaisedEvents events);
}

/// <inheritdoc cref="RaisedEvent" />
/// <param name="Data">The payload.</param>
public sealed record RaisedEvent<T>(long Sequence, T Data) : RaisedEvent(Sequence) where T : IEvent
{
    /// <inheritdoc />
    public override string Type => T.EventType;

    internal override void Accept(IRaisedEvents events) => events.Take(Sequence, Data);
}

/// <summary>Takes raised events with their types.</summary>
internal interface IRaisedEvents
{
    void Take<T>(long sequence, T data) where T : IEvent;
}
