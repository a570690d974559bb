using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Audit;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.UserService.Domain;
using Microsoft.EntityFrameworkCore;

namespace FoodDelivery.UserService.Data;

/// <summary>What became of the wish for an account of ops.</summary>
/// <param name="IsNew">False: it was there, and is as it was.</param>
/// <param name="Token">Of a link for its first password; null when it needs none.</param>
internal sealed record MadeOpsAccount(Guid Id, bool IsNew, string? Token);

/// <summary>Makes accounts of ops. Nobody can register as one, so the first comes from who runs the system.</summary>
internal sealed class OpsAccounts(Database database, IDbContextFactory<UserContext> contexts, LinkStore links)
{
    /// <summary>Makes the account unless it is there; repeating it changes nothing.</summary>
    /// <param name="person">With a password of its own, or one that nobody knows.</param>
    /// <param name="needsLink">Nobody knows the password: a link for a first one is made with the account.</param>
    /// <param name="wantsLink">A link also when the account is there.</param>
    /// <exception cref="RefusedException"><c>not_ops</c>: the address has an account of another kind.</exception>
    public async Task<MadeOpsAccount> MakeAsync(Person person, bool needsLink, bool wantsLink, CancellationToken ct)
    {
        try
        {
            return await database.WriteAsync(transaction => MakeAsync(transaction, person, needsLink, wantsLink), ct);
        }
        catch (Exception e) when (e.IsDuplicateKey("ux_users_email"))
        {
            // Somebody was quicker; now it is there.
            return await database.WriteAsync(transaction => MakeAsync(transaction, person, needsLink, wantsLink), ct);
        }
    }

    private async Task<MadeOpsAccount> MakeAsync(Transaction transaction, Person person, bool needsLink, bool wantsLink)
    {
        var users = await transaction.JoinAsync(contexts);
        var known = await users.Accounts.SingleOrDefaultAsync(account => account.Email == person.Email);
        if (known is not null && !known.Roles.Contains(Roles.Ops))
        {
            // Its password was chosen by whoever registered the address, perhaps in the hope of just this.
            throw new RefusedException("not_ops", "The address has an account that is not one of ops; take another address.");
        }
        var account = known ?? Account.Register(person, transaction.Now);
        var token = (known is null && needsLink) || wantsLink ? Link(transaction, account) : null;
        if (known is null)
        {
            users.Add(account);
            transaction.Save(account);
            transaction.Audit(account.Id, "user.createOps", account.Id, null);
        }
        return new MadeOpsAccount(account.Id, known is null, token);
    }

    private string Link(Transaction transaction, Account account) =>
        links.Issue(transaction, new LinkOrder(LinkKind.AccountReady, account.Email, account.Id)).Token;
}
