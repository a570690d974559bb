using Dapper;
using MySqlConnector;

namespace FoodDelivery.BuildingBlocks.Sql;

/// <summary>Queries on one open connection. Not thread-safe; one statement at a time.</summary>
public class Session
{
    private readonly CancellationToken cancellation;

    internal Session(MySqlConnection connection, CancellationToken ct)
    {
        Connection = connection;
        cancellation = ct;
    }

    internal MySqlConnection Connection { get; }

    /// <summary>All rows, buffered.</summary>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters = null) =>
        (await Connection.QueryAsync<T>(await CommandAsync(sql, parameters))).AsList();

    /// <summary>All rows of a join of two.</summary>
    /// <param name="map">Makes one result of a row's parts; a part is null when its first column is.</param>
    /// <param name="splitOn">Name of the second part's first column.</param>
    public async Task<IReadOnlyList<TResult>> QueryAsync<T1, T2, TResult>(
        string sql, Func<T1, T2, TResult> map, string splitOn, object? parameters = null) =>
        (await Connection.QueryAsync(await CommandAsync(sql, parameters), map, splitOn)).AsList();

    /// <inheritdoc cref="QueryAsync{T1, T2, TResult}" />
    /// <summary>All rows of a join of four.</summary>
    /// <param name="splitOn">Names of the first columns of the second, third and fourth part, separated by commas.</param>
    public async Task<IReadOnlyList<TResult>> QueryAsync<T1, T2, T3, T4, TResult>(
        string sql, Func<T1, T2?, T3?, T4?, TResult> map, string splitOn, object? parameters = null) =>
        (await Connection.QueryAsync(await CommandAsync(sql, parameters), map!, splitOn)).AsList();

    /// <summary>The single row, or null (default) when there is none.</summary>
    public async Task<T?> QuerySingleOrDefaultAsync<T>(string sql, object? parameters = null) =>
        await Connection.QuerySingleOrDefaultAsync<T>(await CommandAsync(sql, parameters));

    /// <summary>The single row.</summary>
    /// <exception cref="InvalidOperationException">There is none, or more than one.</exception>
    public async Task<T> QuerySingleAsync<T>(string sql, object? parameters = null) =>
        await Connection.QuerySingleAsync<T>(await CommandAsync(sql, parameters));

    /// <summary>Several result sets of one round trip. Dispose it before the next statement.</summary>
    public async Task<SqlMapper.GridReader> QueryMultipleAsync(string sql, object? parameters = null) =>
        await Connection.QueryMultipleAsync(await CommandAsync(sql, parameters));

    /// <summary>
    /// Runs a statement (or several, separated by semicolons, in one round trip) and returns the number of rows changed in all.
    /// </summary>
    public async Task<int> ExecuteAsync(string sql, object? parameters =
        null) => await Connection.ExecuteAsync(await CommandAsync(sql, parameters));

    /// <summary>Builds the command; a transaction adds its own beginning here.</summary>
    private protected virtual ValueTask<CommandDefinition> CommandAsync(string sql, object? parameters)
    {
        // Between statements, not inside one: the driver ends a statement by a second connection, and a statement has its limit anyway.
        cancellation.ThrowIfCancellationRequested();
        return ValueTask.FromResult(new CommandDefinition(sql, parameters));
    }
}
