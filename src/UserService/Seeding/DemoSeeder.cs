using System.Text.Json;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.UserService.Data;
using FoodDelivery.UserService.Domain;
using FoodDelivery.UserService.Security;
using Microsoft.EntityFrameworkCore;

namespace FoodDelivery.UserService.Seeding;

/// <summary>
/// Adds the users of the demo city (setting <c>Seed:File</c>) that are missing, in Development only and before the first request, so that
/// the demo logins work as soon as the service is ready. Users that exist are left alone.
/// </summary>
internal sealed class DemoSeeder(
    Database database, IDbContextFactory<UserContext> contexts, PasswordHashing passwords,
    IConfiguration configuration, IHostEnvironment environment, ILogger<DemoSeeder> log) : IHostedService
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
        var (ids, emails) = (users.Select(user => user.Id).ToList(), users.Select(user => EmailAddress.Normalise(user.Email)).ToList());
        var known = await database.ReadAsync(contexts, context => context.Accounts
            .Where(account => ids.Contains(account.Id) || emails.Contains(account.Email))
            .Select(account => new { account.Id, account.Email }).ToListAsync(), ct);
        var (knownIds, knownEmails) = (known.Select(one => one.Id).ToHashSet(), known.Select(one => one.Email).ToHashSet());
        return [.. users.Where(user => !knownIds.Contains(user.Id) && !knownEmails.Contains(EmailAddress.Normalise(user.Email)))];
    }

    private Task InsertAsync(IReadOnlyList<DemoUser> users, string hash, CancellationToken ct) => database.WriteAsync(async transaction =>
    {
        var context = await transaction.JoinAsync(contexts);
        foreach (var user in users)
        {
            var account = ToAccount(user, hash, transaction.Now);
            context.Add(account);
            context.AddRange((user.Addresses ?? []).Select(address => ToAddress(user, address)));
            if (account.RestaurantIds.Count > 0) StaffStore.WriteIndex(transaction, account);
            transaction.Save(account);
        }
    }, ct);

    private static Account ToAccount(DemoUser user, string hash, DateTimeOffset now)
    {
        var email = EmailAddress.Normalise(user.Email);
        var account = Account.Register(new Person(email, user.DisplayName, hash, user.Roles, user.Phone, user.Vehicle, user.Id), now);
        account.VerifyEmail(now);
        account.AppointStaffOf(user.RestaurantIds ?? []);
        if (user.DriverApproved && account.DriverStatus is not null) account.Approve();
        return account;
    }

    private static Address ToAddress(DemoUser user, DemoAddress address) => new()
    {
        Id = address.Id, UserId = user.Id,
        Label = address.Label, Text = address.Address, Lat = address.Lat, Lng = address.Lng, Notes = address.Notes,
    };
}
