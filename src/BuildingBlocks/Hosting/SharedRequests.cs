using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;

namespace FoodDelivery.BuildingBlocks.Hosting;

/// <summary>
/// Requests of the endpoints that every service has: what the framework generates for requests, it generates for a service's own.
/// </summary>
internal static class SharedRequests
{
    /// <summary>Holds every member against its attributes.</summary>
    /// <exception cref="ProblemException">400: the first that does not hold.</exception>
    public static void Check(object request)
    {
        foreach (var member in request.GetType().GetProperties())
        {
            var context = new ValidationContext(request) { MemberName = member.Name };
            var value = member.GetValue(request);
            var broken = member.GetCustomAttributes<ValidationAttribute>(true)
                .Select(rule => rule.GetValidationResult(value, context)).FirstOrDefault(result => result != ValidationResult.Success);
            if (broken is null) continue;
            throw ProblemException.Invalid($"/{JsonNamingPolicy.CamelCase.ConvertName(member.Name)}", broken.ErrorMessage!);
        }
    }
}
