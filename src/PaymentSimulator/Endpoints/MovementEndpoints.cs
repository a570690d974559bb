using FoodDelivery.PaymentSimulator.Data;
using FoodDelivery.PaymentSimulator.Domain;

namespace FoodDelivery.PaymentSimulator.Endpoints;

internal static class MovementEndpoints
{
    public static void MapMovements(this RouteGroupBuilder v1)
    {
        v1.MapPost("/authorizations", AuthorizeAsync);
        v1.MapPost("/authorizations/{id}/capture", CaptureAsync);
        v1.MapPost("/authorizations/{id}/void", VoidAsync);
        v1.MapPost("/authorizations/{id}/refunds", RefundAsync);
    }

    private static Task<IResult> AuthorizeAsync(AuthorizeRequest request, HttpContext http, Ledger ledger, Movements movements)
    {
        Requests.CheckReference(request.Reference);
        Requests.CheckAmount(request.Amount);
        Requests.CheckCurrency(request.Currency);
        var card = TestCards.Get(request.Token);
        var operation = http.Keyed("authorize", body: request);
        return movements.RunAsync(http, operation, card.OnAuthorize, operation.Key,
            () => ledger.AuthorizeAsync(operation, request.Reference, request.Amount, request.Currency, card));
    }

    private static async Task<IResult> CaptureAsync(string id, CaptureRequest request, HttpContext http, Ledger ledger, Movements movements)
    {
        Requests.CheckAmount(request.Amount);
        var operation = http.Keyed("capture", id, request);
        var token = await ledger.ReadAuthorizationAsync(id, (authorization, _) => authorization.Opening.Token!);
        return await movements.RunAsync(
            http, operation, TestCards.Get(token).OnCapture, id, () => ledger.CaptureAsync(operation, id, request.Amount));
    }

    private static Task<IResult> VoidAsync(string id, HttpContext http, Ledger ledger, Movements movements)
    {
        var operation = http.Keyed("void", id);
        return movements.RunAsync(http, operation, Fault.None, id, () => ledger.VoidAsync(operation, id));
    }

    private static Task<IResult> RefundAsync(string id, RefundRequest request, HttpContext http, Ledger ledger, Movements movements)
    {
        Requests.CheckAmount(request.Amount);
        var operation = http.Keyed("refund", id, request);
        return movements.RunAsync(http, operation, Fault.None, id, () => ledger.RefundAsync(operation, id, request.Amount, request.Reason));
    }
}
