using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Audit;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.UserService.Domain;
using Microsoft.EntityFrameworkCore;

namespace FoodDelivery.UserService.Data;

/// <summary>What people do by one-time links: ask for one, and follow it.</summary>
internal sealed class LinkActions(
    Database database, IDbContextFactory<UserContext> contexts, AccountStore accounts, LinkStore links)
{
    /// <summary>Links of one kind that an address, or an account, gets in an hour.</summary>
    public const int PerHour = 3;

    /// <summary>
    /// A link for a new password goes to the address, if it has an account. That cannot be told from outside: an address without one
    /// costs a row as well.
    /// </summary>
    public Task RequestResetAsync(string email, CancellationToken ct) => database.WriteAsync(async transaction =>
    {
        var account = await FindAsync(transaction, email);
        if (await CountAsync(transaction, LinkKind.PasswordReset, email) >= PerHour) return;
        links.IssueOrPretend(
            transaction, new LinkOrder(LinkKind.PasswordReset, email, account?.Id), isWanted: account is { BlockedAt: null });
    }, ct);

    /// <summary>Ops have a link for a new password sent.</summary>
    /// <exception cref="RefusedException"><c>account_blocked</c>.</exception>
    public Task SendResetAsync(Guid userId, Guid actor, string reason, CancellationToken ct) =>
        accounts.ChangeAsync(userId, (account, transaction) =>
        {
            if (account.BlockedAt is not null) throw new RefusedException("account_blocked", "The account is blocked; unblock it first.");
            links.Issue(transaction, new LinkOrder(LinkKind.PasswordReset, account.Email, userId));
            transaction.Audit(actor, "user.sendResetLink", userId, reason);
            return Task.CompletedTask;
        }, ct);

    /// <summary>Another link that shows that mail arrives; nothing for who has shown it.</summary>
    /// <exception cref="RefusedException"><c>rate_limited</c>.</exception>
    public Task ResendVerificationAsync(Guid userId, CancellationToken ct) => accounts.ChangeAsync(userId, async (account, transaction) =>
    {
        if (account.EmailVerifiedAt is not null) return;
        await RefuseTooManyAsync(transaction, LinkKind.EmailVerification, account.Email);
        links.Issue(transaction, new LinkOrder(LinkKind.EmailVerification, account.Email, account.Id));
    }, ct);

    /// <summary>
    /// A link goes to the new address, which becomes the account's when it is followed. Nothing goes to an address that has an account
    /// already, and that is not told.
    /// </summary>
    /// <param name="seenHash">Of the password which the person has just proved to know.</param>
    /// <exception cref="RefusedException"><c>rate_limited</c>, <c>password_changed_meanwhile</c>.</exception>
    public Task RequestEmailChangeAsync(Guid userId, string seenHash, string email, CancellationToken ct) =>
        accounts.ChangeAsync(userId, async (account, transaction) =>
        {
            account.RefuseOtherPassword(seenHash);
            await RefuseTooManyAsync(transaction, LinkKind.EmailChange, userId);
            var isTaken = await FindAsync(transaction, email) is not null;
            links.IssueOrPretend(transaction, new LinkOrder(LinkKind.EmailChange, email, userId), isWanted: !isTaken);
        }, ct);

    /// <summary>
    /// A new password by a link: ends every session and every lock by failed logins. Who can read mail to the address has shown that it
    /// arrives.
    /// </summary>
    /// <exception cref="RefusedException"><c>link_used</c>.</exception>
    public Task ResetPasswordAsync(FoundLink link, string newHash, CancellationToken ct) =>
        FollowAsync(link, (account, transaction) =>
        {
            account.ResetPassword(newHash);
            account.VerifyEmail(transaction.Now);
            SessionStore.EndAll(transaction, account.Id);
            LoginStore.Forget(transaction, account.Email);
        }, ct);

    /// <summary>Mail to the address arrives; of a change of address, it is the account's from now on, and the old one is told.</summary>
    /// <exception cref="RefusedException"><c>link_used</c>, <c>address_in_use</c>.</exception>
    public async Task VerifyAsync(FoundLink link, CancellationToken ct)
    {
        try
        {
            await FollowAsync(link, (account, transaction) =>
            {
                var former = account.Email;
                if (link.Kind == LinkKind.EmailChange)
                {
                    account.ChangeEmail(link.Email, transaction.Now);
                    LoginStore.Forget(transaction, former);
                    links.Issue(transaction, new LinkOrder(LinkKind.EmailChanged, former, account.Id));
                }
                else account.VerifyEmail(transaction.Now);
            }, ct);
        }
        catch (Exception e) when (e.IsDuplicateKey("ux_users_email"))
        {
            // Only who reads mail to the address gets here, so they may know.
            throw new RefusedException("address_in_use", "This address has an account of its own.");
        }
    }

    private Task<Account> FollowAsync(FoundLink link, Action<Account, Transaction> change, CancellationToken ct) =>
        accounts.ChangeAsync(link.UserId!.Value, async (account, transaction) =>
        {
            // A link that went to a former address opens nothing.
            if (link.Kind != LinkKind.EmailChange && account.Email != link.Email) throw LinkStore.Used();
            await LinkStore.UseAsync(transaction, link);
            change(account, transaction);
            if (link.Kind != LinkKind.EmailVerification) LinkStore.VoidAll(transaction, account.Id);
        }, ct);

    private async Task<Account?> FindAsync(Transaction transaction, string email)
    {
        await using var users = transaction.Enter(contexts);
        return await users.Accounts.SingleOrDefaultAsync(account => account.Email == email);
    }

    private static async Task RefuseTooManyAsync(Transaction transaction, LinkKind kind, object whose)
    {
        var count = whose is string email ? CountAsync(transaction, kind, email) : CountAsync(transaction, kind, (Guid)whose);
        if (await count < PerHour) return;
        throw new RefusedException("rate_limited", "Too many links in a short time; look into your mail, or wait.", Refusal.TooOften)
        {
            RetryAfter = TimeSpan.FromHours(1),
        };
    }

    private static Task<int> CountAsync(Transaction transaction, LinkKind kind, string email) => transaction.QuerySingleAsync<int>(
        "SELECT COUNT(*) FROM links WHERE email_hash = @hash AND kind = @kind AND created_at > @since",
        new { hash = EmailAddress.Hash(email), kind = kind.Wire(), since = transaction.Now.AddHours(-1) });

    private static Task<int> CountAsync(Transaction transaction, LinkKind kind, Guid userId) => transaction.QuerySingleAsync<int>(
        "SELECT COUNT(*) FROM links WHERE user_id = @userId AND kind = @kind AND created_at > @since",
        new { userId, kind = kind.Wire(), since = transaction.Now.AddHours(-1) });
}
