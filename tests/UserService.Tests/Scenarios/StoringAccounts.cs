using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.TestKit;
using FoodDelivery.UserService.Data;
using FoodDelivery.UserService.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MySqlConnector;

namespace FoodDelivery.UserService.Tests.Scenarios;

/// <summary>Entity Framework in the service's transactions: what it takes the schema for, and what it does under others.</summary>
[Collection(UserApiCollection.Name)]
public sealed class StoringAccounts(UserApi api)
{
    private Database Database => api.Services.GetRequiredService<Database>();

    private IDbContextFactory<UserContext> Contexts => api.Services.GetRequiredService<IDbContextFactory<UserContext>>();

    [Fact]
    public async Task The_model_is_what_the_scripts_made()
    {
        await using var context = await Contexts.CreateDbContextAsync();
        Assert.Equal(["addresses", "users"], context.Model.GetRelationalModel().Tables.Select(table => table.Name).Order());
        CompiledModel.ShouldMatchCommitted(context, "src/UserService/Data/Model");
        Assert.Empty(await EntityModel.DifferencesAsync(context.Model, api.ConnectionString));
        Assert.Equal("UserContextModel", context.Model.GetType().Name);
    }

    [Fact]
    public async Task An_account_is_stored_in_the_form_that_it_always_had()
    {
        var id = Guid.CreateVersion7();
        await SaveAsync(id, account =>
        {
            account.AppointStaffOf([id]);
            account.Approve();
        });
        var row = Assert.Single(await api.QueryAsync<string>(
            """
            SELECT CONCAT_WS(' ', LOWER(HEX(id)), roles, restaurant_ids, vehicle, driver_status, version, created_at = @now)
            FROM users WHERE id = @id
            """, new { id, now = api.Clock.GetUtcNow().UtcDateTime }));
        Assert.Equal($"{id:N} driver,restaurant {id} scooter approved 2 1", row);
        var read = await FindAsync(id);
        Assert.Equal((Vehicle.Scooter, DriverStatus.Approved, api.Clock.GetUtcNow()), (read.Vehicle, read.DriverStatus, read.CreatedAt));
        Assert.Equal([id], read.RestaurantIds);
        Assert.Equal(["driver", "restaurant"], read.Roles);
    }

    [Fact]
    public async Task A_transaction_that_fails_leaves_nothing_of_either_way_to_write()
    {
        var id = Guid.CreateVersion7();
        await Assert.ThrowsAsync<InvalidOperationException>(() => Database.WriteAsync(async transaction =>
        {
            var users = await transaction.JoinAsync(Contexts);
            var account = NewAccount(id);
            users.AddRange(account, new Address { Id = id, UserId = id, Text = "Two rows in two tables", Lat = 0, Lng = 0 });
            await users.SaveChangesAsync();
            account.ChangeProfile("Bob", null);
            await users.SaveChangesAsync();
            transaction.Write("UPDATE users SET phone = '1'");
            throw new InvalidOperationException("Made up");
        }, default));
        Assert.Equal([0L], await api.QueryAsync<long>("SELECT COUNT(*) FROM users WHERE id = @id OR phone = '1'", new { id }));
    }

    [Fact]
    public async Task A_stale_account_is_not_saved()
    {
        var id = Guid.CreateVersion7();
        await SaveAsync(id, _ => { });
        var stale = await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => Database.WriteAsync(async transaction =>
        {
            var users = await transaction.JoinAsync(Contexts);
            var account = await users.Accounts.SingleAsync(one => one.Id == id);
            await api.ExecuteAsync("UPDATE users SET version = 7 WHERE id = @id", new { id });
            account.Approve();
            transaction.Save(account);
        }, default));
        Assert.True(stale.IsStale());
        Assert.Single(await api.PublishedAsync(id));
    }

    [Fact]
    public async Task A_deadlock_repeats_the_work_and_the_event_is_there_once()
    {
        var (one, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var id in new[] { one, other }) await SaveAsync(id, _ => { });
        var attempts = 0;
        using var bothHold = new Barrier(2);
        await Task.WhenAll(SwapAsync(one, other), SwapAsync(other, one));
        Assert.Equal(3, attempts);
        foreach (var id in new[] { one, other })
        {
            Assert.Equal(["user.registered.v1", "driver.approved.v1"], (await api.PublishedAsync(id)).Select(e => e.Type));
        }

        Task SwapAsync(Guid first, Guid second) => Task.Run(() => Database.WriteAsync(async transaction =>
        {
            var attempt = Interlocked.Increment(ref attempts);
            var users = await transaction.JoinAsync(Contexts);
            var account = await users.LockAsync(first);
            if (attempt <= 2) Assert.True(bothHold.SignalAndWait(TimeSpan.FromSeconds(20)));
            await users.LockAsync(second);
            account.Approve();
            transaction.Save(account);
        }, default));
    }

    [Fact]
    public async Task A_connection_that_the_server_closed_is_not_noticed()
    {
        var id = Guid.CreateVersion7();
        await SaveAsync(id, _ => { });
        var schema = new MySqlConnectionStringBuilder(api.ConnectionString).Database;
        foreach (var connection in TestEnvironment.ConnectionsTo(schema)) await KillAsync(connection);
        Assert.Equal(id, (await FindAsync(id)).Id);
        foreach (var connection in TestEnvironment.ConnectionsTo(schema)) await KillAsync(connection);
        await api.Services.GetRequiredService<AccountStore>().ChangeAsync(id, account => account.Approve(), default);
        Assert.Equal(2, (await api.PublishedAsync(id)).Count);
    }

    private Task SaveAsync(Guid id, Action<Account> change) => Database.WriteAsync(async transaction =>
    {
        var account = NewAccount(id);
        change(account);
        (await transaction.JoinAsync(Contexts)).Add(account);
        transaction.Save(account);
    }, default);

    private Account NewAccount(Guid id) => Account.Register(
        new Person(UserApi.NewEmail(), "Ada", "", ["driver"], Vehicle: Vehicle.Scooter, Id: id),
        api.Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(2)));

    private async Task<Account> FindAsync(Guid id) => (await api.Services.GetRequiredService<AccountReads>().FindAsync(id, default))!;

    // Gone in the meantime is fine: the statement that lists them has a connection of its own.
    private async Task KillAsync(long connection)
    {
        try
        {
            await api.ExecuteAsync($"KILL {connection}");
        }
        catch (MySqlException e) when (e.Number is 1094 or 1317 or 1927)
        {
        }
    }
}
