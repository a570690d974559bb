using System.Globalization;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.NotificationService.Data;
using FoodDelivery.NotificationService.Domain;

namespace FoodDelivery.NotificationService.Endpoints;

/// <summary>What became of a mail or a push: waiting, sent, suppressed (not to be sent) or failed (given up).</summary>
public enum SendingState
{
    Waiting,
    Sent,
    Suppressed,
    Failed,
}

/// <summary>A mail or a push, without what it said.</summary>
/// <param name="RecipientId">Whom it concerned: a person, a restaurant, ops, or a link.</param>
/// <param name="UserId">Who got it.</param>
/// <param name="Reason">Why it was suppressed, given up, or has to be tried again.</param>
/// <param name="NextAt">When it is tried next.</param>
public sealed record SendingResponse(
    long Id, Channel Channel, Guid RecipientId, Guid? UserId, string Template, Guid? OrderId, SendingState State, string? Reason,
    int Attempts, DateTimeOffset CreatedAt, DateTimeOffset? NextAt, DateTimeOffset? EndedAt);

/// <summary>The log of mails and pushes, for ops.</summary>
internal static class OpsDeliveryEndpoints
{
    public static void MapSendings(this WebApplication app)
    {
        var example = new SendingResponse(
            17, Channel.Email, Guid.Parse("01980000-0000-7000-8000-000000000003"), Guid.Parse("01980000-0000-7000-8000-000000000003"),
            "order_delivered", Guid.Parse("01980000-0000-7000-8000-000000000001"), SendingState.Suppressed, "not_verified", 1,
            new DateTimeOffset(2026, 11, 22, 18, 30, 0, TimeSpan.Zero), null, new DateTimeOffset(2026, 11, 22, 18, 30, 1, TimeSpan.Zero));
        app.MapGet("/api/v1/ops/notification/deliveries", ListAsync).WithTags("Ops").RequireRole(Roles.Ops).Describe(
            "listSentMessages", "List mails and pushes, newest first",
            "Ops only: what was sent, tried, given up or suppressed, and why, for 30 days; not what it said. `userId`, `orderId`, "
            + "`channel` and `state` narrow it down.",
            response: new Page<SendingResponse>([example], null), problems: [400, 403]);
    }

    private static async Task<Page<SendingResponse>> ListAsync(
        OutboundQueue queue, CancellationToken ct, Guid? userId = null, Guid? orderId = null,
        [DescribedAs(typeof(Channel))] string? channel = null, [DescribedAs(typeof(SendingState))] string? state = null,
        int? limit = null, string? cursor = null)
    {
        var size = Paging.Limit(limit);
        long? before = Paging.Decode(cursor) switch
        {
            null => null,
            var text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) => id,
            _ => throw ProblemException.Invalid("query:cursor", "Not a cursor of this list."),
        };
        var rows = await queue.ListAsync(
            userId, orderId, Name<Channel>("channel", channel), Name<SendingState>("state", state)?.Wire(), before, size + 1, ct);
        return rows.Select(ToResponse).ToList().ToPage(size, row => row.Id.ToString(CultureInfo.InvariantCulture));
    }

    private static T? Name<T>(string parameter, string? text) where T : struct, Enum => text is null
        ? null
        : Enum.GetValues<T>().Where(value => value.Wire() == text).Select(value => (T?)value).FirstOrDefault()
            ?? throw ProblemException.Invalid(
                $"query:{parameter}", $"One of {string.Join(", ", Enum.GetValues<T>().Select(value => value.Wire()))}.");

    private static SendingResponse ToResponse(LoggedMessage row) => new(
        row.Id, row.Channel, row.RecipientId, row.UserId, row.Template, row.OrderId, EnumText.Parse<SendingState>(row.State), row.Reason,
        row.Attempts, row.CreatedAt, row.DueAt, row.EndedAt);
}
