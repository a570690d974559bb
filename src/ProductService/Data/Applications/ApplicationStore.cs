using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Audit;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.ProductService.Domain;

namespace FoodDelivery.ProductService.Data;

/// <summary>What became of an application.</summary>
public enum ApplicationStatus { Applied, Approved, Refused }

/// <summary>An application as stored; what was applied with is JSON.</summary>
public sealed record ApplicationRow
{
    public Guid Id { get; init; }
    public Guid ApplicantId { get; init; }
    public string Status { get; init; } = "";
    public string Name { get; init; } = "";
    public string Restaurant { get; init; } = "";
    public string? Message { get; init; }
    public Guid? RestaurantId { get; init; }
    public string? Reason { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? DecidedAt { get; init; }
}

/// <summary>
/// Applications of restaurants. An approval makes the restaurant in the same transaction, and sets a deadline that is due at once: then
/// User is asked to make the applicant its owner, again and again until it has.
/// </summary>
public sealed class ApplicationStore(Database database, RestaurantStore restaurants)
{
    /// <summary>Kind of the deadline at which the applicant becomes owner.</summary>
    public const string MakeOwner = "application.owner";

    private const string Columns =
        "id, applicant_id, status, name, restaurant, message, restaurant_id, reason, created_at, decided_at";

    /// <exception cref="RefusedException"><c>application_pending</c>.</exception>
    public async Task<ApplicationRow> AddAsync(Guid applicantId, string name, string restaurant, string? message, CancellationToken ct)
    {
        try
        {
            return await database.WriteAsync(transaction =>
            {
                var row = new ApplicationRow
                {
                    Id = Guid.CreateVersion7(transaction.Now), ApplicantId = applicantId, Status = ApplicationStatus.Applied.Wire(),
                    Name = name,
                    Restaurant = restaurant, Message = message, CreatedAt = transaction.Now,
                };
                transaction.Write(
                    """
                    INSERT INTO applications (id, applicant_id, pending_of, status, name, restaurant, message, created_at)
                    VALUES (@Id, @ApplicantId, @ApplicantId, @Status, @Name, @Restaurant, @Message, @CreatedAt)
                    """, row);
                return Task.FromResult(row);
            }, ct);
        }
        catch (Exception e) when (e.IsDuplicateKey("ux_applications_pending"))
        {
            throw new RefusedException("application_pending", "You have applied already, and nothing is decided yet.");
        }
    }

    public async Task<ApplicationRow?> FindAsync(Guid id, CancellationToken ct) => await database.ReadAsync(
        session => session.QuerySingleOrDefaultAsync<ApplicationRow>($"SELECT {Columns} FROM applications WHERE id = @id", new { id }), ct);

    /// <summary>Newest first.</summary>
    /// <param name="applicantId">Null: everybody's.</param>
    public Task<IReadOnlyList<ApplicationRow>> ListAsync(
        Guid? applicantId, ApplicationStatus? status, Guid? before, int count, CancellationToken ct)
    {
        var where = "1 = 1" + (applicantId is null ? "" : " AND applicant_id = @applicantId")
            + (status is null ? "" : " AND status = @status") + (before is null ? "" : " AND id < @before");
        return database.ReadAsync(session => session.QueryAsync<ApplicationRow>(
            $"SELECT {Columns} FROM applications WHERE {where} ORDER BY id DESC LIMIT @count",
            new { applicantId, status = status?.Wire(), before, count }), ct);
    }

    /// <summary>Makes the restaurant. Approving again changes nothing.</summary>
    /// <param name="draft">Of what was applied with.</param>
    /// <exception cref="RefusedException"><c>not_found</c>, <c>application_decided</c>.</exception>
    public Task<(ApplicationRow Application, Restaurant? Made)> ApproveAsync(
        Guid id, Func<string, DateTimeOffset, RestaurantDraft> draft, Guid actor, CancellationToken ct) =>
        database.WriteAsync(async transaction =>
        {
            var locked = await LockAsync(transaction, id, ApplicationStatus.Approved);
            if (!locked.IsOpen) return (locked.Row, (Restaurant?)null);
            var made = await restaurants.AddAsync(transaction, now => Restaurant.Create(draft(locked.Row.Restaurant, now)));
            transaction.SetDeadline(id, MakeOwner, transaction.Now);
            transaction.Audit(actor, "application.approve", id, null);
            var row = locked.Row with
            {
                Status = ApplicationStatus.Approved.Wire(), RestaurantId = made.Id, DecidedAt = transaction.Now,
            };
            Decide(transaction, row);
            return (row, made);
        }, ct);

    /// <summary>Refuses it with a reason; the applicant may apply again.</summary>
    /// <exception cref="RefusedException"><c>not_found</c>, <c>application_decided</c>.</exception>
    public Task<ApplicationRow> RefuseAsync(Guid id, string reason, Guid actor, CancellationToken ct) =>
        database.WriteAsync(async transaction =>
        {
            var locked = await LockAsync(transaction, id, ApplicationStatus.Refused);
            if (!locked.IsOpen) return locked.Row;
            transaction.Audit(actor, "application.refuse", id, reason);
            var row = locked.Row with { Status = ApplicationStatus.Refused.Wire(), Reason = reason, DecidedAt = transaction.Now };
            Decide(transaction, row);
            return row;
        }, ct);

    private static async Task<(ApplicationRow Row, bool IsOpen)> LockAsync(Transaction transaction, Guid id, ApplicationStatus wanted)
    {
        var row = await transaction.QuerySingleOrDefaultAsync<ApplicationRow>(
            $"SELECT {Columns} FROM applications WHERE id = @id FOR UPDATE", new { id }) ?? throw Refused.NotFound("The application");
        var status = EnumText.Parse<ApplicationStatus>(row.Status);
        if (status == ApplicationStatus.Applied) return (row, true);
        if (status == wanted) return (row, false);
        throw new RefusedException("application_decided", "This application has been decided the other way.").With("currentStatus", status);
    }

    private static void Decide(Transaction transaction, ApplicationRow row)
    {
        transaction.Write(
            """
            UPDATE applications
            SET status = @Status, pending_of = NULL, restaurant_id = @RestaurantId, reason = @Reason, decided_at = @DecidedAt
            WHERE id = @Id
            """, row);
        transaction.Publish(row.Id, 1, new RestaurantApplicationDecidedV1(
            row.Id, row.ApplicantId, row.Name, row.RestaurantId is not null, row.RestaurantId, row.Reason));
    }
}
