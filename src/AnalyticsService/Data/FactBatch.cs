using System.Text;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;

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
        var lines = orders.Values.SelectMany(facts => facts.Lines.Select((line, i) => (facts.OrderId, No: i + 1, Line: line))).ToList();
        if (lines.Count > 0) Insert(transaction, lines);
    }

    private void Upsert(
        Transaction transaction, IReadOnlyDictionary<string, OrderFacts.Rule> rules, Func<OrderFacts, Dictionary<string, object>> said)
    {
        var rows = orders.Values.Where(facts => said(facts).Count > 0).ToList();
        if (rows.Count == 0) return;
        // Names of columns are constants of this program.
        var columns = rules.Keys.Where(column => rows.Exists(facts => said(facts).ContainsKey(column))).ToList();
        var values = new List<KeyValuePair<string, object?>>();
        var tuples = rows.Select((facts, i) =>
        {
            values.Add(new($"id{i}", facts.OrderId));
            values.AddRange(columns.Select(column =>
                new KeyValuePair<string, object?>($"{column}{i}", said(facts).GetValueOrDefault(column, rules[column].Nothing!))));
            return $"(@id{i}, {string.Join(", ", columns.Select(column => $"@{column}{i}"))})";
        }).ToList();
        transaction.Write(
            $"""
             INSERT INTO order_facts (order_id, {string.Join(", ", columns)}) VALUES {string.Join(", ", tuples)}
             ON DUPLICATE KEY UPDATE
                 {string.Join(", ", columns.Select(column => $"{column} = {string.Format(null, rules[column].Sql, column)}"))}
             """, values);
    }

    private static void Insert(Transaction transaction, List<(Guid OrderId, int No, OrderLineV1 Line)> lines)
    {
        var sql = new StringBuilder(
            "INSERT INTO order_fact_lines (order_id, line_no, item_id, name, quantity, line_total_minor) VALUES ");
        var values = new List<KeyValuePair<string, object?>>();
        for (var i = 0; i < lines.Count; i++)
        {
            var (orderId, no, line) = lines[i];
            sql.Append(i == 0 ? "" : ", ").Append($"(@o{i}, @no{i}, @i{i}, @n{i}, @q{i}, @t{i})");
            values.AddRange([new($"o{i}", orderId), new($"no{i}", no), new($"i{i}", line.ItemId), new($"n{i}", line.Name),
                new($"q{i}", line.Quantity), new($"t{i}", line.LineTotal.Amount)]);
        }
        sql.Append(
            """
             ON DUPLICATE KEY UPDATE item_id = VALUES(item_id), name = VALUES(name), quantity = VALUES(quantity),
                line_total_minor = VALUES(line_total_minor)
            """);
        transaction.Write(sql.ToString(), values);
    }
}
