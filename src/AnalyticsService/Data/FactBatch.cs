using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;

namespace FoodDelivery.AnalyticsService.Data;

/// <summary>
/// What a batch of events says about orders, written as one statement a table, whatever their number. Nothing is read: what is stored and
/// what is said meet in the statement.
/// </summary>
internal sealed class FactBatch : IEventBatch
{
    // In the order of the key: two replicas that write the same rows wait for each other and never both.
    private readonly SortedDictionary<Guid, OrderFacts> orders = [];

    public OrderFacts Of(Guid orderId, Guid? restaurantId = null)
    {
        if (!orders.TryGetValue(orderId, out var facts)) orders.Add(orderId, facts = new OrderFacts(orderId));
        return restaurantId is { } restaurant ? facts.Say("restaurant_id", restaurant) : facts;
    }

    public void Save(Transaction transaction)
    {
        Upsert(transaction, OrderFacts.Rules, facts => facts.Columns);
        Upsert(transaction, OrderFacts.GapRules, facts => facts.Gaps);
        transaction.WriteRows(
            "INSERT INTO order_fact_lines (order_id, line_no, item_id, name, quantity, line_total_minor)",
            orders.Values.SelectMany(facts => facts.Lines.Select((line, i) => new object?[]
            {
                facts.OrderId, i + 1, line.ItemId, line.Name, line.Quantity, line.LineTotal.Amount,
            })),
            """
            ON DUPLICATE KEY UPDATE item_id = VALUES(item_id), name = VALUES(name), quantity = VALUES(quantity),
                line_total_minor = VALUES(line_total_minor)
            """);
    }

    private void Upsert(
        Transaction transaction, IReadOnlyDictionary<string, OrderFacts.Rule> rules, Func<OrderFacts, Dictionary<string, object>> said)
    {
        var rows = orders.Values.Where(facts => said(facts).Count > 0).ToList();
        if (rows.Count == 0) return;
        // Names of columns are constants of this program.
        var columns = rules.Keys.Where(column => rows.Exists(facts => said(facts).ContainsKey(column))).ToList();
        transaction.WriteRows(
            $"INSERT INTO order_facts (order_id, {string.Join(", ", columns)})",
            rows.Select(facts => (object?[])
            [
                facts.OrderId, .. columns.Select(column => said(facts).GetValueOrDefault(column, rules[column].Nothing!)),
            ]),
            $"""
             ON DUPLICATE KEY UPDATE
                 {string.Join(", ", columns.Select(column => $"{column} = {string.Format(null, rules[column].Sql, column)}"))}
             """);
    }
}
