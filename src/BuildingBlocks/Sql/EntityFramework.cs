using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pomelo.EntityFrameworkCore.MySql.Storage.Internal;

namespace FoodDelivery.BuildingBlocks.Sql;

/// <summary>
/// Entity Framework on the service's own connections and transactions, for services whose work is editing what people own (docs/adr/0004).
/// The numbered scripts stay the only migrations.
/// </summary>
[SuppressMessage("Usage", "EF1001", Justification = "There is no public way to join connections that take no user variables.")]
public static class EntityFramework
{
    // The part of SQL that all supported servers share (MySQL 8.4 and 9.7, MariaDB 10.11) is that of MySQL 8.0.
    private static readonly ServerVersion Dialect = new MySqlServerVersion(new Version(8, 0, 36));

    // Never connected with: tells how the service's connections store ids.
    private const string Ids = "Guid Format=Binary16";

    /// <summary>Registers a pool of contexts without connections; they get one by <see cref="Enter"/> or <see cref="JoinAsync"/>.</summary>
    public static IServiceCollection AddContext<TContext>(this IServiceCollection services) where TContext : DbContext =>
        services.AddHostedService<ModelAfterStart<TContext>>().AddPooledDbContextFactory<TContext>(options => options
            // Work is repeated as a whole, by Database, which must see the errors as they are.
            .UseMySql(Ids, Dialect, mysql => mysql.ExecutionStrategy(dependencies => new NonRetryingExecutionStrategy(dependencies)))
            .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking)
            .ReplaceService<IMySqlConnectionStringOptionsValidator, AnyConnection>()
            // Whoever catches the exception knows whether it is an error: a lock conflict or an address that is taken is none.
            .ConfigureWarnings(warnings => warnings.Log(
                (RelationalEventId.CommandError, LogLevel.Debug),
                (CoreEventId.QueryIterationFailed, LogLevel.Debug),
                (CoreEventId.SaveChangesFailed, LogLevel.Debug))));

    /// <summary>Reads by a context, without tracking, as <see cref="Database.ReadAsync"/> does.</summary>
    public static Task<T> ReadAsync<TContext, T>(
        this Database database, IDbContextFactory<TContext> contexts, Func<TContext, Task<T>> work, CancellationToken ct)
        where TContext : DbContext => database.ReadAsync(async session =>
    {
        await using var context = session.Enter(contexts);
        return await work(context);
    }, ct);

    /// <summary>A context that reads, without tracking, on the session's connection. Dispose it before the session ends.</summary>
    public static TContext Enter<TContext>(this Session session, IDbContextFactory<TContext> contexts) where TContext : DbContext
    {
        var context = contexts.CreateDbContext();
        context.Database.SetDbConnection(session.Connection);
        return context;
    }

    /// <summary>
    /// A context that tracks, in this transaction: what was changed is saved with the commit, before the events and before what
    /// <see cref="Transaction.Write(string, object?)"/> left, and rolled back with everything else. Lives as long as the transaction.
    /// </summary>
    /// <remarks>Sends what was left to be written until now: the context's statements see it.</remarks>
    public static async Task<TContext> JoinAsync<TContext>(this Transaction transaction, IDbContextFactory<TContext> contexts)
        where TContext : DbContext
    {
        await transaction.EnterAsync();
        if (transaction.FindPart<Member<TContext>>() is { } known) return known.Context;
        var context = transaction.Enter(contexts);
        // The transaction is the session's, begun by its own statement: one that the context began would end it.
        context.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        context.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.TrackAll;
        transaction.Add(new Member<TContext>(context));
        return context;
    }

    private sealed class Member<TContext>(TContext context) : ITransactionPart, IAsyncDisposable where TContext : DbContext
    {
        public TContext Context => context;

        public int Rank => 0;

        public Task BeforeCommitAsync(Transaction transaction) => context.SaveChangesAsync();

        public ValueTask DisposeAsync() => context.DisposeAsync();
    }

    /// <summary>Builds the model right after the start, which it would hold up, and not in the first request that needs it.</summary>
    private sealed class ModelAfterStart<TContext>(IDbContextFactory<TContext> contexts, IHostApplicationLifetime lifetime)
        : BackgroundService where TContext : DbContext
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
            await started.Task.WaitAsync(stoppingToken);
            await using var context = await contexts.CreateDbContextAsync(stoppingToken);
            _ = context.Model;
        }
    }

    /// <summary>
    /// The provider insists on connections that take user variables, for migrations, which it does not do here. Connections that take them
    /// make a parameter that somebody forgot a NULL instead of an error, so it has to do without.
    /// </summary>
    private sealed class AnyConnection : IMySqlConnectionStringOptionsValidator
    {
        public bool EnsureMandatoryOptions(ref string connectionString) => false;

        public bool EnsureMandatoryOptions(DbConnection connection) => false;

        public bool EnsureMandatoryOptions(DbDataSource dataSource) => false;

        public void ThrowException(Exception? innerException = null) =>
            throw new InvalidOperationException("A connection does not suit the provider.", innerException);
    }
}
