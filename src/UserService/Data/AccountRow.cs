using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.UserService.Domain;

namespace FoodDelivery.UserService.Data;

/// <summary>A row of users, and how it becomes an account.</summary>
internal record AccountRow
{
    public const string Columns =
        "u.id, u.email, u.display_name, u.password_hash, u.roles, u.restaurant_ids, u.phone, u.vehicle, u.driver_status, u.version, u.revision";

    public const string Insert =
        """
        INSERT INTO users (id, email, display_name, password_hash, roles, restaurant_ids, phone, vehicle, driver_status, version, revision, created_at)
        VALUES (@Id, @Email, @DisplayName, @PasswordHash, @Roles, @RestaurantIds, @Phone, @Vehicle, @DriverStatus, @Version, @Revision, @CreatedAt)
        """;

    public Guid Id { get; init; }
    public string Email { get; init; } = "";
    public string DisplayName { get; init; } = "";
    public string PasswordHash { get; init; } = "";
    public string Roles { get; init; } = "";
    public string RestaurantIds { get; init; } = "";
    public string? Phone { get; init; }
    public string? Vehicle { get; init; }
    public string? DriverStatus { get; init; }
    public long Version { get; init; }
    public long Revision { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    public static AccountRow From(Account account, DateTimeOffset createdAt) => new()
    {
        Id = account.Id,
        Email = account.Email,
        DisplayName = account.DisplayName,
        PasswordHash = account.PasswordHash,
        Roles = string.Join(',', account.Roles),
        RestaurantIds = string.Join(',', account.RestaurantIds),
        Phone = account.Phone,
        Vehicle = account.Vehicle?.Wire(),
        DriverStatus = account.DriverStatus?.Wire(),
        Version = account.Version,
        Revision = account.Revision,
        CreatedAt = createdAt,
    };

    public Account ToAccount() => new()
    {
        Id = Id,
        Email = Email,
        DisplayName = DisplayName,
        PasswordHash = PasswordHash,
        Roles = Roles.Split(',', StringSplitOptions.RemoveEmptyEntries),
        RestaurantIds = [.. RestaurantIds.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Guid.Parse)],
        Phone = Phone,
        Vehicle = Vehicle is null ? null : EnumText.Parse<Vehicle>(Vehicle),
        DriverStatus = DriverStatus is null ? null : EnumText.Parse<DriverStatus>(DriverStatus),
        Version = Version,
        Revision = Revision,
    };
}
