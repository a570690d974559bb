using System.Net;

namespace FoodDelivery.Load.City;

/// <summary>Repeats a call, with the same key, when its answer was lost or said "in a moment": what an app does on a bad line.</summary>
public sealed class Repeater : DelegatingHandler
{
    private const int Tries = 45;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var response = await base.SendAsync(request, cancellationToken);
                if (attempt == Tries || !IsTemporary(response)) return response;
                response.Dispose();
            }
            catch (HttpRequestException) when (attempt < Tries)
            {
                // No answer: whether it was carried out is unknown, and repeating must be harmless.
            }
            await Task.Delay(Pause * Math.Min(attempt, 5), cancellationToken);
        }
    }

    private static bool IsTemporary(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
        || (response.StatusCode is HttpStatusCode.Conflict && response.Headers.RetryAfter is not null);
}
