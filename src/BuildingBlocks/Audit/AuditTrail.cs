using System.Globalization;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FoodDelivery.BuildingBlocks.Audit;

/// <summary>What an operator did.</summary>
/// <param name="Actor">User id.</param>
/// <param name="Action">What was done, for example <c>payment.refund</c>.</param>
/// <param name="Subject">To what; null when it concerns the whole service.</param>
/// <param name="Reason">Why, in the operator's words; null when none was given.</param>
public sealed record AuditEntry(long Id, DateTimeOffset At, Guid Actor, string Action, Guid? Subject, string? Reason);

/// <summary>Who of the operators did what, and why: kept with the effect, so that there is never one without the other.</summary>
public static class AuditTrail
{
    /// <summary>Registers its table.</summary>
    public static IServiceCollection AddAuditTrail(this IServiceCollection services) => services.AddMigrations(
        new MigrationSet("audit", typeof(AuditTrail).Assembly, "FoodDelivery.BuildingBlocks.Audit.Migrations."));

    /// <summary>Leaves an act to be written with the commit of its effect.</summary>
    public static void Audit(this Transaction transaction, Guid actor, string action, Guid? subject, string? reason) => transaction.Write(
        "INSERT INTO audit_trail (at, actor_id, action, subject_id, reason) VALUES (@Now, @actor, @action, @subject, @reason)",
        new { transaction.Now, actor, action, subject, reason });

    /// <summary>Lets ops read it: <c>/api/v1/ops/&lt;service&gt;/audit</c>.</summary>
    public static void MapAuditTrail(this WebApplication app, string service)
    {
        var name = char.ToUpperInvariant(service[0]) + service[1..];
        var example = new AuditEntry(
            17, new DateTimeOffset(2026, 11, 22, 18, 30, 0, TimeSpan.Zero), Guid.Parse("019b76da-a800-74b0-a8dd-14ee9541d70e"),
            "order.cancel", Guid.Parse("01930b6f-02a4-7d11-8a55-c1a2b3c4d5e6"), "Kitchen on fire");
        // Its name until it was agreed upon; nobody is told of it any more.
        app.MapGet($"/api/v1/ops/{service}/audit-trail", ListAsync).RequireRole(Roles.Ops).ExcludeFromDescription();
        app.MapGet($"/api/v1/ops/{service}/audit", ListAsync).WithTags("Ops").RequireRole(Roles.Ops)
            .Describe($"list{name}AuditTrail", "List what ops did, newest first",
                "Ops only: who did what, to what, and why. `subject` and `actor` are ids and narrow it down.",
                response: new Page<AuditEntry>([example], null), problems: [400, 403]);
    }

    private static async Task<Page<AuditEntry>> ListAsync(
        Database database, CancellationToken ct, Guid? subject = null, Guid? actor = null, int? limit = null, string? cursor = null)
    {
        var size = Paging.Limit(limit);
        long? before = Paging.Decode(cursor) switch
        {
            null => null,
            var text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) => id,
            _ => throw ProblemException.Invalid("query:cursor", "Not a cursor of this list."),
        };
        var where = "1 = 1" + (subject is null ? "" : " AND subject_id = @subject") + (actor is null ? "" : " AND actor_id = @actor")
            + (before is null ? "" : " AND id < @before");
        var rows = await database.ReadAsync(session => session.QueryAsync<Row>(
            $"SELECT id, at, actor_id, action, subject_id, reason FROM audit_trail WHERE {where} ORDER BY id DESC LIMIT @take",
            new { subject, actor, before, take = size + 1 }), ct);
        return rows.Select(row => new AuditEntry(row.Id, row.At, row.ActorId, row.Action, row.SubjectId, row.Reason)).ToList()
            .ToPage(size, entry => entry.Id.ToString(CultureInfo.InvariantCulture));
    }

    private sealed record Row
    {
        public long Id { get; init; }
        public DateTimeOffset At { get; init; }
        public Guid ActorId { get; init; }
        public string Action { get; init; } = "";
        public Guid? SubjectId { get; init; }
        public string? Reason { get; init; }
    }
}
