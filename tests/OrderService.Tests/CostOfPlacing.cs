using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Dapper;
using FoodDelivery.TestKit;
using MySqlConnector;

namespace FoodDelivery.OrderService.Tests;

public sealed partial class CostOfPlacing(OrderApi api) : IClassFixture<OrderApi>
{
    /// <summary>Counted where it counts, by the server. The deadline sweeper works on the same schema, so the quietest of five orders is taken.</summary>
    [Fact]
    public async Task Placing_an_order_takes_at_most_fourteen_statements_and_two_commits()
    {
        await api.PlacedAsync();
        var counts = new List<IReadOnlyList<string>>();
        for (var i = 0; i < 5; i++) counts.Add(await StatementsOfOneOrderAsync());
        var least = counts.MinBy(statements => statements.Count)!;

        Assert.Contains(least, text => text.Contains("INSERT INTO orders", StringComparison.Ordinal));
        Assert.True(least.Count <= 14, $"{least.Count} statements:\n{string.Join('\n', least)}");
        Assert.Equal(2, least.Count(text => text == "COMMIT"));
    }

    private async Task<IReadOnlyList<string>> StatementsOfOneOrderAsync()
    {
        var customer = OrderApi.NewCustomer();
        var quote = api.Quote(customer);
        var schema = new MySqlConnectionStringBuilder(api.ConnectionString).Database;
        var before = TestEnvironment.ConnectionsTo(schema);
        await using var log = new MySqlConnection(TestEnvironment.MySql);
        var (general, output) = await log.QuerySingleAsync<(int, string)>("SELECT @@GLOBAL.general_log, @@GLOBAL.log_output");
        await log.ExecuteAsync("SET GLOBAL log_output = 'TABLE'; SET GLOBAL general_log = 1");
        var from = await log.ExecuteScalarAsync<DateTime>("SELECT NOW(6)");
        try
        {
            await api.PlaceAsync(customer, quote).ShouldBe(HttpStatusCode.Created);
        }
        finally
        {
            await log.ExecuteAsync($"SET GLOBAL general_log = {general}; SET GLOBAL log_output = '{output}'");
        }

        // The pool may have opened one for it.
        var connections = before.Union(TestEnvironment.ConnectionsTo(schema));
        // In hexadecimal: the raw ids among the text are in no character set that every server would convert.
        var commands = await log.QueryAsync<string>(
            "SELECT HEX(argument) FROM mysql.general_log WHERE event_time >= @from AND command_type = 'Query' AND thread_id IN @connections ORDER BY event_time",
            new { from, connections });
        // One command may hold several statements; a semicolon in a value is none.
        return [.. commands.SelectMany(hex => Values().Replace(Encoding.Latin1.GetString(Convert.FromHexString(hex)), "?").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
    }

    [GeneratedRegex(@"'(?:[^'\\]|\\.|'')*'", RegexOptions.Singleline)]
    private static partial Regex Values();
}
