namespace FoodDelivery.BuildingBlocks.Hosting;

/// <summary>
/// How a phone number is written, for <see cref="PatternAttribute"/>: as people do, with the country's number or without.
/// </summary>
public static class PhoneNumbers
{
    /// <summary>A number.</summary>
    public const string Form = @"^\+?[0-9][0-9 ()/-]{4,19}$";

    /// <summary>A number, or the empty text that removes it.</summary>
    public const string FormOrNothing = @"^(\+?[0-9][0-9 ()/-]{4,19})?$";

    /// <summary>Told to whom writes it otherwise.</summary>
    public const string Error = "5 to 20 digits, spaces, brackets, slashes and dashes; a plus may come first.";
}
