using System.ComponentModel.DataAnnotations;

namespace FoodDelivery.NotificationService.Channels;

/// <summary>How a mail server is spoken to.</summary>
public enum MailSecurity
{
    /// <summary>In the clear: only within one machine or network of one's own.</summary>
    None,

    /// <summary>TLS after a greeting in the clear, or nothing at all.</summary>
    StartTls,

    /// <summary>TLS from the first byte.</summary>
    Tls,
}

/// <summary>Section <c>Mail</c>. Without a server and without a folder there is no mail.</summary>
public sealed class MailOptions
{
    /// <summary>Host of the mail server; null for none.</summary>
    public string? Host { get; set; }

    [Range(1, 65535)]
    public int Port { get; set; } = 587;

    public MailSecurity Security { get; set; } = MailSecurity.StartTls;

    /// <summary>Account at the server; null for none.</summary>
    public string? User { get; set; }

    public string? Password { get; set; }

    /// <summary>A PEM file whose authorities are trusted besides the public ones.</summary>
    public string? CaFile { get; set; }

    /// <summary>Mails become files of this folder instead of being sent: for a machine of one's own.</summary>
    public string? Folder { get; set; }

    /// <summary>Who they are from.</summary>
    public string From { get; set; } = "FoodDelivery <no-reply@fooddelivery.invalid>";

    /// <summary>Mails on their way at once.</summary>
    [Range(1, 100)]
    public int Parallel { get; set; } = 8;

    /// <summary>Seconds for which the server may keep one mail waiting.</summary>
    [Range(1, 45)]
    public int TimeoutSeconds { get; set; } = 30;

    public bool IsOn => !string.IsNullOrEmpty(Host) || !string.IsNullOrEmpty(Folder);

    internal bool HasSender => MimeKit.MailboxAddress.TryParse(From, out var from) && from.Domain.Length > 0;

    internal bool KeepsPassword => Security != MailSecurity.None || string.IsNullOrEmpty(Password);
}

/// <summary>Section <c>Push</c>. Without keys there is no web push.</summary>
public sealed class PushOptions
{
    /// <summary>The VAPID key by which push services know us: a point of P-256 in 65 bytes, base64url.</summary>
    public string? PublicKey { get; set; }

    /// <summary>Its private part, 32 bytes, base64url.</summary>
    public string? PrivateKey { get; set; }

    /// <summary>Where a push service finds us when something is wrong: <c>mailto:</c> or <c>https:</c>.</summary>
    public string Subject { get; set; } = "mailto:ops@fooddelivery.invalid";

    /// <summary>Devices of one person.</summary>
    [Range(1, 100)]
    public int MaxPerPerson { get; set; } = 10;

    /// <summary>Pushes on their way at once.</summary>
    [Range(1, 200)]
    public int Parallel { get; set; } = 32;

    /// <summary>Seconds for which a push service may keep one waiting.</summary>
    [Range(1, 30)]
    public int TimeoutSeconds { get; set; } = 10;

    /// <summary>
    /// Whether endpoints may be on this machine or in private networks, and without TLS: in Development only, unless it is said.
    /// </summary>
    public bool? AllowPrivateEndpoints { get; set; }

    public bool IsOn => !string.IsNullOrEmpty(PublicKey) && !string.IsNullOrEmpty(PrivateKey);

    internal bool HasBothKeysOrNone => string.IsNullOrEmpty(PublicKey) == string.IsNullOrEmpty(PrivateKey);

    internal bool HasPair => !IsOn || Vapid.IsPair(PublicKey!, PrivateKey!);

    internal bool HasSubject =>
        Subject.StartsWith("mailto:", StringComparison.Ordinal) || Subject.StartsWith("https://", StringComparison.Ordinal);
}

/// <summary>Section <c>Notification</c>.</summary>
public sealed class NotificationOptions
{
    /// <summary>
    /// Where people find the web client: what links in mails begin with. Only a developer's own machine may leave it open.
    /// </summary>
    [Url]
    public string? PublicUrl { get; set; }
}
