using System.Diagnostics;
using System.Text.Json;
using FoodDelivery.BuildingBlocks.Sql;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace FoodDelivery.BuildingBlocks.Hosting;

/// <summary>
/// Every error leaves a service as <c>application/problem+json</c> (RFC 9457) with <c>code</c>,
/// <c>traceId</c> and, for bad input, <c>errors</c>.
/// </summary>
internal static class Problems
{
    public static void AddProblems(this IServiceCollection services)
    {
        // Before the framework's own writer, which writes nothing for a client that does not accept JSON; then an error would be another.
        services.AddSingleton<IProblemDetailsWriter, Writer>();
        services.AddProblemDetails();
        services.AddExceptionHandler<Handler>();
        // Without this a malformed body is a bare 400 outside Development, without a word about what is wrong.
        services.Configure<Microsoft.AspNetCore.Routing.RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
    }

    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions { SuppressDiagnosticsCallback = _ => true });
        app.UseStatusCodePages();
    }

    private static void Complete(ProblemDetailsContext context)
    {
        if (context.ProblemDetails is HttpValidationProblemDetails validation) context.ProblemDetails = FromValidator(validation);
        var (http, problem) = (context.HttpContext, context.ProblemDetails);
        var status = problem.Status ?? http.Response.StatusCode;
        if (status == 503 && http.Response.Headers.RetryAfter.Count == 0) http.Response.Headers.RetryAfter = "1";
        problem.Extensions.TryAdd("code", DefaultCode(status));
        var code = problem.Extensions["code"];
        problem.Type = $"/problems/{code}";
        problem.Title = Title(status);
        problem.Instance = http.Request.Path;
        problem.Extensions["traceId"] = Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier;
        problem.Extensions["retryable"] = status is 408 or 429 or >= 502 || code is "idempotency_key_in_progress";
    }

    private sealed class Writer(IOptions<JsonOptions> json) : IProblemDetailsWriter
    {
        public bool CanWrite(ProblemDetailsContext context) => true;

        public ValueTask WriteAsync(ProblemDetailsContext context)
        {
            Complete(context);
            var response = context.HttpContext.Response;
            if (context.ProblemDetails.Status is { } status) response.StatusCode = status;
            return new(response.WriteAsJsonAsync(
                context.ProblemDetails, json.Value.SerializerOptions, "application/problem+json", context.HttpContext.RequestAborted));
        }
    }

    private static ProblemDetails FromValidator(HttpValidationProblemDetails validation) => new()
    {
        Status = StatusCodes.Status400BadRequest,
        Detail = "The request is not valid; see errors.",
        Extensions =
        {
            ["code"] = "validation_failed",
            ["errors"] = validation.Errors
                .SelectMany(entry => entry.Value.Select(message => new FieldError(Pointer(entry.Key), "invalid", message)))
                .ToArray(),
        },
    };

    // The validator speaks of CLR members (Items[0].Quantity), clients of JSON (/items/0/quantity).
    private static string Pointer(string path)
    {
        var segments = path.Replace("]", "", StringComparison.Ordinal).Split('.', '[');
        return "/" + string.Join('/', segments.Select(JsonNamingPolicy.CamelCase.ConvertName));
    }

    private static string DefaultCode(int status) => status switch
    {
        400 => "bad_request",
        401 => "unauthenticated",
        403 => "forbidden",
        404 => "not_found",
        405 => "method_not_allowed",
        408 => "request_timeout",
        409 => "conflict",
        413 => "payload_too_large",
        415 => "unsupported_media_type",
        429 => "rate_limited",
        431 => "headers_too_large",
        503 => "dependency_unavailable",
        504 => "gateway_timeout",
        _ => status >= 500 ? "internal_error" : "request_refused",
    };

    private static string Title(int status) => Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status);

    private sealed class Handler(IProblemDetailsService problems, ILogger<Handler> log) : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext http, Exception exception, CancellationToken cancellationToken)
        {
            if (exception is OperationCanceledException && http.RequestAborted.IsCancellationRequested) return true;
            var problem = Map(exception);
            if (problem.Status >= 500) Log(http, exception, problem.Status.Value);
            http.Response.StatusCode = problem.Status!.Value;
            if (RetryAfter(exception) is { } seconds) http.Response.Headers.RetryAfter = seconds.ToString();
            return await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = http, ProblemDetails = problem });
        }

        private void Log(HttpContext http, Exception exception, int status)
        {
            var request = http.Request;
            if (status == 503) log.LogWarning("{Method} {Path} refused: {Error}", request.Method, request.Path, exception.Message);
            else log.LogError(exception, "{Method} {Path} failed", request.Method, request.Path);
        }

        private static ProblemDetails Map(Exception exception)
        {
            switch (exception)
            {
                case ProblemException told:
                    var problem = New(told.Status, told.Code, told.Message);
                    Extend(problem, told.Extras);
                    return problem;
                case RefusedException refused:
                    var refusal = New(Status(refused.Refusal), refused.Code, refused.Message);
                    Extend(refusal, refused.Extras);
                    return refusal;
                case BadHttpRequestException { StatusCode: 400 } bad:
                    var error = bad.InnerException is JsonException json ? JsonErrors.Describe(json) : BindingErrors.Describe(bad);
                    var code = error.Code == "invalid" ? "validation_failed" : error.Code;
                    var malformed = New(400, code, "The request is not what this call takes; see errors.");
                    malformed.Extensions["errors"] = new[] { error };
                    return malformed;
                case BadHttpRequestException bad:
                    return New(bad.StatusCode, DefaultCode(bad.StatusCode), Title(bad.StatusCode));
                case DependencyUnavailableException missing:
                    return New(503, "dependency_unavailable", $"{missing.Dependency} is not available; try again.");
                case not null when exception.IsStale():
                    return New(409, "conflict", "It was changed meanwhile; read it again.");
                case not null when exception.IsUnavailable():
                    return New(503, "dependency_unavailable", "The database is not available; try again.");
                case not null when exception.IsLockConflict():
                    return New(503, "dependency_unavailable", "The database is busy; try again.");
                case TimeoutException or OperationCanceledException:
                    return New(503, "dependency_unavailable", "The request took too long; try again.");
                default:
                    return New(500, "internal_error", "Something went wrong on our side.");
            }
        }

        private static int Status(Refusal refusal) => refusal switch
        {
            Refusal.NotFound => 404,
            Refusal.Invalid => 400,
            Refusal.NotAllowed => 403,
            Refusal.Gone => 410,
            Refusal.TooOften => 429,
            Refusal.Busy => 503,
            _ => 409,
        };

        private static int? RetryAfter(Exception exception) => exception switch
        {
            ProblemException told => told.RetryAfterSeconds,
            RefusedException { RetryAfter: { } wait } => (int)Math.Ceiling(wait.TotalSeconds),
            _ => null,
        };

        private static ProblemDetails New(int status, string code, string detail) =>
            new() { Status = status, Detail = detail, Extensions = { ["code"] = code } };

        // What is null is left out, as everywhere.
        private static void Extend(ProblemDetails problem, Dictionary<string, object?> extras)
        {
            foreach (var (name, value) in extras.Where(extra => extra.Value is not null)) problem.Extensions[name] = value;
        }
    }
}
