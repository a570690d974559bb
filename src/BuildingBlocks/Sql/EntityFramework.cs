using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FoodDelivery.BuildingBlocks.Sql;

/// <summary>
/// Entity Framework on the service's own connections and transactions, for services whose work is editing what people own (docs/adr/0004).
/// The numbered scripts stay the only migrations.
/// </summary>
public static class EntityFramework
{
    // The part of SQL that all supported servers share (MySQL 8.4 and 9.7, MariaDB 10.11) is that of MySQL 8.0.
    private static readonly ServerVersion Dialect = new MySqlServerVersion(new Version(8, 0, 36));

    /// <summary>Registers a pool of contexts without connections; they get one by <see cref="Enter"/> or <see cref="JoinAsync"/>.</summary>
    public static IServiceCollection AddContext<TContext>(this IServiceCollection services) where TContext : DbContext =>
        services.AddPooledDbContextFactory<TContext>(options => options.UseMySql(Dialect).UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking));

    /// <summary>A context that reads, without tracking, on the session's connection. Dispose it before the session ends.</summary>
    public static TContext Enter<TContext>(this Session session, IDbContextFactory<TContext> contexts) where TContext : DbContext
    {
        var context = contexts.CreateDbContext();
        context.Database.SetDbConnection(session.Connection);
        return context;
    }

    /// <summary>
    /// A context that tracks, in this transaction: what was changed is saved with the commit, before the events are written, and rolled back with
    /// everything else. Lives as long as the transaction.
    /// </summary>
    public static async Task<TContext> JoinAsync<TContext>(this Transaction transaction, IDbContextFactory<TContext> contexts) where TContext : DbContext
    {
        if (transaction.FindPart<Member<TContext>>() is { } known) return known.Context;
        await transaction.EnterAsync();
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
}
