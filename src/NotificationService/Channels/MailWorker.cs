using System.Net.Sockets;
using FoodDelivery.NotificationService.Clients;
using FoodDelivery.NotificationService.Data;
using FoodDelivery.NotificationService.Domain;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;
using MimeKit.Text;

namespace FoodDelivery.NotificationService.Channels;

/// <summary>Mails what waits. Addresses, names and links are asked for each time and stored nowhere.</summary>
internal sealed class MailWorker(
    MailTransport transport, UserClient users, Templates templates, IOptions<MailOptions> options, IOptions<NotificationOptions> site,
    OutboundQueue queue, ActiveChannels channels, TimeProvider clock, ILogger<MailWorker> log)
    : OutboundWorker(Channel.Email, options.Value.Parallel, Gather, TimeSpan.FromSeconds(10), queue, users, channels, clock, log)
{
    // Nobody waits for a mail to the second: several are taken and ended by one commit.
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(500);

    private readonly MailboxAddress from = MailboxAddress.Parse(options.Value.From);

    private string PublicUrl => (site.Value.PublicUrl ?? "http://localhost:8080").TrimEnd('/');

    protected override async Task<Outcome> SendAsync(
        OutboundMessage message, OutboundBatch batch, OrderFacts? facts, CancellationToken ct) =>
        message.Choice.Type == MessageType.Account ? await SendLinkAsync(message, ct)
        : message.UserId is { } person ? await SendToPersonAsync(message, person, batch, facts, ct)
        : await SpreadAsync(message, ct);

    // A restaurant reads no mail. Its people do, each in their own language and as they have chosen.
    private async Task<Outcome> SpreadAsync(OutboundMessage message, CancellationToken ct)
    {
        var people = await Users.FindStaffAsync(message.RecipientId, ct);
        if (people.Count == 0) return Outcome.Suppressed("unknown_recipient");
        await Queue.ReplaceAsync(message, people, ct);
        return Outcome.Replaced;
    }

    private async Task<Outcome> SendToPersonAsync(
        OutboundMessage message, Guid person, OutboundBatch batch, OrderFacts? facts, CancellationToken ct)
    {
        if (await batch.FindContactAsync(person) is not { } contact) return Outcome.Suppressed("unknown_recipient");
        if (contact.Erased) return Outcome.Suppressed("erased");
        if (!contact.EmailVerified) return Outcome.Suppressed("not_verified");
        // Who has left since they asked for it.
        if (message.Choice.Staff && !(await Users.FindStaffAsync(message.RecipientId, ct)).Contains(person))
        {
            return Outcome.Suppressed("not_staff");
        }
        var mail = templates.Mail(contact.Locale, message.Template, message.Values, facts, contact.DisplayName, PublicUrl);
        return await SendAsync(message, contact.Email, contact.DisplayName, mail, ct);
    }

    private async Task<Outcome> SendLinkAsync(OutboundMessage message, CancellationToken ct)
    {
        if (await Users.FindLinkAsync(message.RecipientId, ct) is not { } link) return Outcome.Suppressed("link_gone");
        var page = message.Template switch
        {
            "link_password_reset" or "link_account_ready" => "reset",
            "link_email_verification" or "link_email_change" => "verify",
            "link_invite" => "invite",
            _ => null,
        };
        // Behind #, so that no server's log has it.
        var address = page is null || link.Token is null ? null : $"{PublicUrl}/{page}#token={Uri.EscapeDataString(link.Token)}";
        var values = new TextValues(Restaurant: link.Detail?.RestaurantName, Reason: link.Detail?.Role);
        var mail = templates.Mail(
            link.Locale, message.Template, values, null, link.DisplayName, PublicUrl, address, link.ExpiresAt - Clock.GetUtcNow());
        var outcome = await SendAsync(message, link.Email, link.DisplayName, mail, ct);
        if (message.Template == "link_account_erased" && outcome.State is not null) await Users.ForgetLinkAsync(message.RecipientId, ct);
        return outcome;
    }

    private async Task<Outcome> SendAsync(OutboundMessage message, string email, string name, RenderedMail text, CancellationToken ct)
    {
        if (!MailboxAddress.TryParse(email, out var to) || to.Domain.Length == 0) return Outcome.Failed("bad_address");
        to.Name = name;
        // Of its own: an address refers to every mail that it is in, so a shared one would keep them all.
        using var mail = new MimeMessage(
            [from.Clone()], [to], text.Subject, new MultipartAlternative(
                new TextPart(TextFormat.Plain) { Text = text.Plain }, new TextPart(TextFormat.Html) { Text = text.Html }))
        {
            Date = message.CreatedAt,
            // The same for each attempt: mail programs show one of them.
            MessageId = $"{message.Id}.{message.CauseEventId:N}@{from.Domain}",
        };
        // Nobody's absence is to answer it.
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        try
        {
            await transport.SendAsync(mail, ct);
            return Outcome.Sent;
        }
        catch (SmtpCommandException e)
        {
            var reason = $"smtp_{(int)e.StatusCode}";
            // Only what it says of this recipient or this mail is about them; the rest is about us, and will be mended.
            var isFinal = (int)e.StatusCode >= 500
                && e.ErrorCode is (SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted);
            return isFinal ? Outcome.Failed(reason) : Outcome.Again(reason);
        }
        catch (AuthenticationException)
        {
            return Outcome.Again("smtp_login_refused");
        }
        catch (SslHandshakeException)
        {
            return Outcome.Again("smtp_tls_failed");
        }
        catch (NotSupportedException)
        {
            return Outcome.Again("smtp_no_tls");
        }
        catch (Exception e)
            when (e is IOException or SocketException or SmtpProtocolException or OperationCanceledException or TimeoutException)
        {
            return Outcome.Again("smtp_unreachable");
        }
    }
}
