using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using Microsoft.Extensions.Options;

namespace FoodDelivery.OrderService.Data;

/// <summary>
/// Erases every hour where old orders went, and what their customers wrote: it served to bring them. The rest of an order stays for the
/// books. Several replicas do the same without harm.
/// </summary>
public sealed class AddressEraser(Database database, IOptions<OrderOptions> options, TimeProvider clock, ILogger<AddressEraser> log)
    : PeriodicWork(TimeSpan.FromHours(1), log)
{
    private const int Step = 1000;

    // What lies before is done; after a start all is looked at once.
    private Guid done = Guid.Empty;

    public async Task RunAsync(CancellationToken ct)
    {
        // An order's id begins with the time at which it was placed (UUIDv7).
        var before = Guid.CreateVersion7(clock.GetUtcNow() - options.Value.KeepAddress);
        while (true)
        {
            var ids = await database.ReadAsync(session => session.QueryAsync<Guid>(
                $"SELECT id FROM orders WHERE id > @done AND id < @before ORDER BY id LIMIT {Step}", new { done, before }), ct);
            if (ids.Count == 0) return;
            await database.ExecuteAsync(
                """
                UPDATE orders SET dropoff_address = NULL, dropoff_lat = NULL, dropoff_lng = NULL, dropoff_notes = NULL, note = NULL,
                    delivery_pin = NULL, pickup_code = NULL
                WHERE id IN @ids
                """, new { ids }, ct);
            done = ids[^1];
        }
    }

    protected override Task WorkAsync(CancellationToken ct) => RunAsync(ct);
}
