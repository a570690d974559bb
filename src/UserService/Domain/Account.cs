namespace FoodDelivery.UserService.Domain;

/// <summary>What a driver rides.</summary>
public enum Vehicle { Bike, Scooter, Car }

/// <summary>Somebody who can log in.</summary>
public sealed record Account
{
    /// <summary>Restaurants that one account can be staff of.</summary>
    public const int MaxRestaurants = 50;

    public required Guid Id { get; init; }

    /// <summary>Normalised, see <see cref="EmailAddress"/>.</summary>
    public required string Email { get; init; }

    public required string DisplayName { get; init; }

    public required string PasswordHash { get; init; }

    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>Restaurants the account is staff of; empty for others.</summary>
    public IReadOnlyList<Guid> RestaurantIds { get; init; } = [];

    public string? Phone { get; init; }

    /// <summary>Null for accounts that are not drivers, as is <see cref="DriverStatus"/>.</summary>
    public Vehicle? Vehicle { get; init; }

    public DriverStatus? DriverStatus { get; init; }

    /// <summary>Sequence of the last event, 1 after registration.</summary>
    public long Version { get; init; } = 1;

    /// <summary>Counts changes of the profile, events or not.</summary>
    public long Revision { get; init; } = 1;

    /// <summary>The account as staff of exactly these restaurants; of none, it has the role no more.</summary>
    public Account AsStaffOf(IReadOnlyList<Guid> restaurantIds)
    {
        var others = Roles.Where(role => role != Contracts.Roles.Restaurant);
        return this with { RestaurantIds = restaurantIds, Roles = restaurantIds.Count == 0 ? [.. others] : [.. others, Contracts.Roles.Restaurant] };
    }

    /// <summary>All that a customer gets to see of a driver's name.</summary>
    public string FirstName => DisplayName.Split(' ', 2)[0];
}
