using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.ProductService.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FoodDelivery.ProductService.Data;

/// <summary>
/// How a restaurant lies in its row. The numbered scripts make the table; a test compares the two. After a change here the model is to be
/// compiled again: see the service's README.
/// </summary>
public sealed class RestaurantContext(DbContextOptions<RestaurantContext> options) : DbContext(options)
{
    /// <summary>Properties that only the table has.</summary>
    public const string CreatedAt = nameof(CreatedAt);
    public const string ChangedAt = nameof(ChangedAt);

    public DbSet<Restaurant> Restaurants => Set<Restaurant>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Restaurant>(row =>
    {
        row.ToTable("restaurants");
        row.MapAggregate();
        Describe(row);
        row.ComplexProperty(restaurant => restaurant.Hours, hours =>
        {
            hours.Property(part => part.TimeZone).HasColumnName("time_zone").HasMaxLength(64);
            hours.Property(part => part.AlwaysOpen).HasColumnName("always_open");
            hours.Property(part => part.Spans).HasColumnName("hours").HasColumnType("text").IsDocument();
            hours.Property(part => part.SpecialDays).HasColumnName("special_days").HasMaxLength(8000).IsDocument();
        });
        row.ComplexProperty(restaurant => restaurant.Pause, pause =>
        {
            pause.Property(part => part.IsOn).HasColumnName("paused");
            pause.Property(part => part.Until).HasColumnName("paused_until");
            pause.Property(part => part.Reason).HasColumnName("pause_reason").HasMaxLength(200);
        });
        row.ComplexProperty(restaurant => restaurant.Busy, busy =>
        {
            busy.Property(part => part.Minutes).HasColumnName("busy_minutes");
            busy.Property(part => part.Until).HasColumnName("busy_until");
            busy.Property(part => part.Reason).HasColumnName("busy_reason").HasMaxLength(200);
        });
        row.Property(restaurant => restaurant.ClosedAt).HasColumnName("closed_at");
        row.Property(restaurant => restaurant.Menu).HasColumnName("menu").HasColumnType("longtext").IsDocument();
        row.Property(restaurant => restaurant.MenuVersion).HasColumnName("menu_version");
        row.Property(restaurant => restaurant.Outages).HasColumnName("outages").HasColumnType("longtext").IsDocument();
        row.Property<DateTimeOffset>(CreatedAt).HasColumnName("created_at");
        row.Property<DateTimeOffset>(ChangedAt).HasColumnName("changed_at");
    });

    private static void Describe(EntityTypeBuilder<Restaurant> row)
    {
        row.Property(restaurant => restaurant.Name).HasColumnName("name").HasMaxLength(120);
        row.Property(restaurant => restaurant.Cuisines).HasColumnName("cuisines").HasColumnType("text").IsDocument();
        row.Property(restaurant => restaurant.Description).HasColumnName("description").HasMaxLength(1000);
        row.Property(restaurant => restaurant.Address).HasColumnName("address").HasMaxLength(300);
        row.Property(restaurant => restaurant.Phone).HasColumnName("phone").HasMaxLength(20);
        row.ComplexProperty(restaurant => restaurant.Location, location =>
        {
            location.Property(point => point.Lat).HasColumnName("lat");
            location.Property(point => point.Lng).HasColumnName("lng");
        });
        row.Property(restaurant => restaurant.DeliveryRadiusMeters).HasColumnName("delivery_radius_meters");
        row.ComplexProperty(restaurant => restaurant.MinimumOrder, money =>
        {
            money.Property(part => part.Amount).HasColumnName("minimum_order");
            money.Property(part => part.Currency).HasColumnName("currency").HasColumnType("char(3)");
        });
        row.Property(restaurant => restaurant.PrepMinutes).HasColumnName("prep_minutes");
    }
}
