using System.Text;
using Dapper;
using FoodDelivery.Contracts;
using MySqlConnector;

namespace FoodDelivery.BuildingBlocks.Sql;

/// <summary>
/// A READ COMMITTED transaction. It begins with its first statement and ends with its last, so that it costs no round trips of its own:
/// what is left to be written (<see cref="Write(string, object?)"/>) goes to the server in one packet with COMMIT.
/// </summary>
public sealed class Transaction : Session, IAsyncDisposable
{
    private const string Begin = "START TRANSACTION";

    private readonly List<Statement> pending = [];
    private readonly List<ITransactionPart> parts = [];
    private readonly List<Action> afterCommit = [];
    private bool begun;

    internal Transaction(MySqlConnection connection, DateTimeOffset now, CancellationToken ct)
        : base(connection, ct) => Now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));

    /// <summary>The event being handled, if any: becomes the causation of published events.</summary>
    public EventEnvelope? Cause { get; internal set; }

    /// <summary>
    /// The moment of this transaction, for rows and domain methods: one, in the precision of the database (microseconds).
    /// </summary>
    public DateTimeOffset Now { get; }

    /// <summary>The commit is or was on its way: after a failure only the server knows what became of it.</summary>
    internal bool CommitSent { get; private set; }

    /// <summary>
    /// Leaves a statement to be sent with the commit, in the order of the calls; earlier when a query follows, which then sees its effect.
    /// What it throws (a duplicate key, a <see cref="SqlErrors.IsStale">stale version</see>) is thrown then, and nothing is committed.
    /// </summary>
    /// <param name="parameters">
    /// An object whose members are the statement's parameters: ids, times, enums and text as they are stored.
    /// </param>
    public void Write(string sql, object? parameters = null) => pending.Add(Statement.Of(sql, parameters));

    /// <inheritdoc cref="Write(string, object?)" />
    /// <param name="values">Parameters by name, for a statement whose text is put together.</param>
    public void Write(string sql, IReadOnlyList<KeyValuePair<string, object?>> values) => pending.Add(new Statement(sql, values));

    /// <summary>Leaves rows to be inserted with the commit, all in one statement, in their order. Nothing when there are none.</summary>
    /// <param name="into">The statement up to its columns: <c>INSERT INTO t (a, b)</c>.</param>
    /// <param name="rows">A value for each column, ids, times, enums and text as they are stored.</param>
    /// <param name="end">What follows the values: <c>ON DUPLICATE KEY UPDATE …</c>.</param>
    public void WriteRows(string into, IEnumerable<object?[]> rows, string end = "")
    {
        var sql = new StringBuilder(into).Append(" VALUES ");
        var values = new List<KeyValuePair<string, object?>>();
        foreach (var (i, row) in rows.Index())
        {
            sql.Append(i == 0 ? "(" : ", (");
            for (var column = 0; column < row.Length; column++)
            {
                var name = $"v{i}_{column}";
                sql.Append(column == 0 ? "@" : ", @").Append(name);
                values.Add(new(name, row[column]));
            }
            sql.Append(')');
        }
        if (values.Count > 0) Write(sql.Append(' ').Append(end).ToString(), values);
    }

    /// <summary>Something to do once the commit is certain, for example to wake a worker. Lost in a crash, so never the only way.</summary>
    public void AfterCommit(Action action) => afterCommit.Add(action);

    /// <summary>What a building block gathers in this transaction; made at the first call.</summary>
    internal T Part<T>() where T : class, ITransactionPart, new()
    {
        if (FindPart<T>() is { } known) return known;
        var part = new T();
        parts.Add(part);
        return part;
    }

    internal T? FindPart<T>() where T : class, ITransactionPart => parts.OfType<T>().FirstOrDefault();

    /// <summary>Ends what its parts hold.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var part in parts.OfType<IAsyncDisposable>()) await part.DisposeAsync();
    }

    internal void Add(ITransactionPart part) => parts.Add(part);

    /// <summary>
    /// Sends what is left to be written now, and begins where nothing has been sent yet: for those who use the connection themselves.
    /// </summary>
    internal async Task<MySqlConnection> EnterAsync()
    {
        if (pending.Count > 0 || !begun) await SendAsync(null);
        return Connection;
    }

    internal async Task CommitAsync()
    {
        foreach (var part in parts.OrderBy(part => part.Rank)) await part.BeforeCommitAsync(this);
        if (begun || pending.Count > 0)
        {
            CommitSent = true;
            await SendAsync("COMMIT");
            begun = false;
        }
        foreach (var action in afterCommit) action();
    }

    /// <summary>Gives the locks free. A connection that cannot even do that is broken, and the server rolls back when it is gone.</summary>
    internal async Task RollbackAsync()
    {
        if (!begun || Connection.State != System.Data.ConnectionState.Open) return;
        begun = false;
        try
        {
            await Connection.ExecuteAsync("ROLLBACK");
        }
        catch (Exception e) when (e is MySqlException or InvalidOperationException or IOException)
        {
            await Connection.CloseAsync();
        }
    }

    private protected override async ValueTask<CommandDefinition> CommandAsync(string sql, object? parameters)
    {
        if (pending.Count > 0) await SendAsync(null);
        if (begun) return await base.CommandAsync(sql, parameters);
        var command = await base.CommandAsync($"{Begin}; {sql}", parameters);
        begun = true;
        return command;
    }

    // One packet, statements in order; the server stops at the first that fails, so that COMMIT is only reached when all is well.
    private async Task SendAsync(string? last)
    {
        await using var batch = new MySqlBatch(Connection);
        if (!begun) batch.BatchCommands.Add(new MySqlBatchCommand(Begin));
        foreach (var statement in pending) batch.BatchCommands.Add(statement.ToCommand());
        if (last is not null) batch.BatchCommands.Add(new MySqlBatchCommand(last));
        pending.Clear();
        begun = true;
        await batch.ExecuteNonQueryAsync(CancellationToken.None);
    }
}

/// <summary>What a building block gathers during a transaction, to be written at its end.</summary>
internal interface ITransactionPart
{
    /// <summary>Smaller ones first: state before what tells of it.</summary>
    int Rank { get; }

    /// <summary>Leaves its statements with the transaction.</summary>
    Task BeforeCommitAsync(Transaction transaction);
}
