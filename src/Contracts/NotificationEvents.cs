namespace FoodDelivery.Contracts;

/// <summary>
/// Not published any more: a message was stored for a person and offered to their live streams. It was a fifth of all events, and nobody
/// consumed it. What is in the topic stays readable.
/// </summary>
/// <param name="RecipientId">User, or restaurant for its staff; also the key and subject.</param>
/// <param name="Template">Stable name of the text, for example order_accepted.</param>
/// <param name="Channel">stream (more channels may follow).</param>
/// <param name="CauseEventId">The event that caused the message.</param>
public sealed record NotificationSentV1(Guid RecipientId, string Template, string Channel, Guid CauseEventId) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "notification.sent.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Notification;
}
