using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Dapper;
using FoodDelivery.TestKit;
using MySqlConnector;

namespace FoodDelivery.DeliveryService.Tests;

/// <summary>
/// What a driver's commands cost the database. Counted where it counts, by the server; the service's workers use the same schema, so the quietest
/// of some is taken.
/// </summary>
public sealed partial class CostOfCarrying(DeliveryApi api) : IClassFixture<DeliveryApi>
{
    [Fact]
    public async Task Accepting_an_offer_takes_at_most_eleven_statements_and_one_commit() => Check(await QuietestAsync(async () =>
    {
        var place = api.NewPlace();
        var driver = await api.OnlineDriverAsync(place);
        var offer = await api.OfferAsync(driver, await api.AcceptedOrderAsync(place));
        return () => DeliveryApi.AcceptAsync(driver, offer);
    }), "UPDATE offers", 3, 11);

    [Fact]
    public async Task Handing_over_takes_at_most_eleven_statements_and_one_commit() => Check(await QuietestAsync(async () =>
    {
        var (_, driver, id) = await api.CarriedAsync("atDropoff");
        return () => DeliveryApi.HandOverAsync(driver, id);
    }), "DELETE FROM dropoffs", 2, 11);

    private static void Check(IReadOnlyList<string> packets, string named, int mostPackets, int mostStatements)
    {
        const StringSplitOptions Tidy = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        var statements = packets.SelectMany(packet => packet.Split(';', Tidy)).ToList();
        var text = $"{packets.Count} packets, {statements.Count} statements:\n{string.Join("\n---\n", packets)}";
        Assert.True(statements.Any(statement => statement.Contains(named, StringComparison.Ordinal)), text);
        Assert.True(packets.Count <= mostPackets && statements.Count <= mostStatements, text);
        Assert.True(statements.Count(statement => statement == "COMMIT") == 1, text);
    }

    private async Task<IReadOnlyList<string>> QuietestAsync(Func<Task<Func<Task<HttpResponseMessage>>>> prepare)
    {
        var counts = new List<IReadOnlyList<string>>();
        for (var i = 0; i < 10; i++) counts.Add(await PacketsOfAsync(await prepare()));
        return counts.MinBy(packets => packets.Sum(packet => packet.Length))!;
    }

    private async Task<IReadOnlyList<string>> PacketsOfAsync(Func<Task<HttpResponseMessage>> command)
    {
        var schema = new MySqlConnectionStringBuilder(api.ConnectionString).Database;
        var before = TestEnvironment.ConnectionsTo(schema);
        await using var log = new MySqlConnection(TestEnvironment.MySql);
        var (general, output) = await log.QuerySingleAsync<(int, string)>("SELECT @@GLOBAL.general_log, @@GLOBAL.log_output");
        await log.ExecuteAsync("SET GLOBAL log_output = 'TABLE'; SET GLOBAL general_log = 1");
        var from = await log.ExecuteScalarAsync<DateTime>("SELECT NOW(6)");
        try
        {
            await command().ShouldBe(HttpStatusCode.OK);
        }
        finally
        {
            await log.ExecuteAsync($"SET GLOBAL general_log = {general}; SET GLOBAL log_output = '{output}'");
        }

        // The pool may have opened one for it.
        var connections = before.Union(TestEnvironment.ConnectionsTo(schema));
        // In hexadecimal: the raw ids among the text are in no character set that every server would convert.
        var commands = await log.QueryAsync<string>(
            """
            SELECT HEX(argument) FROM mysql.general_log
            WHERE event_time >= @from AND command_type = 'Query' AND thread_id IN @connections ORDER BY event_time
            """, new { from, connections });
        // A semicolon in a value ends no statement. The matcher looks at once when a driver is free, and is not meant.
        return [.. commands.Select(hex => Values().Replace(Encoding.Latin1.GetString(Convert.FromHexString(hex)), "?"))
            .Where(packet => !packet.Contains("WHERE status IN (?, ?) ORDER BY created_at", StringComparison.Ordinal))];
    }

    [GeneratedRegex(@"'(?:[^'\\]|\\.|'')*'", RegexOptions.Singleline)]
    private static partial Regex Values();
}
