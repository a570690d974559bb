using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;

namespace FoodDelivery.AnalyticsService.Data;

/// <summary>
/// What one event says about an order, as one statement that makes the row or changes it. Events of different topics come in any order, so
/// a column that several of them know has a rule whose result does not depend on who comes first. Column names are constants of this
/// program.
/// </summary>
internal sealed class FactUpsert
{
    private readonly Guid orderId;
    private readonly List<string> columns = ["order_id"];
    private readonly List<string> updates = [];
    private readonly List<KeyValuePair<string, object?>> values = [];
    private IReadOnlyList<OrderLineV1> lines = [];

    public FactUpsert(Guid orderId, Guid? restaurantId = null)
    {
        this.orderId = orderId;
        values.Add(new("order_id", orderId));
        if (restaurantId is { } restaurant) Fill("restaurant_id", restaurant);
    }

    /// <summary>This event is the authority for the column.</summary>
    public FactUpsert Set(string column, object value) => Add(column, value, $"VALUES({column})");

    /// <summary>Only when nobody has said it yet.</summary>
    public FactUpsert Fill(string column, object value) => Add(column, value, $"COALESCE({column}, VALUES({column}))");

    /// <summary>The earliest of all times.</summary>
    public FactUpsert Earliest(string column, DateTimeOffset value) =>
        Add(column, value, $"LEAST(COALESCE({column}, VALUES({column})), VALUES({column}))");

    /// <summary>The largest of all amounts.</summary>
    public FactUpsert Largest(string column, long value) => Add(column, value, $"GREATEST({column}, VALUES({column}))");

    /// <summary>One more. Relies on the inbox, which applies every event once.</summary>
    public FactUpsert Increment(string column) => Add(column, 1, $"{column} + 1");

    /// <summary>An amount of money: its minor units by <see cref="Set"/>, the currency by <see cref="Fill"/>.</summary>
    public FactUpsert SetMoney(string column, Money money) => Set(column, money.Amount).Fill("currency", money.Currency);

    /// <summary>The lines of the order.</summary>
    public FactUpsert Lines(IReadOnlyList<OrderLineV1> orderLines)
    {
        lines = orderLines;
        return this;
    }

    /// <summary>Leaves it to be written with the commit. Nothing in the same transaction reads it back.</summary>
    public Task ApplyAsync(Transaction transaction)
    {
        transaction.Write(
            $"""
             INSERT INTO order_facts ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select(column => $"@{column}"))})
             ON DUPLICATE KEY UPDATE {string.Join(", ", updates)}
             """, values);
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            transaction.Write(
                """
                INSERT INTO order_fact_lines (order_id, line_no, item_id, name, quantity, line_total_minor)
                VALUES (@orderId, @no, @ItemId, @Name, @Quantity, @Amount)
                ON DUPLICATE KEY UPDATE item_id = VALUES(item_id), name = VALUES(name), quantity = VALUES(quantity),
                    line_total_minor = VALUES(line_total_minor)
                """, new { orderId, no = i + 1, line.ItemId, line.Name, line.Quantity, line.LineTotal.Amount });
        }
        return Task.CompletedTask;
    }

    private FactUpsert Add(string column, object value, string rule)
    {
        columns.Add(column);
        values.Add(new(column, value));
        updates.Add($"{column} = {rule}");
        return this;
    }
}
