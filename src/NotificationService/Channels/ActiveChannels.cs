using FoodDelivery.BuildingBlocks;
using FoodDelivery.NotificationService.Domain;
using Microsoft.Extensions.Options;

namespace FoodDelivery.NotificationService.Channels;

/// <summary>Which channels this installation has, and who sends by them.</summary>
internal sealed class ActiveChannels(IOptions<MailOptions> mail, IOptions<PushOptions> push) : IDisposable
{
    private readonly Dictionary<Channel, WakeSignal> signals =
        Enum.GetValues<Channel>().ToDictionary(channel => channel, _ => new WakeSignal());

    public bool IsAnyOn => mail.Value.IsOn || push.Value.IsOn;

    public bool IsOn(Channel channel) => channel == Channel.Email ? mail.Value.IsOn : push.Value.IsOn;

    /// <summary>There is something to be sent.</summary>
    public void Wake(IEnumerable<Channel> channels)
    {
        foreach (var channel in channels) signals[channel].Set();
    }

    public Task WaitAsync(Channel channel, TimeSpan atMost, CancellationToken ct) => signals[channel].WaitAsync(atMost, ct);

    public void Dispose()
    {
        foreach (var signal in signals.Values) signal.Dispose();
    }
}
