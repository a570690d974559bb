using System.Text.Json;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.UserService.Data;
using FoodDelivery.UserService.Domain;
using FoodDelivery.UserService.Security;

namespace FoodDelivery.UserService.Seeding;

/// <summary>
/// Adds the users of the demo city (setting <c>Seed:File</c>) that are missing, in Development only and before the first request, so that the
/// demo logins work as soon as the service is ready. Users that exist are left alone.
/// </summary>
internal sealed class DemoSeeder(
    Database database, PasswordHashing passwords, IConfiguration configuration, IHostEnvironment environment, ILogger<DemoSeeder> log) : IHostedService
{
    /// <summary>Password of every demo account.</summary>
    public const string Password = "Demo-Passw0rd!";

    private const int BatchSize = 200;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!environment.IsDevelopment() || configuration["Seed:File"] is not { Length: > 0 } file) return;
        await using var stream = File.OpenRead(file);
        var city = await JsonSerializer.DeserializeAsync<DemoCity>(stream, JsonDefaults.Tolerant, cancellationToken)
            ?? throw new InvalidOperationException($"{file} holds no city.");
        await SeedAsync(city, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task SeedAsync(DemoCity city, CancellationToken ct)
    {
        var missing = await MissingAsync(city.Users, ct);
        if (missing.Count == 0) return;

        // One hash, salt included, for all: the password is public anyway, and a hash each would hold up the start by half a minute.
        var hash = await passwords.HashAsync(Password, ct);
        foreach (var batch in missing.Chunk(BatchSize)) await InsertAsync(batch, hash, ct);
        log.LogInformation("Added {Count} demo users; each has the same well-known password", missing.Count);
    }

    private async Task<IReadOnlyList<DemoUser>> MissingAsync(IReadOnlyList<DemoUser> users, CancellationToken ct)
    {
        var known = await database.ReadAsync(session => session.QueryAsync<AccountRow>("SELECT id, email FROM users WHERE id IN @ids OR email IN @emails",
            new { ids = users.Select(user => user.Id).ToArray(), emails = users.Select(user => EmailAddress.Normalise(user.Email)) }), ct);
        var (ids, emails) = (known.Select(row => row.Id).ToHashSet(), known.Select(row => row.Email).ToHashSet());
        return [.. users.Where(user => !ids.Contains(user.Id) && !emails.Contains(EmailAddress.Normalise(user.Email)))];
    }

    private Task InsertAsync(IReadOnlyList<DemoUser> users, string hash, CancellationToken ct) => database.WriteAsync(async transaction =>
    {
        var accounts = users.Select(user => ToAccount(user, hash)).ToList();
        foreach (var account in accounts) await transaction.ExecuteAsync(AccountRow.Insert, AccountRow.From(account, transaction.Now));
        foreach (var (user, address) in users.SelectMany(user => (user.Addresses ?? []).Select(address => (user, address))))
        {
            await transaction.ExecuteAsync(
                "INSERT INTO addresses (id, user_id, label, address, lat, lng, notes) VALUES (@Id, @UserId, @Label, @Address, @Lat, @Lng, @Notes)",
                new { address.Id, UserId = user.Id, address.Label, address.Address, address.Lat, address.Lng, address.Notes });
        }
        foreach (var account in accounts)
        {
            transaction.Publish(account.Id, 1, new UserRegisteredV1(account.Id, account.Roles));
            UserStore.PublishDriver(transaction, account, "");
        }
    }, ct);

    private static Account ToAccount(DemoUser user, string hash)
    {
        var isDriver = user.Roles.Contains(Roles.Driver);
        var approved = isDriver && user.DriverApproved;
        return new Account
        {
            Id = user.Id,
            Email = EmailAddress.Normalise(user.Email),
            DisplayName = user.DisplayName,
            PasswordHash = hash,
            Roles = user.Roles,
            RestaurantIds = user.RestaurantIds ?? [],
            Phone = user.Phone,
            Vehicle = isDriver ? user.Vehicle ?? Vehicle.Bike : null,
            DriverStatus = !isDriver ? null : approved ? DriverStatus.Approved : DriverStatus.Applied,
            Version = approved ? 2 : 1,
        };
    }
}
