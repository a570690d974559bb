using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.UserService.Domain;
using Microsoft.EntityFrameworkCore;

namespace FoodDelivery.UserService.Data;

/// <summary>Addresses. Every query names the owner: another's address does not exist.</summary>
internal sealed class AddressStore(Database database, IDbContextFactory<UserContext> contexts)
{
    public Task<List<Address>> ListAsync(Guid userId, CancellationToken ct) => database.ReadAsync(contexts, users =>
        users.Addresses.Where(address => address.UserId == userId).OrderByDescending(address => address.Id).ToListAsync(), ct);

    /// <exception cref="RefusedException"><c>not_found</c>.</exception>
    public async Task<Address> FindAsync(Guid userId, Guid id, CancellationToken ct) =>
        await database.ReadAsync(contexts, users => Owned(users, userId, id).SingleOrDefaultAsync(), ct) ?? throw NotFound();

    /// <exception cref="RefusedException"><c>not_found</c> of the account, <c>too_many_addresses</c>.</exception>
    public Task AddAsync(Address address, CancellationToken ct) => database.WriteAsync(async transaction =>
    {
        var users = await transaction.JoinAsync(contexts);
        // The lock on the account makes parallel additions count one after the other.
        await users.LockAsync(address.UserId);
        if (await users.Addresses.CountAsync(other => other.UserId == address.UserId) >= Address.MaxPerUser)
        {
            throw new RefusedException("too_many_addresses", $"There are {Address.MaxPerUser} addresses already; remove one first.");
        }
        users.Add(address);
    }, ct);

    /// <exception cref="RefusedException"><c>not_found</c>.</exception>
    public Task ReplaceAsync(Address address, CancellationToken ct) =>
        ChangeAsync(address.UserId, address.Id, owned => owned.ExecuteUpdateAsync(to => to
            .SetProperty(a => a.Label, address.Label).SetProperty(a => a.Text, address.Text)
            .SetProperty(a => a.Lat, address.Lat).SetProperty(a => a.Lng, address.Lng).SetProperty(a => a.Notes, address.Notes)), ct);

    /// <exception cref="RefusedException"><c>not_found</c>.</exception>
    public Task RemoveAsync(Guid userId, Guid id, CancellationToken ct) =>
        ChangeAsync(userId, id, owned => owned.ExecuteDeleteAsync(), ct);

    // One statement each, which sees for itself whether the address is still there.
    private Task ChangeAsync(Guid userId, Guid id, Func<IQueryable<Address>, Task<int>> change, CancellationToken ct) =>
        database.WriteAsync(async transaction =>
        {
            if (await change(Owned(await transaction.JoinAsync(contexts), userId, id)) == 0) throw NotFound();
        }, ct);

    private static IQueryable<Address> Owned(UserContext users, Guid userId, Guid id) =>
        users.Addresses.Where(address => address.UserId == userId && address.Id == id);

    private static RefusedException NotFound() => new("not_found", "The address was not found.", Refusal.NotFound);
}
