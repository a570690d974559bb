using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.UserService.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FoodDelivery.UserService.Data;

/// <summary>What people own: accounts and addresses. Sessions, failed logins and keys are conditional statements of their stores.</summary>
internal sealed class UserContext(DbContextOptions<UserContext> options) : DbContext(options)
{
    public DbSet<Account> Accounts => Set<Account>();

    public DbSet<Address> Addresses => Set<Address>();

    /// <summary>The account, locked until the transaction ends.</summary>
    /// <exception cref="RefusedException"><c>not_found</c>, also when nothing of the person is left.</exception>
    public async Task<Account> LockAsync(Guid id)
    {
        // As a list: any further operator would make the statement a subquery, and its lock the server's business.
        var found = await Accounts.FromSql($"SELECT * FROM users WHERE id = {id} FOR UPDATE").ToListAsync();
        return found is [{ ErasedAt: null } account]
            ? account
            : throw new RefusedException("not_found", "The account was not found.", Refusal.NotFound);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Account>(MapAccount);
        modelBuilder.Entity<Address>(MapAddress);
    }

    private static void MapAccount(EntityTypeBuilder<Account> account)
    {
        account.ToTable("users").MapAggregate();
        account.Ignore(a => a.FirstName).Ignore(a => a.Positions);
        account.Property(a => a.Email).HasColumnName("email").HasMaxLength(254);
        account.Property(a => a.DisplayName).HasColumnName("display_name").HasMaxLength(80);
        account.Property(a => a.PasswordHash).HasColumnName("password_hash").HasMaxLength(255);
        account.Property(a => a.Roles).HasColumnName("roles").HasMaxLength(64).HasCommas();
        account.Property(a => a.RestaurantIds).HasColumnName("restaurant_ids").HasMaxLength(2000).HasCommas();
        account.Property(a => a.StaffRoles).HasColumnName("staff_roles").HasMaxLength(2500).HasCommas();
        account.Property(a => a.Phone).HasColumnName("phone").HasMaxLength(32);
        account.Property(a => a.Vehicle).HasColumnName("vehicle").HasMaxLength(16).HasConversion<WireName<Vehicle>>();
        account.Property(a => a.DriverStatus).HasColumnName("driver_status").HasMaxLength(16).HasConversion<WireName<DriverStatus>>();
        account.Property(a => a.DriverReason).HasColumnName("driver_reason").HasMaxLength(200);
        account.Property(a => a.BlockedAt).HasColumnName("blocked_at");
        account.Property(a => a.BlockedReason).HasColumnName("blocked_reason").HasMaxLength(200);
        account.Property(a => a.ErasedAt).HasColumnName("erased_at");
        account.Property(a => a.Revision).HasColumnName("revision");
        account.Property(a => a.Locale).HasColumnName("locale").HasMaxLength(8).HasConversion<WireName<Locale>>();
        account.Property(a => a.EmailVerifiedAt).HasColumnName("email_verified_at");
        account.Property(a => a.CreatedAt).HasColumnName("created_at");
    }

    private static void MapAddress(EntityTypeBuilder<Address> address)
    {
        address.ToTable("addresses").HasOne<Account>().WithMany().HasForeignKey(a => a.UserId);
        address.Property(a => a.Id).HasColumnName("id").ValueGeneratedNever();
        address.Property(a => a.UserId).HasColumnName("user_id");
        address.Property(a => a.Label).HasColumnName("label").HasMaxLength(40);
        address.Property(a => a.Text).HasColumnName("address").HasMaxLength(300);
        address.Property(a => a.Lat).HasColumnName("lat");
        address.Property(a => a.Lng).HasColumnName("lng");
        address.Property(a => a.Notes).HasColumnName("notes").HasMaxLength(500);
    }
}
