using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace FoodDelivery.BuildingBlocks.Hosting;

/// <summary>
/// What is looked at before an endpoint: size of the headers, the charset of a body, and the query, of which an endpoint says by its own
/// parameters what it takes. An answer to a caller who had to say who he is stays with him (<c>no-store</c>) unless an endpoint says else.
/// </summary>
public static class RequestChecks
{
    private const int MaxHeaders = 50;
    private const int MaxHeaderBytes = 16 * 1024;

    private static readonly ConcurrentDictionary<Endpoint, Parameters> Known = new();

    /// <summary>Before routing: what a server would refuse without a word, or only notice when it is too late.</summary>
    internal static void UseHeaderChecks(this WebApplication app) => app.Use((http, next) =>
    {
        CheckSize(http.Request.Headers);
        if (http.Request.ContentType is { } type) CheckCharset(http.Request, type);
        return next(http);
    });

    /// <summary>After routing.</summary>
    internal static void UseEndpointChecks(this WebApplication app) => app.Use((http, next) =>
    {
        if (http.GetEndpoint() is { } endpoint && IsPersonal(endpoint)) http.Response.Headers.CacheControl = "no-store";
        return next(http);
    });

    /// <summary>After authorisation: whoever may not call learns nothing of what could be called.</summary>
    internal static void UseParameterChecks(this WebApplication app) => app.Use((http, next) =>
    {
        http.CheckParameters();
        return next(http);
    });

    /// <summary>
    /// Refuses query parameters that the endpoint does not take, values that it cannot read, and what is missing. For endpoints that leave
    /// out the middleware.
    /// </summary>
    /// <exception cref="ProblemException">400.</exception>
    public static void CheckParameters(this HttpContext http)
    {
        // What is not described promises nothing; a service of the next release may ask with more.
        if (http.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<IEndpointNameMetadata>() is null) return;
        var known = Known.GetOrAdd(endpoint, Parameters.Of);
        if (http.Request.QueryString.HasValue)
        {
            foreach (var (name, values) in http.Request.Query)
            {
                if (!known.ByName.TryGetValue(name, out var parameter)) throw Unknown(name, known.ByName.Keys);
                if (Objection(parameter, values) is { } objection) throw ProblemException.Invalid($"query:{parameter.Name}", objection);
            }
        }
        foreach (var name in known.Required)
        {
            if (!http.Request.Query.ContainsKey(name)) throw ProblemException.Invalid($"query:{name}", "It is missing.");
        }
    }

    private static ProblemException Unknown(string name, IEnumerable<string> known)
    {
        var names = string.Join(", ", known.OrderBy(each => each, StringComparer.Ordinal));
        var allowed = names.Length > 0 ? $"This call takes {names}." : "This call takes none.";
        return new ProblemException(400, "unknown_parameter", $"There is no such query parameter. {allowed}")
            .With("errors", new[] { new FieldError($"query:{(Texts.IsClean(name) ? name : "?")}", "unknown_parameter", allowed) });
    }

    // Read here because the framework answers what it cannot read with a bare 400.
    private static string? Objection(Parameter parameter, StringValues values)
    {
        if (values.Any(value => value is not null && !Texts.IsClean(value))) return "Text is one line, without control characters.";
        if (parameter.Type.IsArray || parameter.Type == typeof(StringValues)) return null;
        if (values.Count > 1) return "It is given more than once.";
        var text = values.ToString();
        var culture = CultureInfo.InvariantCulture;
        return parameter.Type switch
        {
            var type when type == typeof(int) => int.TryParse(text, culture, out _) ? null : "A whole number is expected here.",
            var type when type == typeof(long) => long.TryParse(text, culture, out _) ? null : "A whole number is expected here.",
            var type when type == typeof(double) => double.TryParse(text, culture, out _) ? null : "A number is expected here.",
            var type when type == typeof(bool) => bool.TryParse(text, out _) ? null : "true or false is expected here.",
            var type when type == typeof(Guid) => Guid.TryParse(text, out _) ? null : "An id (UUID) is expected here.",
            var type when type == typeof(DateTimeOffset) => Instants.TryParse(text, out _) ? null : Instants.Expected,
            { IsEnum: true } type => Enum.TryParse(type, text, out _) ? null : "It is none of the values that this parameter takes.",
            _ => null,
        };
    }

    private static bool IsQuery(IParameterBindingMetadata parameter)
    {
        var attributes = parameter.ParameterInfo.GetCustomAttributes(true);
        if (attributes.OfType<IFromQueryMetadata>().Any()) return true;
        var isElsewhere = attributes.Any(
            attribute => attribute is IFromHeaderMetadata or IFromRouteMetadata or IFromBodyMetadata or IFromServiceMetadata);
        return !isElsewhere && (parameter.HasTryParse || parameter.ParameterInfo.ParameterType == typeof(string));
    }

    private sealed record Parameters(IReadOnlyDictionary<string, Parameter> ByName, string[] Required)
    {
        public static Parameters Of(Endpoint endpoint)
        {
            var route = (endpoint as RouteEndpoint)?.RoutePattern.Parameters.Select(parameter => parameter.Name) ?? [];
            var taken = endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>().Where(IsQuery).Select(Parameter.From)
                .Where(parameter => !route.Contains(parameter.Name, StringComparer.OrdinalIgnoreCase)).ToList();
            return new Parameters(
                taken.ToDictionary(parameter => parameter.Name, StringComparer.OrdinalIgnoreCase),
                [.. taken.Where(parameter => parameter.IsRequired).Select(parameter => parameter.Name)]);
        }
    }

    private sealed record Parameter(string Name, Type Type, bool IsRequired)
    {
        public static Parameter From(IParameterBindingMetadata parameter)
        {
            var info = parameter.ParameterInfo;
            var named = info.GetCustomAttributes(true).OfType<IFromQueryMetadata>().FirstOrDefault()?.Name;
            var type = Nullable.GetUnderlyingType(info.ParameterType) ?? info.ParameterType;
            return new Parameter(named ?? parameter.Name, type, !parameter.IsOptional);
        }
    }

    private static bool IsPersonal(Endpoint endpoint) => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
        && (endpoint.Metadata.GetMetadata<IAuthorizeData>() ?? (object?)endpoint.Metadata.GetMetadata<AuthorizationPolicy>()) is not null;

    private static void CheckSize(IHeaderDictionary headers)
    {
        var bytes = 0;
        foreach (var (name, values) in headers)
        {
            foreach (var value in values) bytes += name.Length + (value?.Length ?? 0) + 4;
        }
        if (headers.Count <= MaxHeaders && bytes <= MaxHeaderBytes) return;
        throw new ProblemException(
            431, "headers_too_large", $"A request has at most {MaxHeaders} headers of {MaxHeaderBytes / 1024} KB in all.");
    }

    // JSON is UTF-8 (RFC 8259); what else the framework can decode it may.
    private static void CheckCharset(HttpRequest request, string type)
    {
        if (!MediaTypeHeaderValue.TryParse(type, out var media) || !media.Charset.HasValue) return;
        var charset = HeaderUtilities.RemoveQuotes(media.Charset);
        if (!IsEncoding(charset.ToString()))
        {
            throw new ProblemException(415, "unsupported_media_type", "The charset is not known; send UTF-8.");
        }
        if (charset.Length == media.Charset.Length) return;
        media.Charset = charset; // the framework knows none in quotes
        request.ContentType = media.ToString();
    }

    private static bool IsEncoding(string name)
    {
        try
        {
            Encoding.GetEncoding(name);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }
}
