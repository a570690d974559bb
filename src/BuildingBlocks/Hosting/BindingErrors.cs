using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace FoodDelivery.BuildingBlocks.Hosting;

/// <summary>What is missing from a request, in our words: the framework speaks of its own parameters.</summary>
internal static partial class BindingErrors
{
    public static FieldError Describe(BadHttpRequestException error)
    {
        if (Absent().Match(error.Message) is { Success: true } absent && !absent.Groups[2].Value.Contains("body", StringComparison.Ordinal))
        {
            var where = absent.Groups[2].Value.Contains("header", StringComparison.Ordinal) ? "header" : "query";
            return new FieldError($"{where}:{absent.Groups[1].Value}", "invalid", "It is missing.");
        }
        return error.Message.Contains("body", StringComparison.Ordinal)
            ? new FieldError("", JsonErrors.Malformed, "This call needs a JSON body.")
            : new FieldError("", JsonErrors.Malformed, "The request could not be read.");
    }

    [GeneratedRegex("""^Required parameter ".+? ([\w-]+)" was not provided from (.+)\.$""")]
    private static partial Regex Absent();
}
