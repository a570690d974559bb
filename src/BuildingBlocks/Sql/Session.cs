using Dapper;
using MySql.Data.MySqlClient;

namespace FoodDelivery.BuildingBlocks.Sql;

/// <summary>Queries on one open connection. Not thread-safe; one statement at a time.</summary>
public class Session
{
    private readonly CancellationToken cancellation;

    private readonly PooledConnection rented;

    internal Session(PooledConnection rented, CancellationToken ct)
    {
        this.rented = rented;
        cancellation = ct;
    }

    internal MySqlConnection Connection => rented.Connection;

    /// <summary>All rows, buffered.</summary>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters = null) =>
        (await rented.InTimeAsync(Connection.QueryAsync<T>(Command(sql, parameters)))).AsList();

    /// <summary>The single row, or null (default) when there is none.</summary>
    public Task<T?> QuerySingleOrDefaultAsync<T>(string sql, object? parameters = null) =>
        rented.InTimeAsync(Connection.QuerySingleOrDefaultAsync<T>(Command(sql, parameters)));

    /// <summary>The single row.</summary>
    /// <exception cref="InvalidOperationException">There is none, or more than one.</exception>
    public Task<T> QuerySingleAsync<T>(string sql, object? parameters = null) =>
        rented.InTimeAsync(Connection.QuerySingleAsync<T>(Command(sql, parameters)));

    /// <summary>Several result sets of one round trip.</summary>
    public async Task<ResultSets> QueryMultipleAsync(string sql, object? parameters = null) =>
        new(rented, await rented.InTimeAsync(Connection.QueryMultipleAsync(Command(sql, parameters))));

    /// <summary>Runs a statement (or several, separated by semicolons, in one round trip) and returns the number of rows changed in all.</summary>
    public Task<int> ExecuteAsync(string sql, object? parameters = null) => SendAsync(Command(sql, parameters));

    private protected Task<int> SendAsync(CommandDefinition command) => rented.InTimeAsync(Connection.ExecuteAsync(command));

    /// <summary>Builds the command; a transaction adds its own beginning here.</summary>
    private protected virtual CommandDefinition Command(string sql, object? parameters)
    {
        // Between statements, not inside one: the driver answers a token by a second connection that kills the statement, and throws
        // into whoever cancelled. A statement has its limit.
        cancellation.ThrowIfCancellationRequested();
        return new CommandDefinition(sql, parameters);
    }
}
