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
        await ShouldCostAsync(statements: 14, commits: 2, packets: 3, "INSERT INTO orders", () =>
        {
            var customer = OrderApi.NewCustomer();
            var quote = api.Quote(customer);
            return Task.FromResult(() => (Task)api.PlaceAsync(customer, quote).ShouldBe(HttpStatusCode.Created));
        });
    }

    [Fact]
    public async Task Accepting_an_order_takes_two_round_trips()
    {
        await api.OrderInAsync("accepted");
        await ShouldCostAsync(statements: 8, commits: 1, packets: 2, "UPDATE orders", async () =>
        {
            var order = await api.OrderInAsync("awaitingAcceptance");
            return () => (Task)api.StaffAsync(order, "accept", new { prepMinutes = 20 }).ShouldBe(HttpStatusCode.OK);
        });
    }

    private async Task ShouldCostAsync(int statements, int commits, int packets, string mark, Func<Task<Func<Task>>> prepare)
    {
        var counts = new List<IReadOnlyList<string>>();
        for (var i = 0; i < 5; i++) counts.Add(await CommandsOfAsync(await prepare()));
        var least = counts.MinBy(commands => commands.Count)!;
        var all = least.SelectMany(command => command.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToList();

        Assert.Contains(all, text => text.Contains(mark, StringComparison.Ordinal));
        Assert.True(all.Count <= statements, $"{all.Count} statements:\n{string.Join('\n', all)}");
        Assert.Equal(commits, all.Count(text => text == "COMMIT"));
        // MariaDB logs what came in one packet as one; MySQL takes it apart.
        if (least.Any(command => command.Contains(';'))) Assert.True(least.Count <= packets, string.Join('\n', least));
    }

    /// <summary>What the server was sent meanwhile: one entry for each command, which may hold several statements.</summary>
    private async Task<IReadOnlyList<string>> CommandsOfAsync(Func<Task> work)
    {
        var schema = new MySqlConnectionStringBuilder(api.ConnectionString).Database;
        var before = TestEnvironment.ConnectionsTo(schema);
        await using var log = new MySqlConnection(TestEnvironment.MySql);
        var (general, output) = await log.QuerySingleAsync<(int, string)>("SELECT @@GLOBAL.general_log, @@GLOBAL.log_output");
        await log.ExecuteAsync("SET GLOBAL log_output = 'TABLE'; SET GLOBAL general_log = 1");
        var from = await log.ExecuteScalarAsync<DateTime>("SELECT NOW(6)");
        try
        {
            await work();
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
        // A semicolon in a value is none between statements.
        return [.. commands.Select(hex => Values().Replace(Encoding.Latin1.GetString(Convert.FromHexString(hex)), "?"))];
    }

    [GeneratedRegex(@"'(?:[^'\\]|\\.|'')*'", RegexOptions.Singleline)]
    private static partial Regex Values();
}
