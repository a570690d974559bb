namespace FoodDelivery.UserService.Domain;

/// <summary>What a driver rides.</summary>
public enum Vehicle { Bike, Scooter, Car }

/// <summary>Somebody who can log in.</summary>
public sealed record Account
{
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

    /// <summary>All that a customer gets to see of a driver's name.</summary>
    public string FirstName => DisplayName.Split(' ', 2)[0];
}
