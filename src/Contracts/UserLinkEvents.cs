namespace FoodDelivery.Contracts;

/// <summary>
/// Somebody is to get a one-time link by mail. Raised by UserService; carries neither the address nor the token: whoever sends the mail
/// asks UserService for both.
/// </summary>
/// <param name="LinkId">Key of the event: each link is told once.</param>
/// <param name="Kind">passwordReset, emailVerification, emailChange, emailChanged, invite, accountReady or accountErased.</param>
/// <param name="AccountId">Whose account it concerns; left out for people who have none yet.</param>
public sealed record UserLinkRequestedV1(Guid LinkId, string Kind, DateTimeOffset ExpiresAt, Guid? AccountId = null) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "user.link_requested.v1";

    /// <inheritdoc />
    public static string Topic => Topics.User;
}
