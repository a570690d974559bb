using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Audit;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.UserService.Domain;
using Microsoft.EntityFrameworkCore;

namespace FoodDelivery.UserService.Data;

/// <summary>A member of a restaurant's staff.</summary>
internal sealed record StaffMember
{
    public Guid UserId { get; init; }
    public string DisplayName { get; init; } = "";
    public string Email { get; init; } = "";
    public string Role { get; init; } = "";
}

/// <summary>Somebody who has been invited and has not come yet.</summary>
internal sealed record OpenInvite
{
    public Guid Id { get; init; }
    public string Email { get; init; } = "";
    public string StaffRole { get; init; } = "";
    public DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>
/// Who is staff of a restaurant. Whether the caller may change that is checked by who keeps restaurants, Product, before it asks.
/// </summary>
internal sealed class StaffStore(
    Database database, IDbContextFactory<UserContext> contexts, AccountStore accounts, LinkStore links, TimeProvider clock)
{
    public const int MaxOpenInvites = 50;

    public Task<(IReadOnlyList<StaffMember> Members, IReadOnlyList<OpenInvite> Invites)> ListAsync(
        Guid restaurantId, CancellationToken ct) =>
        database.ReadAsync(async session =>
        {
            // Who left by a replica of before is still in the list, and has the restaurant no more.
            var members = await session.QueryAsync<StaffMember>(
                """
                SELECT s.user_id, u.display_name, u.email, s.role FROM restaurant_staff s JOIN users u ON u.id = s.user_id
                WHERE s.restaurant_id = @restaurantId AND FIND_IN_SET(@text, u.restaurant_ids) > 0 ORDER BY u.display_name, s.user_id
                """, new { restaurantId, text = restaurantId.ToString() });
            var invites = await session.QueryAsync<OpenInvite>(
                """
                SELECT id, email, staff_role, expires_at FROM links
                WHERE restaurant_id = @restaurantId AND kind = 'invite' AND used_at IS NULL AND expires_at > @now ORDER BY id
                """, new { restaurantId, now = clock.GetUtcNow() });
            return (members, invites);
        }, ct);

    /// <summary>Sends somebody a link that makes them staff. An earlier one for the same address is good no more.</summary>
    /// <exception cref="RefusedException"><c>too_many_invites</c>.</exception>
    public Task<OpenInvite> InviteAsync(
        Guid restaurantId, string restaurantName, string email, StaffRole role, Guid actor, CancellationToken ct) =>
        database.WriteAsync(async transaction =>
        {
            var inviter = await FindAsync(transaction, account => account.Id == actor);
            var invited = await FindAsync(transaction, account => account.Email == email);
            await transaction.ExecuteAsync(
                """
                UPDATE links SET used_at = @Now, secret = NULL
                WHERE email_hash = @hash AND kind = 'invite' AND restaurant_id = @restaurantId AND used_at IS NULL
                """, new { transaction.Now, hash = EmailAddress.Hash(email), restaurantId });
            var open = await transaction.QuerySingleAsync<int>(
                "SELECT COUNT(*) FROM links WHERE restaurant_id = @restaurantId AND used_at IS NULL AND expires_at > @Now",
                new { restaurantId, transaction.Now });
            if (open >= MaxOpenInvites)
            {
                throw new RefusedException(
                    "too_many_invites", $"{MaxOpenInvites} people are invited already; take an invitation back first.");
            }
            var (id, _) = links.Issue(transaction, new LinkOrder(
                LinkKind.Invite, email, invited?.Id, inviter?.Locale ?? Locale.En, restaurantId, restaurantName, role.Wire()));
            return new OpenInvite
            {
                Id = id, Email = email, StaffRole = role.Wire(), ExpiresAt = transaction.Now + LinkLife.Of(LinkKind.Invite),
            };
        }, ct);

    /// <summary>Takes an invitation back.</summary>
    /// <exception cref="RefusedException"><c>not_found</c>, also when it has been accepted.</exception>
    public Task WithdrawAsync(Guid restaurantId, Guid inviteId, CancellationToken ct) => database.WriteAsync(async transaction =>
    {
        var withdrawn = await transaction.ExecuteAsync(
            """
            UPDATE links SET used_at = @Now, secret = NULL
            WHERE id = @inviteId AND restaurant_id = @restaurantId AND kind = 'invite' AND used_at IS NULL
            """, new { transaction.Now, inviteId, restaurantId });
        if (withdrawn == 0) throw new RefusedException("not_found", "The invitation was not found.", Refusal.NotFound);
    }, ct);

    /// <summary>Makes somebody staff, or changes what they are; repeating it changes nothing.</summary>
    /// <exception cref="RefusedException"><c>not_found</c> of the account, <c>last_owner</c>, <c>too_many_restaurants</c>.</exception>
    public Task AppointAsync(Guid restaurantId, Guid userId, StaffRole role, bool mustBeStaff, Guid? actor, CancellationToken ct) =>
        accounts.ChangeAsync(userId, async (account, transaction) =>
        {
            var present = account.RoleAt(restaurantId);
            if (present is null && mustBeStaff) throw NoMember();
            if (present == StaffRole.Owner && role != StaffRole.Owner) await RefuseLastOwnerAsync(transaction, restaurantId, userId);
            account.JoinStaff(restaurantId, role);
            if (actor is { } by && present != role) transaction.Audit(by, "staff.appoint", userId, $"{role.Wire()} of {restaurantId}");
        }, ct);

    /// <exception cref="RefusedException"><c>not_found</c> for who is not staff, <c>last_owner</c>.</exception>
    public Task RemoveAsync(Guid restaurantId, Guid userId, Guid actor, CancellationToken ct) =>
        accounts.ChangeAsync(userId, async (account, transaction) =>
        {
            if (account.RoleAt(restaurantId) is not { } present) throw NoMember();
            if (present == StaffRole.Owner) await RefuseLastOwnerAsync(transaction, restaurantId, userId);
            account.LeaveStaff(restaurantId);
            transaction.Audit(actor, "staff.remove", userId, $"of {restaurantId}");
        }, ct);

    /// <summary>Makes who follows an invitation staff: the account of the address, or a new one.</summary>
    /// <param name="newcomer">The new account, when the address has none.</param>
    /// <param name="newHash">
    /// A new password for an account whose address nobody has confirmed: whoever registered it may not be who reads its mail.
    /// </param>
    /// <exception cref="RefusedException"><c>link_used</c>, <c>account_blocked</c>, <c>too_many_restaurants</c>.</exception>
    public Task<Account> AcceptAsync(FoundLink link, Person? newcomer, string? newHash, CancellationToken ct)
    {
        var role = EnumText.Parse<StaffRole>(link.StaffRole!);
        if (newcomer is null)
        {
            return accounts.ChangeAsync(link.UserId!.Value, async (account, transaction) =>
            {
                if (account.BlockedAt is not null)
                {
                    throw new RefusedException("account_blocked", "This account is blocked; write to the support.", Refusal.NotAllowed);
                }
                await LinkStore.UseAsync(transaction, link);
                if (newHash is not null)
                {
                    account.ResetPassword(newHash);
                    SessionStore.EndAll(transaction, account.Id);
                    LinkStore.VoidAll(transaction, account.Id);
                }
                account.VerifyEmail(transaction.Now);
                account.JoinStaff(link.RestaurantId!.Value, role);
            }, ct);
        }
        return database.WriteAsync(async transaction =>
        {
            await LinkStore.UseAsync(transaction, link);
            var account = Account.Register(newcomer, transaction.Now);
            account.VerifyEmail(transaction.Now);
            account.JoinStaff(link.RestaurantId!.Value, role);
            (await transaction.JoinAsync(contexts)).Add(account);
            WriteIndex(transaction, account);
            transaction.Save(account);
            return account;
        }, ct);
    }

    /// <summary>The account that an invitation's address has now.</summary>
    public Task<Account?> AccountOfAsync(FoundLink link, CancellationToken ct) => database.ReadAsync(
        contexts, users => users.Accounts.SingleOrDefaultAsync(account => account.Email == link.Email), ct);

    /// <summary>Leaves the list by restaurant to be written with the account.</summary>
    public static void WriteIndex(Transaction transaction, Account account)
    {
        transaction.Write("DELETE FROM restaurant_staff WHERE user_id = @Id", new { account.Id });
        transaction.WriteRows("INSERT INTO restaurant_staff (restaurant_id, user_id, role)",
            account.Positions.Select(position => new object?[] { position.RestaurantId, account.Id, position.Role }));
    }

    // The lock on the restaurant's rows puts two owners who leave at once one after the other.
    internal static async Task RefuseLastOwnerAsync(Transaction transaction, Guid restaurantId, Guid userId)
    {
        var owners = await transaction.QueryAsync<Guid>(
            "SELECT user_id FROM restaurant_staff WHERE restaurant_id = @restaurantId AND role = 'owner' FOR UPDATE", new { restaurantId });
        if (owners.Any(owner => owner != userId)) return;
        throw new RefusedException("last_owner", "A restaurant has an owner: make somebody else one first.")
            .With("restaurantId", restaurantId);
    }

    private async Task<Account?> FindAsync(Transaction transaction, System.Linq.Expressions.Expression<Func<Account, bool>> which)
    {
        await using var users = transaction.Enter(contexts);
        return await users.Accounts.SingleOrDefaultAsync(which);
    }

    private static RefusedException NoMember() => new("not_found", "There is no such member of the staff.", Refusal.NotFound);
}
