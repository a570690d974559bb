using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace FoodDelivery.BuildingBlocks.Hosting;

/// <summary>Versions as entity tags (RFC 9110 8.8.3).</summary>
public static class EntityTags
{
    /// <summary>Tells the client which version this is.</summary>
    public static void SetVersion(this HttpContext http, long version) => http.Response.Headers.ETag = $"\"{version}\"";

    /// <summary>
    /// Refuses when If-Match names other versions than the present one. Compared weakly: an answer that the gateway compresses
    /// carries a weak tag (<c>W/"3"</c>), and that is all that its reader can send back.
    /// </summary>
    /// <param name="currentStatus">Shown in the problem, where there is one.</param>
    /// <param name="isPresent">Whether another tag, in its quotes, names it too: that of a part with tags of its own.</param>
    /// <exception cref="ProblemException">412 <c>precondition_failed</c>; 400 when the header cannot be read.</exception>
    public static void CheckIfMatch(this HttpContext http, long version, object? currentStatus = null, Func<string, bool>? isPresent = null)
    {
        var header = http.Request.Headers.IfMatch;
        if (header.Count == 0) return;
        if (!EntityTagHeaderValue.TryParseList(header, out var tags))
        {
            throw ProblemException.Invalid("header:If-Match", "A list of entity tags, for example \"3\".");
        }
        var present = new EntityTagHeaderValue($"\"{version}\"");
        if (tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(present, useStrongComparison: false)
            || isPresent?.Invoke(tag.Tag.ToString()) is true)) return;
        var problem = new ProblemException(412, "precondition_failed", "It has another version by now; read it again.")
            .With("version", version).With("currentETag", present.ToString());
        throw currentStatus is null ? problem : problem.With("currentStatus", currentStatus);
    }
}
