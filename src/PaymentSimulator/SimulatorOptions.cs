using System.ComponentModel.DataAnnotations;

namespace FoodDelivery.PaymentSimulator;

/// <summary>Settings of the section "Simulator".</summary>
public sealed class SimulatorOptions
{
    /// <summary>The bearer secret that callers of /v1 must send.</summary>
    [Required(ErrorMessage = "Simulator:ApiKey is missing.")]
    public string ApiKey { get; set; } = "";

    /// <summary>The append-only book, one JSON object per line. Webhook marks lie beside it in "&lt;file&gt;.webhooks".</summary>
    [Required(ErrorMessage = "Simulator:LedgerFile is missing.")]
    public string LedgerFile { get; set; } = "";

    /// <summary>Where webhooks go; without it none is sent.</summary>
    public Uri? WebhookUrl { get; set; }

    /// <summary>Signs webhooks; required when <see cref="WebhookUrl"/> is set.</summary>
    public string WebhookSecret { get; set; } = "";

    /// <summary>How long tok_slow keeps its caller waiting before it books.</summary>
    public TimeSpan SlowDelay { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long tok_timeout and tok_capture_timeout stay silent before they drop the connection.</summary>
    public TimeSpan TimeoutDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a hold lasts; afterwards it can be neither captured nor voided.</summary>
    public TimeSpan AuthorizationLifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Tries per webhook, the first one included.</summary>
    [Range(1, 20)]
    public int WebhookTries { get; set; } = 7;

    /// <summary>The wait after the first failed try; it doubles with each further one.</summary>
    public TimeSpan WebhookRetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long one try may take.</summary>
    public TimeSpan WebhookTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
