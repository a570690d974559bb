using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace FoodDelivery.NotificationService.Channels;

/// <summary>Hands mails to the server, or lays them in a folder.</summary>
internal sealed class MailTransport(IOptions<MailOptions> options)
{
    /// <exception cref="SmtpCommandException">The server refused; its code says for how long.</exception>
    public async Task SendAsync(MimeMessage mail, CancellationToken ct)
    {
        if (options.Value.Folder is { Length: > 0 } folder) await StoreAsync(mail, folder, ct);
        else await DeliverAsync(mail, options.Value, ct);
    }

    private static async Task DeliverAsync(MimeMessage mail, MailOptions server, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(server.TimeoutSeconds));
        // Lists of withdrawn certificates are at addresses that our network policies do not open.
        using var client = new SmtpClient { CheckCertificateRevocation = false };
        if (server.CaFile is { Length: > 0 } authorities)
        {
            client.ServerCertificateValidationCallback = (_, certificate, _, errors) => IsTrusted(certificate, errors, authorities);
        }
        await client.ConnectAsync(server.Host!, server.Port, server.Security switch
        {
            MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
            MailSecurity.StartTls => SecureSocketOptions.StartTls,
            MailSecurity.None => SecureSocketOptions.None,
        }, limit.Token);
        if (server.User is { Length: > 0 } user) await client.AuthenticateAsync(user, server.Password ?? "", limit.Token);
        await client.SendAsync(mail, limit.Token);
        // It has been taken; whether the server says good-bye changes nothing.
        try
        {
            await client.DisconnectAsync(quit: true, limit.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SmtpProtocolException)
        {
        }
    }

    // Complete or not at all: whoever looks must not see half a mail. The same mail has the same name.
    private static async Task StoreAsync(MimeMessage mail, string folder, CancellationToken ct)
    {
        Directory.CreateDirectory(folder);
        var name = Path.Combine(folder, $"{mail.Date.UtcDateTime:yyyyMMdd-HHmmss}-{mail.MessageId!.Split('@')[0]}.eml");
        await mail.WriteToAsync(name + ".part", ct);
        File.Move(name + ".part", name, overwrite: true);
    }

    private static bool IsTrusted(X509Certificate? certificate, SslPolicyErrors errors, string authorities)
    {
        if (errors == SslPolicyErrors.None) return true;
        if (certificate is not X509Certificate2 leaf || errors != SslPolicyErrors.RemoteCertificateChainErrors) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(authorities);
        return chain.Build(leaf);
    }
}
