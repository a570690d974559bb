using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Audit;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.People;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.UserService.Domain;
using Microsoft.EntityFrameworkCore;

namespace FoodDelivery.UserService.Data;

/// <summary>Loads and saves accounts.</summary>
internal sealed class AccountStore(Database database, IDbContextFactory<UserContext> contexts, LinkStore links, Revocations revocations)
{
    /// <summary>Null when there is an account with this address. Who is new gets a link that shows that mail arrives.</summary>
    public async Task<Account?> RegisterAsync(Person person, CancellationToken ct)
    {
        try
        {
            return await database.WriteAsync(async transaction =>
            {
                var account = Account.Register(person, transaction.Now);
                (await transaction.JoinAsync(contexts)).Add(account);
                transaction.Save(account);
                links.Issue(transaction, new LinkOrder(LinkKind.EmailVerification, account.Email, account.Id));
                return account;
            }, ct);
        }
        catch (Exception e) when (e.IsDuplicateKey("ux_users_email"))
        {
            return null;
        }
    }

    /// <summary>Locks an account, changes it by its verbs and saves it.</summary>
    /// <exception cref="RefusedException"><c>not_found</c>, or what the verb refuses.</exception>
    public Task<Account> ChangeAsync(Guid id, Action<Account> change, CancellationToken ct) =>
        ChangeAsync(id, (account, _) => change(account), ct);

    /// <summary>Changes the password, ends every session and every lock by failed logins.</summary>
    /// <inheritdoc cref="Account.ChangePassword" />
    public Task ChangePasswordAsync(Guid id, string seenHash, string newHash, CancellationToken ct) =>
        ChangeAsync(id, (account, transaction) =>
        {
            account.ChangePassword(seenHash, newHash);
            SessionStore.EndAll(transaction, id);
            LoginStore.Forget(transaction, account.Email);
            LinkStore.VoidAll(transaction, id);
        }, ct);

    /// <summary>
    /// Somebody leaves for good. What they are known by is gone with the commit, the rest at the deadline that is set here; others are
    /// told. The last mail goes to the address that the account had.
    /// </summary>
    /// <inheritdoc cref="Account.Erase" />
    /// <exception cref="RefusedException"><c>last_owner</c>, <c>not_found</c> when it has been done.</exception>
    public Task EraseAsync(Guid id, string seenHash, CancellationToken ct) => ChangeAsync(id, async (account, transaction) =>
    {
        account.RefuseOtherPassword(seenHash);
        foreach (var owned in account.Positions.Where(position => position.Role == StaffRole.Owner))
        {
            await StaffStore.RefuseLastOwnerAsync(transaction, owned.RestaurantId, id);
        }
        LoginStore.Forget(transaction, account.Email);
        // By the address, because some are of before there was the account; they are few in an hour, and last a week.
        await LinkStore.DeleteAllAsync(transaction, account.Email);
        links.Issue(transaction, new LinkOrder(LinkKind.AccountErased, account.Email, id, account.Locale));
        account.Erase(seenHash, transaction.Now);
        SessionStore.EndAll(transaction, id);
        Erasures.Begin(transaction, id, transaction.Now);
        transaction.Audit(id, "user.erase", id, null);
    }, ct);

    /// <summary>Logs somebody out everywhere.</summary>
    public Task EndAllSessionsAsync(Guid id, CancellationToken ct) => ChangeAsync(id, (account, transaction) =>
    {
        account.EndAllSessions();
        SessionStore.EndAll(transaction, id);
    }, ct);

    /// <summary>Ops log somebody out everywhere.</summary>
    public Task LogOutAsync(Guid id, Guid actor, string reason, CancellationToken ct) => ChangeAsync(id, (account, transaction) =>
    {
        account.EndAllSessions();
        SessionStore.EndAll(transaction, id);
        transaction.Audit(actor, "user.logOut", id, reason);
    }, ct);

    /// <summary>Lets nobody in with an account any more: its sessions and links end.</summary>
    public Task<Account> BlockAsync(Guid id, Guid actor, string reason, CancellationToken ct) => ChangeAsync(id, (account, transaction) =>
    {
        if (account.BlockedAt is not null) return;
        account.Block(reason, transaction.Now);
        SessionStore.EndAll(transaction, id);
        LinkStore.VoidAll(transaction, id);
        transaction.Audit(actor, "user.block", id, reason);
    }, ct);

    /// <summary>The same as an act of ops, who is named in the trail when it changes something.</summary>
    public Task<Account> ChangeAsync(Guid id, Action<Account> change, Guid actor, string action, string? reason, CancellationToken ct) =>
        ChangeAsync(id, (account, transaction) =>
        {
            var before = account.Revision;
            change(account);
            if (account.Revision != before) transaction.Audit(actor, action, id, reason);
        }, ct);

    private Task<Account> ChangeAsync(Guid id, Action<Account, Transaction> change, CancellationToken ct) =>
        ChangeAsync(id, (account, transaction) =>
        {
            change(account, transaction);
            return Task.CompletedTask;
        }, ct);

    /// <summary>The same together with what else has to be read or written for it.</summary>
    public Task<Account> ChangeAsync(Guid id, Func<Account, Transaction, Task> change, CancellationToken ct) =>
        database.WriteAsync(async transaction =>
        {
            var account = await (await transaction.JoinAsync(contexts)).LockAsync(id);
            var positions = account.Positions;
            await change(account, transaction);
            if (!account.Positions.SequenceEqual(positions)) StaffStore.WriteIndex(transaction, account);
            revocations.AfterCommit(transaction, account);
            transaction.Save(account);
            return account;
        }, ct);
}
