using System.Security.Claims;

namespace FoodDelivery.Contracts;

/// <summary>Roles in the <c>roles</c> claim of access tokens.</summary>
public static class Roles
{
    /// <summary>Orders food.</summary>
    public const string Customer = "customer";

    /// <summary>Staff of the restaurants named in the <c>restaurant_ids</c> claim.</summary>
    public const string Restaurant = "restaurant";

    /// <summary>Carries orders.</summary>
    public const string Driver = "driver";

    /// <summary>Runs the platform.</summary>
    public const string Ops = "ops";
}

/// <summary>What a restaurant's staff may touch, by the <c>restaurant_ids</c> claim of their token.</summary>
public static class RestaurantStaff
{
    /// <summary>Restaurants the caller works for; empty for others.</summary>
    public static IReadOnlyList<Guid> RestaurantIds(this ClaimsPrincipal caller) =>
        [.. caller.FindAll("restaurant_ids").Select(claim => Guid.Parse(claim.Value))];

    /// <summary>Whether the caller is staff of this restaurant.</summary>
    public static bool WorksFor(this ClaimsPrincipal caller, Guid restaurantId) => caller.RestaurantIds().Contains(restaurantId);
}
