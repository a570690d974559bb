using System.Net;
using System.Security.Cryptography;
using System.Text;
using FoodDelivery.Contracts;
using FoodDelivery.NotificationService.Endpoints;
using FoodDelivery.TestKit;

namespace FoodDelivery.NotificationService.Tests;

/// <summary>From the release in which all events took the numbers of one counter.</summary>
public sealed class Upgrade : IDisposable
{
    private readonly NotificationApi api = new();

    public void Dispose() => api.Dispose();

    [Fact]
    public async Task Numbers_of_before_stay_valid_and_what_the_release_before_still_stores_is_shown()
    {
        await MigrateAsync(upTo: 3);
        var someone = Guid.CreateVersion7();
        foreach (var recipient in new[] { api.Customer, someone, api.Customer, api.Customer, someone }) await StoreAsBeforeAsync(recipient);
        var ids = await api.QueryAsync<long>("SELECT no FROM stream_events ORDER BY no");
        Assert.Equal([1, 2, 3, 4, 5], ids);

        // He has seen his first, and was away while the new release came.
        using var stream = await api.OpenAsync(api.AsCustomer(), "1");
        Assert.Equal("3", (await stream.NextAsync()).Id);
        Assert.Equal("4", (await stream.NextAsync()).Id);
        await api.DeliverAsync(api.Order, 1, api.Placed());
        Assert.Equal("5", (await stream.NextAsync()).Id);
        var list = await api.AsCustomer().GetAsync("/api/v1/notifications").ShouldBe(HttpStatusCode.OK);
        Assert.Equal([4L, 3L, 1L], list["items"]!.AsArray().Select(item => item!["id"]!.GetValue<long>()));

        // Both releases store in turns.
        for (var i = 0; i < 3; i++)
        {
            await StoreAsBeforeAsync(api.Customer);
            await StoreAsBeforeAsync(someone);
            var order = Guid.CreateVersion7();
            await api.DeliverAsync(order, 1, api.Placed() with { OrderId = order });
        }
        for (var i = 6; i <= 11; i++) Assert.Equal($"{i}", (await stream.NextAsync()).Id);

        // The last number that the release before named, its counter, is nobody's now.
        var counter = (await api.QueryAsync<long>("SELECT last_no FROM stream_position"))[0];
        using var moved = await api.OpenAsync(api.AsCustomer(), $"{counter}");
        Assert.Equal("gap", (await moved.NextAsync()).Name);
    }

    private async Task MigrateAsync(int upTo)
    {
        var assembly = typeof(NotificationResponse).Assembly;
        await api.ExecuteAsync(
            """
            CREATE TABLE schema_migrations (module VARCHAR(64) NOT NULL, version INT NOT NULL, name VARCHAR(200) NOT NULL,
                checksum CHAR(64) NOT NULL, applied_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6), PRIMARY KEY (module, version))
            """);
        const string Prefix = "FoodDelivery.NotificationService.Data.Migrations.";
        var scripts = assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal));
        foreach (var (i, script) in scripts.Order(StringComparer.Ordinal).Take(upTo).Index())
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(script)!);
            var sql = await reader.ReadToEndAsync();
            await api.ExecuteAsync(sql);
            await api.ExecuteAsync(
                "INSERT INTO schema_migrations (module, version, name, checksum) VALUES (@module, @version, @name, @checksum)",
                new
                {
                    module = "NotificationService", version = i + 1, name = script[Prefix.Length..],
                    checksum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql))),
                });
        }
    }

    private Task StoreAsBeforeAsync(Guid recipient) => api.ExecuteAsync(
        """
        START TRANSACTION;
        UPDATE stream_position SET last_no = LAST_INSERT_ID(last_no + 1) WHERE id = 1;
        INSERT INTO stream_events (no, recipient_id, name, data, cause_event_id, created_at, traceparent)
        VALUES (LAST_INSERT_ID() - 0, @recipient, 'notification', @data, @cause, @now, NULL);
        COMMIT;
        """, new
        {
            recipient, cause = Guid.CreateVersion7(), now = api.Clock.GetUtcNow().UtcDateTime,
            data = """{"template":"order_accepted","title":"","text":"","at":"2026-01-05T12:00:00Z"}""",
        });
}
