using FoodDelivery.PaymentSimulator.Domain;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace FoodDelivery.PaymentSimulator.Endpoints;

/// <summary>Turns refusals into problem+json with a stable code.</summary>
internal sealed class Problems(IProblemDetailsService writer) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext http, Exception exception, CancellationToken ct)
    {
        (int status, string code, string detail)? problem = exception switch
        {
            ProviderException e => (e.Status, e.Code, e.Message),
            BadHttpRequestException e => (e.StatusCode, "invalid_request", e.InnerException?.Message ?? e.Message),
            _ => null,
        };
        if (problem is not var (status, code, detail))
        {
            return false;
        }
        http.Response.StatusCode = status;
        await writer.WriteAsync(new ProblemDetailsContext
        {
            HttpContext = http,
            ProblemDetails = new ProblemDetails { Status = status, Detail = detail, Extensions = { ["code"] = code } },
        });
        return true;
    }
}

internal static class ProblemsRegistration
{
    public static void AddProviderProblems(this IServiceCollection services) => services
        .AddExceptionHandler<Problems>()
        .AddProblemDetails(o => o.CustomizeProblemDetails = context =>
        {
            var problem = context.ProblemDetails;
            var status = problem.Status ?? context.HttpContext.Response.StatusCode;
            problem.Title = ReasonPhrases.GetReasonPhrase(status);
            problem.Extensions.TryAdd("code", status switch
            {
                404 => "not_found",
                405 => "method_not_allowed",
                415 => "unsupported_media_type",
                >= 500 => "internal_error",
                _ => "invalid_request",
            });
        });
}
