using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.OrderService.Data;
using FoodDelivery.OrderService.Domain;

namespace FoodDelivery.OrderService.Endpoints;

/// <summary>Runs a command of a person on an order: find it among the caller's, lock it, ask the machine, save.</summary>
public sealed class OrderCommands(Database database, OrderStore orders, TimeProvider clock)
{
    /// <summary>Does it, or finds it already done.</summary>
    /// <param name="change">The command on the order, by this actor, at this time.</param>
    /// <returns>The order as it is afterwards, and in which capacity the caller acted.</returns>
    /// <exception cref="ProblemException">404 when it is not the caller's, 409 when it is refused, 412 when If-Match names another version.</exception>
    public async Task<(Order Order, ActorRole Role)> ExecuteAsync(
        HttpContext http, Guid id, OrderCommand command, Func<Order, Actor, DateTimeOffset, OrderChange> change, CancellationToken ct)
    {
        var done = await RunAsync(http, id, command, change, ct);
        Failpoint.Hit("order.command.before_reply");
        return done;
    }

    private Task<(Order Order, ActorRole Role)> RunAsync(
        HttpContext http, Guid id, OrderCommand command, Func<Order, Actor, DateTimeOffset, OrderChange> change, CancellationToken ct) =>
        database.WriteAsync(async transaction =>
        {
            var access = http.User.Access();
            var order = await orders.LockAsync(transaction, id, access) ?? throw ProblemException.NotFound("The order");
            CheckVersion(http, order);
            var role = RoleFor(order, command, access);
            try
            {
                var result = change(order, new Actor(role, http.User.Id()), clock.Moment());
                if (!ReferenceEquals(result.After, order)) await orders.SaveAsync(transaction, result);
                Failpoint.Hit("order.command.before_commit");
                return (result.After, role);
            }
            catch (OrderRefusedException refused)
            {
                throw new ProblemException(409, refused.Code, refused.Message)
                    .With("currentStatus", order.Status).With("allowedActions", OrderMachine.AllowedActions(order.Status, role, order.Fulfilment));
            }
        }, ct);

    // Somebody may be customer and staff of one order: the capacity that is not refused counts.
    private static ActorRole RoleFor(Order order, OrderCommand command, Access access)
    {
        var roles = access.RolesFor(order).ToList();
        var able = roles.Where(role => OrderMachine.Decide(order.Status, command, role, order.Fulfilment).Kind != DecisionKind.Refuse).ToList();
        return able.Count > 0 ? able[0] : roles[0];
    }

    private static void CheckVersion(HttpContext http, Order order)
    {
        var expected = http.Request.Headers.IfMatch.ToString();
        if (expected.Length == 0 || expected == "*" || expected == $"\"{order.Version}\"") return;
        throw new ProblemException(412, "precondition_failed", "The order has another version by now; read it again.")
            .With("currentStatus", order.Status).With("version", order.Version);
    }
}
