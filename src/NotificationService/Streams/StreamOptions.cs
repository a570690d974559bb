using System.ComponentModel.DataAnnotations;

namespace FoodDelivery.NotificationService.Streams;

/// <summary>Section <c>Streams</c>.</summary>
public sealed class StreamOptions
{
    /// <summary>Seconds between heartbeats on a silent stream; the gateway cuts connections that are silent for longer than 75 s.</summary>
    [Range(1, 60)]
    public int HeartbeatSeconds { get; set; } = 15;

    /// <summary>Most events replayed after a reconnect; who missed more gets a <c>gap</c> and reads the state anew.</summary>
    [Range(1, 10_000)]
    public int MaxReplay { get; set; } = 200;

    /// <summary>Days for which events, messages among them, are kept; who was away for longer gets a <c>gap</c>.</summary>
    [Range(1, 365)]
    public int KeepDays { get; set; } = 7;

    /// <summary>Open streams per person.</summary>
    [Range(1, 100)]
    public int MaxPerPerson { get; set; } = 10;

    /// <summary>Events that may wait for a slow client before it is sent away with <c>bye</c>.</summary>
    [Range(16, 10_000)]
    public int MaxWaiting { get; set; } = 512;
}
