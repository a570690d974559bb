namespace FoodDelivery.BuildingBlocks.Hosting;

/// <summary>What the description says of a query parameter that its endpoint reads by a rule of its own.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class DescribedAsAttribute : Attribute
{
    /// <summary>Says nothing yet.</summary>
    public DescribedAsAttribute()
    {
    }

    /// <summary>One of the names, as they are written in JSON; or several, separated by commas.</summary>
    public DescribedAsAttribute(Type names, bool several = false)
    {
        var one = $"({string.Join('|', Enum.GetNames(names).Select(System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName))})";
        Pattern = several ? $"^{one}(,{one})*$" : $"^{one}$";
    }

    /// <summary>A regular expression of ECMA-262.</summary>
    public string? Pattern { get; set; }

    /// <summary>Of a number.</summary>
    public int Minimum { get; set; }

    /// <summary>Of a number; 0 for none.</summary>
    public int Maximum { get; set; }

    /// <summary>Of a text; 0 for none.</summary>
    public int MaximumLength { get; set; }
}
