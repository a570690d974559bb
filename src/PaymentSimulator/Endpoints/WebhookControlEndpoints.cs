using FoodDelivery.PaymentSimulator.Domain;
using FoodDelivery.PaymentSimulator.Webhooks;

namespace FoodDelivery.PaymentSimulator.Endpoints;

/// <summary>For mode "delayed" the seconds say how late; 5 if not said.</summary>
public sealed record WebhookModeRequest(WebhookMode Mode, int? DelaySeconds = null);

internal static class WebhookControlEndpoints
{
    public static void MapWebhookControl(this RouteGroupBuilder v1)
    {
        v1.MapGet("/test/webhooks", Show);
        v1.MapPost("/test/webhooks", Set);
    }

    private static IResult Show(WebhookControl control, WebhookOutbox outbox) =>
        Results.Ok(new { control.Current.Mode, DelaySeconds = (int)control.Current.Delay.TotalSeconds, outbox.Pending });

    private static IResult Set(WebhookModeRequest request, WebhookControl control, WebhookOutbox outbox)
    {
        if (request.DelaySeconds is < 0 or > 3600)
        {
            throw ProviderException.Invalid("invalid_delay", "delaySeconds is 0 to 3600.");
        }
        control.Current = new WebhookBehaviour(request.Mode, TimeSpan.FromSeconds(request.DelaySeconds ?? 5));
        return Show(control, outbox);
    }
}
