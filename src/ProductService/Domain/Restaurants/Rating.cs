namespace FoodDelivery.ProductService.Domain;

/// <summary>What customers said of a restaurant's food.</summary>
/// <param name="Count">How many orders were rated.</param>
/// <param name="Sum">Of their 1 to 5.</param>
public sealed record Rating(int Count, long Sum)
{
    /// <summary>To one decimal; null while nobody has said anything.</summary>
    public double? Average => Count > 0 ? Math.Round((double)Sum / Count, 1, MidpointRounding.AwayFromZero) : null;
}
