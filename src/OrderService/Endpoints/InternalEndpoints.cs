using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.OrderService.Clients;
using FoodDelivery.OrderService.Data;
using FoodDelivery.OrderService.Domain;

namespace FoodDelivery.OrderService.Endpoints;

/// <summary>What Payment compares before it charges.</summary>
public sealed record InternalOrderResponse(
    Guid Id, string Code, Guid CustomerId, Guid RestaurantId, OrderStatus Status, Money Total, string PaymentMethod, Fulfilment Fulfilment);

/// <summary>Where the assigned courier goes.</summary>
/// <param name="Items">What is in the bag.</param>
/// <param name="OffByMeters">How far the place is from the address, when that is too far.</param>
public sealed record InternalDropoffResponse(
    Guid OrderId, string Address, double Lat, double Lng, string? Notes, string? ContactName, string? DeliveryPin, string? ContactPhone,
    IReadOnlyList<InternalItemResponse> Items, bool LeaveAtDoor, int? OffByMeters = null);

/// <summary>What and how many, without prices.</summary>
public sealed record InternalItemResponse(string Name, int Quantity);

/// <summary>What the courier at the counter needs to know.</summary>
/// <param name="ReadyAt">When the restaurant said that it is ready; null while it has not, and when it was cancelled.</param>
public sealed record InternalPickupResponse(Guid OrderId, DateTimeOffset? ReadyAt);

/// <summary>For other services.</summary>
public static class InternalEndpoints
{
    public static void MapInternal(this WebApplication app)
    {
        app.MapGet("/internal/v1/orders/{id:guid}", GetAsync).RequireService("payment");
        // An address is for the one service that needs it.
        app.MapGet("/internal/v1/orders/{id:guid}/dropoff", DropoffAsync).RequireService("delivery");
        app.MapGet("/internal/v1/orders/{id:guid}/pickup", PickupAsync).RequireService("delivery");
    }

    private static async Task<InternalOrderResponse> GetAsync(Guid id, Database database, OrderStore orders, CancellationToken ct)
    {
        var order = await FindAsync(id, database, orders, ct);
        return new InternalOrderResponse(
            order.Id, order.Code, order.CustomerId, order.RestaurantId, order.Status, order.Money(order.Total),
            order.PaymentMethod, order.Fulfilment);
    }

    private static async Task<InternalDropoffResponse> DropoffAsync(
        Guid id, Database database, OrderStore orders, UserClient users, CancellationToken ct)
    {
        var order = await FindAsync(id, database, orders, ct);
        if (order.Dropoff is not { } to || OrderMachine.IsEnd(order.Status)) throw ProblemException.NotFound("The drop-off");
        var contact = await users.FindContactAsync(order.CustomerId, ct);
        return new InternalDropoffResponse(order.Id, order.DropoffAddress ?? "", to.Lat, to.Lng, order.DropoffNotes,
            contact?.DisplayName, order.DeliveryPin, contact?.Phone,
            [.. order.LineItems.Select(line => new InternalItemResponse(line.Name, line.Quantity))], order.LeaveAtDoor, order.DropoffOffBy);
    }

    private static async Task<InternalPickupResponse> PickupAsync(Guid id, Database database, OrderStore orders, CancellationToken ct)
    {
        var order = await FindAsync(id, database, orders, ct);
        return new InternalPickupResponse(order.Id, order.Status is OrderStatus.Ready ? order.StepSince ?? order.ReadyBy : null);
    }

    private static async Task<Order> FindAsync(Guid id, Database database, OrderStore orders, CancellationToken ct) =>
        await database.ReadAsync(session => orders.FindAsync(session, id, OrderAccess.Everything), ct)
            ?? throw ProblemException.NotFound("The order");
}
