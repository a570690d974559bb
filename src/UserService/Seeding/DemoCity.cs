using FoodDelivery.UserService.Domain;

namespace FoodDelivery.UserService.Seeding;

/// <summary>The part of the demo city's file that this service reads.</summary>
internal sealed record DemoCity(IReadOnlyList<DemoUser> Users);

internal sealed record DemoUser(
    Guid Id, string Email, string DisplayName, IReadOnlyList<string> Roles, IReadOnlyList<Guid>? RestaurantIds = null,
    IReadOnlyList<DemoAddress>? Addresses = null, Vehicle? Vehicle = null, bool DriverApproved = false, string? Phone = null);

internal sealed record DemoAddress(Guid Id, string? Label, string Address, double Lat, double Lng, string? Notes = null);
