using System.Diagnostics.CodeAnalysis;
using FoodDelivery.Contracts;

namespace FoodDelivery.UserService.Domain;

/// <summary>What somebody is in a restaurant. As text, in the table and in tokens: <c>restaurant id:role</c>.</summary>
public readonly record struct StaffPosition(Guid RestaurantId, StaffRole Role) : IParsable<StaffPosition>
{
    public static StaffPosition Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var position) ? position : throw new FormatException($"'{s}' is no position.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out StaffPosition result)
    {
        result = default;
        if (s?.Split(':') is not [var id, var name] || !Guid.TryParse(id, out var restaurantId)) return false;
        if (!Enum.TryParse<StaffRole>(name, ignoreCase: true, out var role)) return false;
        result = new StaffPosition(restaurantId, role);
        return true;
    }

    public override string ToString() => $"{RestaurantId}:{Role.ToString().ToLowerInvariant()}";
}
