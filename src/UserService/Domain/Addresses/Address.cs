namespace FoodDelivery.UserService.Domain;

/// <summary>A saved address. It is replaced as a whole.</summary>
public sealed class Address
{
    public const int MaxPerUser = 20;

    public required Guid Id { get; init; }

    public required Guid UserId { get; init; }

    /// <summary>For example Home.</summary>
    public string? Label { get; init; }

    /// <summary>Street, number, town.</summary>
    public required string Text { get; init; }

    public required double Lat { get; init; }

    public required double Lng { get; init; }

    /// <summary>For the driver.</summary>
    public string? Notes { get; init; }
}
