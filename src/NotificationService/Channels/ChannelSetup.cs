using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.NotificationService.Data;
using Microsoft.Extensions.Options;

namespace FoodDelivery.NotificationService.Channels;

internal static class ChannelSetup
{
    public static void AddChannels(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<MailOptions>().BindConfiguration("Mail").ValidateDataAnnotations()
            .Validate(mail => mail.HasSender, "Mail:From is an address.")
            .Validate(mail => mail.KeepsPassword,
                "Mail:Password needs Mail:Security StartTls or Tls: it would be sent in the clear.")
            .ValidateOnStart();
        services.AddOptions<PushOptions>().BindConfiguration("Push").ValidateDataAnnotations()
            .Validate(push => push.HasBothKeysOrNone, "Push:PublicKey and Push:PrivateKey go together.")
            .Validate(push => push.HasPair, "Push:PublicKey and Push:PrivateKey are not one key pair of P-256 in base64url.")
            .Validate(push => push.HasSubject, "Push:Subject begins with mailto: or https:.")
            .ValidateOnStart();
        var mayLeaveOpen = builder.Environment.IsDevelopment();
        services.AddOptions<NotificationOptions>().BindConfiguration("Notification").ValidateDataAnnotations()
            .Validate<IOptions<MailOptions>>(
                (site, mail) => mayLeaveOpen || !mail.Value.IsOn || site.PublicUrl is not null,
                "Notification:PublicUrl is needed with mail: links in mails begin with it.")
            .ValidateOnStart();
        services.AddSingleton<ActiveChannels>().AddSingleton<OutboundQueue>().AddSingleton<PushSubscriptionStore>();
        services.AddSingleton<PreferenceStore>().AddSingleton<Templates>().AddSingleton<MailTransport>().AddSingleton<PushEndpointPolicy>();
        services.AddSingleton<MailWorker>().AddSingleton<PushWorker>();
        services.AddRetention(new Retention("outbound_messages", "ended_at", OutboundQueue.KeptFor));
        services.AddRetention(new Retention("order_facts", "created_at", OutboundQueue.KeptFor));
        foreach (var (kind, channel) in new[] { ("mail", "email"), ("push", "push") })
        {
            services.AddBacklog(kind,
                $"""
                SELECT COUNT(*) AS number, MIN(wanted_at) AS since FROM outbound_messages
                WHERE channel = '{channel}' AND due_at IS NOT NULL AND wanted_at <= @now
                """);
        }
        // Tests send what they want to see sent.
        if (builder.Configuration["Kafka:Enabled"] == "false") return;
        services.AddHostedService(provider => provider.GetRequiredService<MailWorker>());
        services.AddHostedService(provider => provider.GetRequiredService<PushWorker>());
    }
}
