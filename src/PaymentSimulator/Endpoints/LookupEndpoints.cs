using FoodDelivery.PaymentSimulator.Data;
using FoodDelivery.PaymentSimulator.Domain;

namespace FoodDelivery.PaymentSimulator.Endpoints;

internal static class LookupEndpoints
{
    public static void MapLookups(this RouteGroupBuilder v1)
    {
        v1.MapGet("/authorizations/{id}", async (string id, Ledger ledger) =>
            Results.Ok(await ledger.ReadAuthorizationAsync(id, AuthorizationAnswer.From)));

        v1.MapGet("/operations/{key}", async (string key, Ledger ledger) =>
            await ledger.FindByKeyAsync(key) is { } entry
                ? Results.Ok(OperationAnswer.From(entry))
                : throw new ProviderException(404, "operation_not_found", "Nothing was booked under this key."));

        // Whole on purpose: a witness that forgets to turn the page would acquit the guilty.
        v1.MapGet("/ledger", async (string? reference, Ledger ledger) =>
            Results.Ok(new LedgerAnswer((await ledger.ListAsync(reference)).Select(LedgerLine.From))));
    }

    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/livez", () => Results.Text("ok"));
        app.MapGet("/readyz", (Ledger ledger) =>
            ledger.IsWritable ? Results.Text("ok") : Results.Text("ledger cannot be written", statusCode: 503));
    }
}
