using MySqlConnector;

namespace FoodDelivery.Load.Limits;

/// <summary>A schema of the driver's own on the system's database server, dropped at the end (or by the next run, after a crash).</summary>
public sealed class ScratchSchema : IAsyncDisposable
{
    private const string Name = "fd_load_limits";

    // The rows of one order as the order service writes them, its indexes included; the lines as rows of their own.
    private const string Tables =
        """
        CREATE TABLE orders (
            id BINARY(16) NOT NULL PRIMARY KEY, code CHAR(6) CHARACTER SET ascii NOT NULL, status VARCHAR(24) CHARACTER SET ascii NOT NULL, version INT NOT NULL,
            customer_id BINARY(16) NOT NULL, restaurant_id BINARY(16) NOT NULL, quote_id BINARY(16) NOT NULL, currency CHAR(3) CHARACTER SET ascii NOT NULL,
            subtotal BIGINT NOT NULL, delivery_fee BIGINT NOT NULL, service_fee BIGINT NOT NULL, tax BIGINT NOT NULL, total BIGINT NOT NULL,
            dropoff_address VARCHAR(500) NULL, dropoff_lat DOUBLE NULL, dropoff_lng DOUBLE NULL, placed_at DATETIME(6) NOT NULL,
            UNIQUE KEY ux_orders_quote (quote_id), KEY ix_orders_customer (customer_id, id), KEY ix_orders_restaurant (restaurant_id, id),
            KEY ix_orders_restaurant_status (restaurant_id, status, id)) CHARACTER SET utf8mb4;
        CREATE TABLE order_lines (
            order_id BINARY(16) NOT NULL, line_no INT NOT NULL, item_id BINARY(16) NOT NULL, name VARCHAR(200) NOT NULL, quantity INT NOT NULL,
            unit_price BIGINT NOT NULL, line_total BIGINT NOT NULL, options VARCHAR(500) NOT NULL, PRIMARY KEY (order_id, line_no)) CHARACTER SET utf8mb4;
        CREATE TABLE order_history (
            order_id BINARY(16) NOT NULL, seq INT NOT NULL, from_status VARCHAR(24) CHARACTER SET ascii NULL, to_status VARCHAR(24) CHARACTER SET ascii NOT NULL,
            type VARCHAR(64) CHARACTER SET ascii NOT NULL, actor_role VARCHAR(16) CHARACTER SET ascii NOT NULL, at DATETIME(6) NOT NULL, PRIMARY KEY (order_id, seq)) CHARACTER SET utf8mb4;
        CREATE TABLE deadlines (
            aggregate_id BINARY(16) NOT NULL, kind VARCHAR(48) NOT NULL, due_at DATETIME(6) NOT NULL, attempts INT NOT NULL DEFAULT 0,
            PRIMARY KEY (aggregate_id, kind), KEY ix_deadlines_due (due_at)) CHARACTER SET utf8mb4;
        CREATE TABLE outbox (
            id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, event_id BINARY(16) NOT NULL, topic VARCHAR(64) NOT NULL, aggregate_id BINARY(16) NOT NULL, seq BIGINT NOT NULL,
            type VARCHAR(64) NOT NULL, value MEDIUMBLOB NOT NULL, created_at DATETIME(6) NOT NULL, published_at DATETIME(6) NULL,
            UNIQUE KEY ux_outbox_event (event_id), KEY ix_outbox_unpublished (published_at, id)) CHARACTER SET utf8mb4
        """;

    private readonly string server;

    private ScratchSchema(string server) => this.server = server;

    public static async Task<ScratchSchema> CreateAsync(string server, CancellationToken ct)
    {
        var schema = new ScratchSchema(server);
        await schema.ExecuteAsync(null, $"DROP SCHEMA IF EXISTS {Name}; CREATE SCHEMA {Name} CHARACTER SET utf8mb4", ct);
        await schema.ExecuteAsync(Name, Tables, ct);
        return schema;
    }

    public Task<MySqlConnection> OpenAsync(CancellationToken ct) => OpenAsync(Name, ct);

    /// <summary>What makes a commit durable on this server, for the report.</summary>
    public async Task<string> DurabilityAsync(CancellationToken ct)
    {
        await using var connection = await OpenAsync(ct);
        await using var command = new MySqlCommand("SELECT CONCAT(@@version, ', flush_log_at_trx_commit ', @@innodb_flush_log_at_trx_commit, ', sync_binlog ', @@sync_binlog)", connection);
        return (string)(await command.ExecuteScalarAsync(ct))!;
    }

    public async ValueTask DisposeAsync() => await ExecuteAsync(null, $"DROP SCHEMA IF EXISTS {Name}", CancellationToken.None);

    private async Task ExecuteAsync(string? database, string sql, CancellationToken ct)
    {
        await using var connection = await OpenAsync(database, ct);
        await using var command = new MySqlCommand(sql, connection) { CommandTimeout = 60 };
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task<MySqlConnection> OpenAsync(string? database, CancellationToken ct)
    {
        var settings = new MySqlConnectionStringBuilder(server) { Pooling = false, Database = database ?? "" };
        var connection = new MySqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(ct);
            return connection;
        }
        catch (MySqlException e)
        {
            await connection.DisposeAsync();
            throw new UsageException($"The database does not answer: {e.Message}");
        }
    }
}
