using System.Net;

namespace FoodDelivery.Load.City;

/// <summary>Repeats a call, with the same key, when its answer was lost or said "in a moment": what an app does on a bad line.</summary>
public sealed class Repeater : DelegatingHandler
{
    private const int Tries = 45;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    // Longer than the gateway lets a service think: of a gateway that is gone without a word nothing else tells.
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(15);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(LongestAnswer);
            try
            {
                var response = await base.SendAsync(request, patience.Token);
                if (attempt == Tries || !IsTemporary(response)) return response;
                response.Dispose();
            }
            catch (Exception e) when (
                attempt < Tries && !cancellationToken.IsCancellationRequested && e is HttpRequestException or OperationCanceledException)
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
