namespace FoodDelivery.UserService.Domain;

/// <summary>What a one-time link is for.</summary>
public enum LinkKind
{
    /// <summary>A new password, for who has forgotten theirs.</summary>
    PasswordReset,

    /// <summary>Shows that mail to the address arrives.</summary>
    EmailVerification,

    /// <summary>The same for the address that an account is to have from then on.</summary>
    EmailChange,

    /// <summary>Tells the former address that it is none any more; opens nothing.</summary>
    EmailChanged,

    /// <summary>Makes who follows it staff of a restaurant.</summary>
    Invite,

    /// <summary>The first password of an account that was made for somebody.</summary>
    AccountReady,

    /// <summary>Tells the address of an erased account that it is; opens nothing, and goes when it has been mailed.</summary>
    AccountErased,
}

/// <summary>How long links are good.</summary>
public static class LinkLife
{
    /// <summary>What gives access is short, what waits for somebody else's decision long.</summary>
    public static TimeSpan Of(LinkKind kind) => kind switch
    {
        LinkKind.PasswordReset => TimeSpan.FromHours(1),
        LinkKind.EmailVerification => TimeSpan.FromDays(3),
        LinkKind.EmailChange => TimeSpan.FromDays(1),
        LinkKind.EmailChanged => TimeSpan.FromDays(7),
        LinkKind.Invite => TimeSpan.FromDays(7),
        LinkKind.AccountReady => TimeSpan.FromDays(1),
        LinkKind.AccountErased => TimeSpan.FromHours(1),
    };
}
