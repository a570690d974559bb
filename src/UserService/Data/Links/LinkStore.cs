using System.Security.Cryptography;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.People;
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

/// <summary>A link that somebody follows.</summary>
internal sealed record FoundLink(
    Guid Id, LinkKind Kind, Guid? UserId, string Email, Guid? RestaurantId, string? RestaurantName, string? StaffRole);

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

    /// <summary>
    /// The same for whom nobody knows: a link goes out only if it is wanted, and what is written is as much in either case.
    /// </summary>
    public void IssueOrPretend(Transaction transaction, LinkOrder order, bool isWanted)
    {
        if (isWanted) Issue(transaction, order);
        else Write(transaction, Guid.CreateVersion7(transaction.Now), order, LinkToken.New(), null, transaction.Now, transaction.Now);
    }

    /// <summary>The link of a token that came back.</summary>
    /// <exception cref="RefusedException"><c>link_used</c>.</exception>
    public async Task<FoundLink> FindAsync(string token, IReadOnlyList<LinkKind> kinds, CancellationToken ct)
    {
        var row = await database.ReadAsync(session => session.QuerySingleOrDefaultAsync<Row>(
            """
            SELECT id, kind, user_id, email, restaurant_id, restaurant_name, staff_role FROM links
            WHERE token_hash = @hash AND used_at IS NULL AND expires_at > @now
            """, new { hash = LinkToken.Hash(token), now = clock.GetUtcNow() }), ct) ?? throw Used();
        var kind = EnumText.Parse<LinkKind>(row.Kind);
        return kinds.Contains(kind)
            ? new FoundLink(row.Id, kind, row.UserId, row.Email, row.RestaurantId, row.RestaurantName, row.StaffRole)
            : throw Used();
    }

    /// <summary>Nobody can follow it again.</summary>
    /// <exception cref="RefusedException"><c>link_used</c>: somebody was quicker.</exception>
    public static async Task UseAsync(Transaction transaction, FoundLink link)
    {
        var used = await transaction.ExecuteAsync(
            "UPDATE links SET used_at = @Now, secret = NULL WHERE id = @Id AND used_at IS NULL AND expires_at > @Now",
            new { transaction.Now, link.Id });
        if (used == 0) throw Used();
    }

    /// <summary>Whoever changes how an account is entered leaves no other way open.</summary>
    public static void VoidAll(Transaction transaction, Guid userId) => transaction.Write(
        """
        UPDATE links SET used_at = @Now, secret = NULL
        WHERE user_id = @userId AND used_at IS NULL AND kind IN ('passwordReset', 'accountReady', 'emailVerification', 'emailChange')
        """, new { transaction.Now, userId });

    /// <summary>Every link that went to an address.</summary>
    public static async Task DeleteAllAsync(Transaction transaction, string email)
    {
        var hash = EmailAddress.Hash(email);
        while (await transaction.ExecuteAsync(
            "DELETE FROM links WHERE email_hash = @hash LIMIT @Most", new { hash, ErasureStep.Most }) == ErasureStep.Most)
        {
            // As many are left.
        }
    }

    /// <summary>What a mail needs.</summary>
    /// <exception cref="RefusedException"><c>not_found</c>, or <c>link_used</c> when it would open nothing any more.</exception>
    public async Task<LinkMail> FindMailAsync(Guid id, CancellationToken ct)
    {
        var row = await database.ReadAsync(session => session.QuerySingleOrDefaultAsync<Row>(
            """
            SELECT l.kind, l.email, l.secret, l.expires_at, l.used_at, l.restaurant_name, l.staff_role,
                   COALESCE(u.display_name, '') AS display_name, COALESCE(u.locale, l.locale) AS locale
            FROM links l LEFT JOIN users u ON u.id = l.user_id AND u.erased_at IS NULL WHERE l.id = @id AND l.email <> ''
            """, new { id }), ct) ?? throw new RefusedException("not_found", "The link was not found.", Refusal.NotFound);
        if (row.UsedAt is not null || row.ExpiresAt <= clock.GetUtcNow()) throw Used();
        var kind = EnumText.Parse<LinkKind>(row.Kind);
        var token = kind is LinkKind.EmailChanged or LinkKind.AccountErased ? null : TokenOf(row.Secret!, id);
        return new LinkMail(
            kind, row.Email, row.DisplayName, EnumText.Parse<Locale>(row.Locale), token, row.ExpiresAt, row.RestaurantName, row.StaffRole);
    }

    /// <summary>The mail that says that an account is erased has gone out: its address is not needed any more.</summary>
    public Task MailedAsync(Guid id, CancellationToken ct) => database.WriteAsync(async transaction =>
    {
        var erased = await transaction.QuerySingleOrDefaultAsync<Guid?>(
            "SELECT user_id FROM links WHERE id = @id AND kind = 'accountErased' FOR UPDATE", new { id });
        if (erased is not { } userId) return;
        transaction.Write("DELETE FROM links WHERE id = @id", new { id });
        transaction.SetDeadline(userId, Erasures.Deadline, transaction.Now);
    }, ct);

    // Under a key that was changed meanwhile nobody can read it; the mail would have been sent long before.
    private string TokenOf(byte[] secret, Guid id)
    {
        try
        {
            return LinkToken.Of(protector.Unprotect(secret, id.ToString("N")));
        }
        catch (CryptographicException)
        {
            throw Used();
        }
    }

    /// <summary>A link that was used, or has expired, or never was.</summary>
    public static RefusedException Used() =>
        new("link_used", "This link has been used already, or its time is over. Ask for a new one.", Refusal.Gone);

    private static void Write(
        Transaction transaction, Guid id, LinkOrder order, string token, byte[]? secret, DateTimeOffset expiresAt,
        DateTimeOffset? usedAt) =>
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
        public Guid Id { get; init; }
        public Guid? UserId { get; init; }
        public Guid? RestaurantId { get; init; }
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
