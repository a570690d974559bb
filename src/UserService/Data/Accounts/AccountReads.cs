using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.UserService.Domain;
using Microsoft.EntityFrameworkCore;

namespace FoodDelivery.UserService.Data;

/// <summary>Queries for accounts.</summary>
internal sealed class AccountReads(Database database, IDbContextFactory<UserContext> contexts)
{
    public Task<Account?> FindAsync(Guid id, CancellationToken ct) =>
        database.ReadAsync(contexts, users => users.Accounts.SingleOrDefaultAsync(account => account.Id == id), ct);

    public Task<List<Account>> ListAsync(IReadOnlyCollection<Guid> ids, CancellationToken ct) =>
        database.ReadAsync(contexts, users => users.Accounts.Where(account => ids.Contains(account.Id)).ToListAsync(), ct);

    /// <param name="email">Normalised.</param>
    public Task<Account?> FindByEmailAsync(string email, CancellationToken ct) =>
        database.ReadAsync(contexts, users => users.Accounts.SingleOrDefaultAsync(account => account.Email == email), ct);

    /// <summary>Drivers, newest first.</summary>
    public Task<List<Account>> DriversAsync(DriverStatus? status, Guid? before, int count, CancellationToken ct) =>
        database.ReadAsync(contexts, users =>
        {
            var drivers = users.Accounts.Where(account => account.DriverStatus != null);
            if (status is not null) drivers = drivers.Where(driver => driver.DriverStatus == status);
            if (before is { } last) drivers = drivers.Where(driver => driver.Id < last);
            return drivers.OrderByDescending(driver => driver.Id).Take(count).ToListAsync();
        }, ct);
}
