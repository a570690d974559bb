using FoodDelivery.BuildingBlocks;

namespace FoodDelivery.ProductService.Domain;

/// <summary>The refusals that many rules share.</summary>
internal static class Refused
{
    public static RefusedException NotFound(string what) => new("not_found", $"{what} was not found.", Refusal.NotFound);

    /// <param name="pointer">JSON pointer to what breaks the rule.</param>
    public static RefusedException Invalid(string pointer, string message) =>
        new RefusedException("validation_failed", "The request is not valid; see errors.", Refusal.Invalid)
            .With("errors", new[] { new { pointer, code = "invalid", message } });
}
