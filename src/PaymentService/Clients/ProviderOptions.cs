using System.ComponentModel.DataAnnotations;

namespace FoodDelivery.PaymentService.Clients;

/// <summary>Section <c>Provider</c>.</summary>
public sealed class ProviderOptions
{
    [Required]
    public Uri? BaseUrl { get; set; }

    [Required]
    public string ApiKey { get; set; } = "";

    /// <summary>Webhooks are signed with it.</summary>
    [Required]
    public string WebhookSecret { get; set; } = "";

    /// <summary>Longest wait for the provider while Order waits for us.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest wait for the provider in the background, where nobody waits; look-up and attempt together stay below the claim's 15 s.</summary>
    public TimeSpan BackgroundTimeout { get; set; } = TimeSpan.FromSeconds(8);
}
