using Dapper;
using MySqlConnector;

namespace FoodDelivery.Faults.Checks;

/// <summary>A broken promise: which, and the first of the rows that show it.</summary>
public sealed record Violation(Invariant Invariant, int Rows, string First);

/// <summary>All services' schemas and the witness's, read by one account that the services do not have.</summary>
/// <param name="ConnectionString">Of that account.</param>
/// <param name="Prefix">What the schemas' names begin with, in place of <c>fd_</c>.</param>
public sealed record Books(string ConnectionString, string Prefix = "fd_")
{
    public static readonly string[] Schemas = ["user", "product", "order", "payment", "delivery", "notification", "analytics", "witness"];

    // Checks run in whatever transaction their connection has.
    private readonly MySqlConnectionStringBuilder settings = new(ConnectionString)
    {
        DefaultCommandTimeout = 300, AllowUserVariables = true, IgnoreCommandTransaction = true,
    };

    public async Task<MySqlConnection> OpenAsync()
    {
        var connection = new MySqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        await connection.ExecuteAsync("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
        return connection;
    }

    /// <summary>The statement for these schemas.</summary>
    public string Here(string sql) => Schemas.Aggregate(sql, (text, schema) => text.Replace($"fd_{schema}.", $"{Prefix}{schema}.", StringComparison.Ordinal));

    public async Task<Violation?> CheckAsync(MySqlConnection connection, Invariant invariant)
    {
        var rows = (await connection.QueryAsync(Here(invariant.Sql))).Cast<IDictionary<string, object?>>().ToList();
        return rows.Count == 0 ? null : new Violation(invariant, rows.Count, string.Join(", ", rows[0].Values.Select(value => value?.ToString() ?? "null")));
    }

    /// <summary>Every promise that does not hold now.</summary>
    public async Task<IReadOnlyList<Violation>> CheckAllAsync()
    {
        await using var connection = await OpenAsync();
        var violations = new List<Violation>();
        foreach (var invariant in Invariant.All)
        {
            if (await CheckAsync(connection, invariant) is { } violation) violations.Add(violation);
        }
        return violations;
    }

    public async Task<long> CountAsync(string sql)
    {
        await using var connection = await OpenAsync();
        return await connection.ExecuteScalarAsync<long>(Here(sql));
    }

    public async Task<int> ExecuteAsync(string sql, object? parameters = null)
    {
        await using var connection = await OpenAsync();
        return await connection.ExecuteAsync(Here(sql), parameters);
    }
}
