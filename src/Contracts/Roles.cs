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
