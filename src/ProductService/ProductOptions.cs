namespace FoodDelivery.ProductService;

/// <summary>Section <c>Product</c> of the configuration.</summary>
public sealed class ProductOptions
{
    /// <summary>For how long a restaurant that let two orders in a row expire gets no new ones.</summary>
    public TimeSpan SilencePause { get; set; } = TimeSpan.FromMinutes(30);

    public const string Rule = "SilencePause in section Product is one minute to a day.";

    public static bool IsValid(ProductOptions options) =>
        options.SilencePause >= TimeSpan.FromMinutes(1) && options.SilencePause <= TimeSpan.FromDays(1);
}
