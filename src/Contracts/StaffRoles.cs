using System.Security.Claims;

namespace FoodDelivery.Contracts;

/// <summary>What somebody is in a restaurant; each may do what those before it may.</summary>
public enum StaffRole
{
    /// <summary>Orders, and what can be had.</summary>
    Kitchen,

    /// <summary>Menu, hours, pauses, reports.</summary>
    Manager,

    /// <summary>Who else is staff.</summary>
    Owner,
}

/// <summary>What a member of staff may do, by the <c>restaurant_roles</c> claim of their token.</summary>
public static class StaffRights
{
    /// <summary>The claim: <c>restaurant id:role</c>, for each restaurant.</summary>
    public const string Claim = "restaurant_roles";

    /// <summary>What the caller is in a restaurant; null for who does not work there.</summary>
    public static StaffRole? RoleAt(this ClaimsPrincipal caller, Guid restaurantId)
    {
        if (!caller.WorksFor(restaurantId)) return null;
        var roles = caller.FindAll(Claim).ToList();
        // A token of the release before: all staff could do everything.
        if (roles.Count == 0) return StaffRole.Owner;
        var own = roles.FirstOrDefault(role => role.Value.StartsWith($"{restaurantId}:", StringComparison.OrdinalIgnoreCase))?.Value;
        return own is not null && Enum.TryParse<StaffRole>(own.AsSpan(own.IndexOf(':') + 1), true, out var role) ? role : StaffRole.Kitchen;
    }

    /// <summary>The caller's restaurants in which they are at least this.</summary>
    public static IReadOnlyList<Guid> RestaurantIds(this ClaimsPrincipal caller, StaffRole atLeast) =>
        [.. caller.RestaurantIds().Where(id => caller.RoleAt(id) >= atLeast)];
}
