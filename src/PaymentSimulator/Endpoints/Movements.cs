using FoodDelivery.PaymentSimulator.Data;
using FoodDelivery.PaymentSimulator.Domain;
using FoodDelivery.PaymentSimulator.Webhooks;

namespace FoodDelivery.PaymentSimulator.Endpoints;

/// <summary>What the four operations share: a key books once, faults strike before or after, the webhook follows the answer.</summary>
internal sealed class Movements(Ledger ledger, FaultInjector faults, WebhookOutbox webhooks)
{
    public async Task<IResult> RunAsync(HttpContext http, Operation operation, Fault fault, string attempt, Func<Task<LedgerEntry>> book)
    {
        if (ledger.Claim(operation) is not null)
        {
            var first = await ledger.FindByKeyAsync(operation.Key);
            http.Response.Headers["Idempotent-Replayed"] = "true";
            return Results.Ok(MovementAnswer.From(first!));
        }
        LedgerEntry entry;
        try
        {
            await faults.BeforeBookingAsync(fault, attempt, http.RequestAborted);
            entry = await book();
        }
        finally
        {
            ledger.Release(operation);
        }
        webhooks.Owe();
        if (fault is Fault.SilenceAfterBooking)
        {
            webhooks.Enqueue(entry); // there will be no answer to wait for
        }
        else
        {
            http.Response.OnCompleted(() =>
            {
                webhooks.Enqueue(entry);
                return Task.CompletedTask;
            });
        }
        await faults.AfterBookingAsync(fault, http);
        return Results.Ok(MovementAnswer.From(entry));
    }
}
