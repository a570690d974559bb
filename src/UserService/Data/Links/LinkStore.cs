using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.UserService.Domain;
using FoodDelivery.UserService.Security;

namespace FoodDelivery.UserService.Data;

/// <summary>A link that somebody is to get.</summary>
/// <param name="Email">Normalised address that it goes to.</param>
/// <param name="UserId">The account it concerns; null for who has none yet.</param>
/// <param name="Locale">For who has no account; others are written to in the language of theirs.</param>
internal sealed record LinkOrder(
    LinkKind Kind, string Email, Guid? UserId, Locale Locale = Locale.En,
    Guid? RestaurantId = null, string? RestaurantName = null, string? StaffRole = null);

/// <summary>What the mail of a link is made of.</summary>
/// <param name="Token">Null for what opens nothing.</param>
internal sealed record LinkMail(
    LinkKind Kind, string Email, string DisplayName, Locale Locale, string? Token, DateTimeOffset ExpiresAt,
    string? RestaurantName, string? StaffRole);

/// <summary>One-time links: who asks for one never learns its token here, only who reads the mail does.</summary>
internal sealed class LinkStore(Database database, KeyProtector protector, TimeProvider clock)
{
    /// <summary>Leaves a link, and the event that tells of it, to be written with the commit.</summary>
    /// <returns>Its id and its token.</returns>
    public (Guid Id, string Token) Issue(Transaction transaction, LinkOrder order)
    {
        var (id, token) = (Guid.CreateVersion7(transaction.Now), LinkToken.New());
        var expiresAt = transaction.Now + LinkLife.Of(order.Kind);
        Write(transaction, id, order, token, protector.Protect(LinkToken.Bytes(token), id.ToString("N")), expiresAt, usedAt: null);
        transaction.Publish(id, 1, new UserLinkRequestedV1(id, order.Kind.Wire(), expiresAt, order.UserId));
        return (id, token);
    }

    /// <summary>What a mail needs.</summary>
    /// <exception cref="RefusedException"><c>not_found</c>, or <c>link_used</c> when it would open nothing any more.</exception>
    public async Task<LinkMail> FindMailAsync(Guid id, CancellationToken ct)
    {
        var row = await database.ReadAsync(session => session.QuerySingleOrDefaultAsync<Row>(
            """
            SELECT l.kind, l.email, l.secret, l.expires_at, l.used_at, l.restaurant_name, l.staff_role,
                   COALESCE(u.display_name, '') AS display_name, COALESCE(u.locale, l.locale) AS locale
            FROM links l LEFT JOIN users u ON u.id = l.user_id WHERE l.id = @id AND l.email <> ''
            """, new { id }), ct) ?? throw new RefusedException("not_found", "The link was not found.", Refusal.NotFound);
        if (row.UsedAt is not null || row.ExpiresAt <= clock.GetUtcNow()) throw Used();
        var kind = EnumText.Parse<LinkKind>(row.Kind);
        var token = kind == LinkKind.EmailChanged ? null : LinkToken.Of(protector.Unprotect(row.Secret!, id.ToString("N")));
        return new LinkMail(
            kind, row.Email, row.DisplayName, EnumText.Parse<Locale>(row.Locale), token, row.ExpiresAt, row.RestaurantName, row.StaffRole);
    }

    /// <summary>A link that was used, or has expired, or never was.</summary>
    public static RefusedException Used() =>
        new("link_used", "This link has been used already, or its time is over. Ask for a new one.", Refusal.Gone);

    private static void Write(
        Transaction transaction, Guid id, LinkOrder order, string token, byte[]? secret, DateTimeOffset expiresAt, DateTimeOffset? usedAt) =>
        transaction.Write(
            """
            INSERT INTO links (id, kind, user_id, email_hash, email, locale, restaurant_id, restaurant_name, staff_role,
                               token_hash, secret, created_at, expires_at, used_at)
            VALUES (@id, @Kind, @UserId, @emailHash, @email, @Locale, @RestaurantId, @RestaurantName, @StaffRole,
                    @tokenHash, @secret, @Now, @expiresAt, @usedAt)
            """, new
            {
                id, order.Kind, order.UserId, emailHash = EmailAddress.Hash(order.Email), email = secret is null ? "" : order.Email,
                order.Locale, order.RestaurantId, order.RestaurantName, order.StaffRole,
                tokenHash = LinkToken.Hash(token), secret, transaction.Now, expiresAt, usedAt,
            });

    private sealed record Row
    {
        public string Kind { get; init; } = "";
        public string Email { get; init; } = "";
        public string DisplayName { get; init; } = "";
        public string Locale { get; init; } = "";
        public string? RestaurantName { get; init; }
        public string? StaffRole { get; init; }
        public byte[]? Secret { get; init; }
        public DateTimeOffset ExpiresAt { get; init; }
        public DateTimeOffset? UsedAt { get; init; }
    }
}
