using Dapper;

namespace FoodDelivery.BuildingBlocks.Sql;

/// <summary>The answers to several statements of one round trip, in their order; each is read once.</summary>
public sealed class ResultSets : IDisposable
{
    private readonly PooledConnection rented;
    private readonly SqlMapper.GridReader reader;

    internal ResultSets(PooledConnection rented, SqlMapper.GridReader reader) => (this.rented, this.reader) = (rented, reader);

    /// <summary>All rows of the next one.</summary>
    public async Task<IReadOnlyList<T>> ReadAsync<T>() => (await rented.InTimeAsync(reader.ReadAsync<T>())).AsList();

    /// <summary>The single row of the next one.</summary>
    /// <exception cref="InvalidOperationException">There is none, or more than one.</exception>
    public Task<T> ReadSingleAsync<T>() => rented.InTimeAsync(reader.ReadSingleAsync<T>());

    /// <summary>The single row of the next one, or null (default) when there is none.</summary>
    public Task<T?> ReadSingleOrDefaultAsync<T>() => rented.InTimeAsync(reader.ReadSingleOrDefaultAsync<T>());

    /// <inheritdoc />
    public void Dispose()
    {
        // It would read to the end, and the end does not come.
        if (!rented.IsAbandoned) reader.Dispose();
    }
}
