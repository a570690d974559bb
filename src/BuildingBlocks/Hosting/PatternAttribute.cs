using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace FoodDelivery.BuildingBlocks.Hosting;

/// <summary>A text of one form, which is asked of the empty text too: <see cref="RegularExpressionAttribute"/> lets it pass.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class PatternAttribute(string pattern) : RegularExpressionAttribute(pattern)
{
    /// <inheritdoc />
    public override bool IsValid(object? value) => value is "" ? Regex.IsMatch("", Pattern) : base.IsValid(value);
}
