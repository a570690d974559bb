using Microsoft.Extensions.DependencyInjection;

namespace FoodDelivery.BuildingBlocks.Sql;

/// <summary>Rows that should not wait for long, or not be there at all; reported as <c>backlog_rows</c> and <c>backlog_oldest_seconds</c>.</summary>
/// <param name="Kind">Its name in the metrics, for example <c>outbox</c>.</param>
/// <param name="Sql">A query of one row: <c>number</c>, and <c>since</c> when the first of them should have gone (UTC, null when there is none).
/// May use <c>@now</c>. Every replica runs it every five seconds, so it must not grow with the table.</param>
public sealed record Backlog(string Kind, string Sql);

/// <summary>Registers what is measured.</summary>
public static class Backlogs
{
    /// <summary>Measures these rows every few seconds.</summary>
    public static IServiceCollection AddBacklog(this IServiceCollection services, string kind, string sql) => services.AddSingleton(new Backlog(kind, sql));
}
