using System.Security.Claims;
using Dapper;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.OrderService.Domain;

namespace FoodDelivery.OrderService.Data;

/// <summary>Which orders somebody may touch: part of every query, so that another's order is not there at all.</summary>
/// <param name="CustomerId">Orders placed by this customer.</param>
/// <param name="RestaurantIds">
/// Orders at these restaurants, once they are submitted: a restaurant never sees an order whose money is not held.
/// </param>
/// <param name="All">Every order: ops and the system itself.</param>
public sealed record OrderAccess(Guid? CustomerId, IReadOnlyList<Guid> RestaurantIds, bool All)
{
    internal const string Predicate =
        "(@allOrders OR customer_id = @ownerId OR restaurant_id IN @restaurants AND submitted_at IS NOT NULL)";

    public static OrderAccess Everything { get; } = new(null, [], true);

    /// <summary>What this caller may touch.</summary>
    public static OrderAccess Of(ClaimsPrincipal caller) => new(
        caller.Has(Roles.Customer) ? caller.Id() : null,
        caller.Has(Roles.Restaurant) ? caller.RestaurantIds() : [],
        caller.Has(Roles.Ops));

    /// <summary>In which capacities the holder may act on this order, the closest first.</summary>
    public IEnumerable<ActorRole> RolesFor(Order order)
    {
        if (order.CustomerId == CustomerId) yield return ActorRole.Customer;
        if (order.SubmittedAt is not null && RestaurantIds.Contains(order.RestaurantId)) yield return ActorRole.Restaurant;
        if (All) yield return ActorRole.Ops;
    }

    internal DynamicParameters With(object parameters)
    {
        var all = new DynamicParameters(parameters);
        all.Add("allOrders", All);
        all.Add("ownerId", CustomerId ?? Guid.Empty);
        // Never empty: an empty IN list is written differently on every server. And nothing is added to one restaurant: of one it finds the
        // newest in the index, of two it walks.
        all.Add("restaurants", RestaurantIds.DefaultIfEmpty().ToArray());
        return all;
    }
}
