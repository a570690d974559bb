using System.Security.Claims;
using System.Text.Json;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Http;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.OrderService.Data;
using FoodDelivery.OrderService.Domain;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace FoodDelivery.OrderService.Endpoints;

public sealed record SendMessageRequest([property: Text(500, MinimumLength = 1, MultiLine = true)] string Text);

/// <param name="From">On which side it was written; staff of a restaurant write as the restaurant.</param>
public sealed record MessageResponse(Guid Id, MessageParty From, string Text, DateTimeOffset At)
{
    public static MessageResponse Of(Message message) => new(message.Id, message.Sender, message.Text, message.At);
}

/// <summary>What an order's people write to each other.</summary>
public static class MessageEndpoints
{
    private const int MaxOfOneSide = 100;
    private static readonly TimeSpan LockFor = TimeSpan.FromSeconds(10);
    private static readonly MessageResponse Example = new(
        Guid.Parse("01930b6f-5555-7000-8000-000000000001"), MessageParty.Customer, "The bell is broken, please knock",
        new DateTimeOffset(2026, 11, 22, 12, 30, 0, TimeSpan.Zero));

    public static void MapMessages(this WebApplication app)
    {
        var messages = app.MapGroup("/api/v1/orders/{id:guid}/messages").WithTags("Orders")
            .RequireRole(Roles.Customer, Roles.Driver, Roles.Restaurant);
        messages.MapGet("", ListAsync).Describe("listOrderMessages", "What an order's people wrote, newest first",
            "For the order's customer, the staff of its restaurant, and the courier who has it now; whoever lost it, or has brought it, "
            + "reads it no more (404). Erased after 30 days.",
            response: new Page<MessageResponse>([Example], null), problems: [400, 403, 404]);
        messages.MapPost("", SendAsync).TakesIdempotencyKey().Produces<MessageResponse>(StatusCodes.Status201Created)
            .Describe("sendOrderMessage", "Write to the others of an order",
                "For the order's customer, the staff of its restaurant, and the courier who has it now, while it is under way (409 "
                + "`order_state_conflict`). The others are told: stream event `message`, and a notification. Each side writes at most 100 "
                + "(409 `message_limit`). Needs an Idempotency-Key.",
                new SendMessageRequest(Example.Text), Example, 400, 403, 404, 409, 422);
    }

    private static async Task<Page<MessageResponse>> ListAsync(
        Guid id, ClaimsPrincipal caller, Database database, MessageStore messages, CancellationToken ct, int? limit = null,
        string? cursor = null)
    {
        var (size, before) = (Paging.Limit(limit), Paging.DecodeId(cursor));
        var rows = await database.ReadAsync(async session =>
        {
            _ = await messages.FindOrderAsync(session, id, caller) ?? throw ProblemException.NotFound("The order");
            return await messages.ListAsync(session, id, before, size);
        }, ct);
        return rows.Select(MessageResponse.Of).ToList().ToPage(size, message => message.Id.ToString());
    }

    private static async Task<IResult> SendAsync(
        Guid id, SendMessageRequest request, HttpContext http, Database database, MessageStore messages, IOptions<JsonOptions> json,
        TimeProvider clock, CancellationToken ct)
    {
        var keyed = IdempotentRequest.From(http, http.User.Id(), $"{id}|{request.Text}");
        var (stored, sent) = await Idempotency.ClaimAsync<(IdempotencyRecord?, MessageResponse?)>(database, keyed, async transaction =>
        {
            // Locked first: a repeat with the same key waits here until the first has its answer.
            var order = await messages.LockOrderAsync(transaction, id, http.User) ?? throw ProblemException.NotFound("The order");
            if (await Idempotency.FindAsync(transaction, keyed, transaction.Now) is { Status: not null } earlier) return (earlier, null);
            var sender = MessageStore.PartyOf(order, http.User);
            var message = Message.Send(order, sender, http.User.Id(), request.Text, transaction.Now);
            if (await messages.CountAsync(transaction, id, sender) >= MaxOfOneSide)
            {
                throw new RefusedException("message_limit", $"At most {MaxOfOneSide} messages; call the others, or ask support.");
            }
            Idempotency.Claim(transaction, keyed, message.Id, LockFor);
            messages.Insert(transaction, message);
            var answer = MessageResponse.Of(message);
            var body = JsonSerializer.SerializeToUtf8Bytes(answer, json.Value.SerializerOptions);
            Idempotency.Complete(transaction, keyed, StatusCodes.Status201Created, body);
            return (null, answer);
        }, clock, ct);
        return stored is null ? TypedResults.Created($"/api/v1/orders/{id}/messages", sent) : Idempotency.Replay(http, stored);
    }
}
