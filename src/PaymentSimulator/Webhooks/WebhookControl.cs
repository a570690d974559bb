namespace FoodDelivery.PaymentSimulator.Webhooks;

/// <summary>How webhooks go out: as they should, not at all (they are lost for good), each twice, or late.</summary>
public enum WebhookMode
{
    Normal,
    Off,
    Duplicate,
    Delayed,
}

internal sealed record WebhookBehaviour(WebhookMode Mode, TimeSpan Delay);

/// <summary>The switch that tests turn; back to normal after a restart.</summary>
internal sealed class WebhookControl
{
    private volatile WebhookBehaviour _current = new(WebhookMode.Normal, TimeSpan.Zero);

    public WebhookBehaviour Current
    {
        get => _current;
        set => _current = value;
    }
}
