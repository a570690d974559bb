using System.ComponentModel.DataAnnotations;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.UserService.Domain;

namespace FoodDelivery.UserService.Endpoints;

/// <summary>Roles that people can give themselves; the others are given by the platform.</summary>
public enum RegistrationRole { Customer, Driver }

/// <param name="Email">Compared without regard to case and outer spaces.</param>
/// <param name="Password">8 to 128 characters, not the e-mail address, not only spaces, none of the common ones.</param>
/// <param name="DisplayName">1 to 80 characters; of a driver customers see the first word.</param>
/// <param name="Vehicle">Drivers only; bike when left out.</param>
/// <param name="Phone">Shown to the driver of an order.</param>
/// <param name="Locale">The language of messages; en when left out.</param>
public sealed record RegisterRequest(
    [property: EmailAddress, Text(254, MinimumLength = 1)] string Email,
    [property: Compared(128, MinimumLength = 8)] string Password,
    [property: Text(80, MinimumLength = 1)] string DisplayName,
    RegistrationRole Role,
    Vehicle? Vehicle = null,
    [property: Pattern(PhoneNumbers.Form, ErrorMessage = PhoneNumbers.Error)] string? Phone = null,
    Locale? Locale = null);

public sealed record RegisteredResponse(Guid Id, string Email, string DisplayName, IReadOnlyList<string> Roles);

/// <param name="RefreshToken">
/// The last one that this device was given, whether still good or not: what strangers guess then does not keep it out.
/// </param>
public sealed record LoginRequest(
    [property: Text(254)] string Email, [property: Compared(128)] string Password,
    [property: Compared(200)] string? RefreshToken = null);

/// <param name="RefreshToken">From the last login or refresh; good for one use.</param>
public sealed record RefreshRequest([property: Compared(200, MinimumLength = 1)] string RefreshToken);

public sealed record LogoutRequest([property: Compared(200, MinimumLength = 1)] string RefreshToken);

/// <param name="AccessToken">JWT, for the header <c>Authorization: Bearer …</c>.</param>
/// <param name="RefreshToken">Good for one use and 14 days.</param>
/// <param name="TokenType">Always <c>Bearer</c>.</param>
/// <param name="ExpiresIn">Seconds the access token lives.</param>
public sealed record TokenResponse(string AccessToken, string RefreshToken, string TokenType, int ExpiresIn);
