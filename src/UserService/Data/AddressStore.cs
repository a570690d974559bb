using FoodDelivery.BuildingBlocks.Sql;

namespace FoodDelivery.UserService.Data;

/// <summary>A saved address.</summary>
public sealed record Address
{
    public Guid Id { get; init; }
    public string? Label { get; init; }
    public string Text { get; init; } = "";
    public double Lat { get; init; }
    public double Lng { get; init; }
    public string? Notes { get; init; }
}

/// <summary>SQL of addresses. Every statement names the owner: another's address does not exist.</summary>
internal sealed class AddressStore(Database database)
{
    public const int MaxPerUser = 20;

    public Task<IReadOnlyList<Address>> ListAsync(Guid userId, CancellationToken ct) => database.ReadAsync(session => session.QueryAsync<Address>(
        "SELECT id, label, address AS text, lat, lng, notes FROM addresses WHERE user_id = @userId ORDER BY id DESC", new { userId }), ct);

    public Task<Address?> FindAsync(Guid userId, Guid id, CancellationToken ct) => database.ReadAsync(session => session.QuerySingleOrDefaultAsync<Address>(
        "SELECT id, label, address AS text, lat, lng, notes FROM addresses WHERE user_id = @userId AND id = @id", new { userId, id }), ct);

    /// <summary>False when the user has as many as allowed, or does not exist.</summary>
    public async Task<bool> AddAsync(Guid userId, Address address, CancellationToken ct) => await database.WriteAsync(async transaction =>
    {
        // The lock on the user makes parallel additions count one after the other.
        var user = await transaction.QuerySingleOrDefaultAsync<Guid?>("SELECT id FROM users WHERE id = @userId FOR UPDATE", new { userId });
        if (user is null) return 0;
        return await transaction.ExecuteAsync(
            """
            INSERT INTO addresses (id, user_id, label, address, lat, lng, notes)
            SELECT @Id, @userId, @Label, @Text, @Lat, @Lng, @Notes FROM DUAL
            WHERE (SELECT COUNT(*) FROM addresses a WHERE a.user_id = @userId) < @MaxPerUser
            """, new { userId, address.Id, address.Label, address.Text, address.Lat, address.Lng, address.Notes, MaxPerUser });
    }, ct) == 1;

    public async Task<bool> ReplaceAsync(Guid userId, Address address, CancellationToken ct) => await database.WriteAsync(transaction => transaction.ExecuteAsync(
        "UPDATE addresses SET label = @Label, address = @Text, lat = @Lat, lng = @Lng, notes = @Notes WHERE id = @Id AND user_id = @userId",
        new { userId, address.Id, address.Label, address.Text, address.Lat, address.Lng, address.Notes }), ct) == 1;

    public async Task<bool> RemoveAsync(Guid userId, Guid id, CancellationToken ct) => await database.WriteAsync(transaction => transaction.ExecuteAsync(
        "DELETE FROM addresses WHERE id = @id AND user_id = @userId", new { userId, id }), ct) == 1;
}
