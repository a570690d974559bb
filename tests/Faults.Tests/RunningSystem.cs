using Dapper;
using FoodDelivery.Faults.Checks;
using FoodDelivery.Faults.City;
using FoodDelivery.Faults.Crash;
using FoodDelivery.Faults.Witness;
using MySqlConnector;

namespace FoodDelivery.Faults.Tests;

/// <summary>The eight services in their build with failpoints, from empty schemas on, with people of every story; started once.</summary>
public sealed class RunningSystem : IAsyncLifetime
{
    public static IReadOnlyList<Story> Stories => City.Stories.Unhurried;

    public Harness Harness { get; private set; } = null!;

    public Run Run { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Environment.SetEnvironmentVariable("FD_BUILD", "Faults");
        await Stack.RunAsync("stop", "nginx", "services", "simulator");
        // Servers that stayed up keep the deliveries of an earlier run, which would take this run's drivers.
        await EmptyAsync();
        Stack.PrepareServices();
        var since = TopicDump.Ends(Stack.Kafka);
        // A service that was killed had not noted all that it read: it would apply the last of it to schemas that know nothing of what was before.
        foreach (var service in Stack.Services) await TopicDump.SkipAsync(Stack.Kafka, $"{service}-service", since);
        await Stack.RunAsync("start", "simulator", "services", "nginx");
        Harness = await Harness.OpenAsync(Stories.Count, 12, CancellationToken.None, since);
        Run = new Run(Harness.Town, Harness.Books, Harness.Witness);
    }

    public async Task DisposeAsync()
    {
        await Harness.DisposeAsync();
        await Stack.RunAsync("stop", "nginx", "services", "simulator");
        Stack.ForgetSettings();
    }

    private static async Task EmptyAsync()
    {
        var prefix = Environment.GetEnvironmentVariable("FD_MYSQL") is null ? "fd_" : "fd_e2e_";
        await using var connection = new MySqlConnection(new Stack().MySql);
        foreach (var schema in Books.Schemas.Where(schema => schema != "witness"))
        {
            await connection.ExecuteAsync($"DROP DATABASE IF EXISTS `{prefix}{schema}`; CREATE DATABASE `{prefix}{schema}` CHARACTER SET utf8mb4");
        }
        // Before the very first start there is neither file nor folder.
        if (File.Exists(new Stack().LedgerFile)) File.Delete(new Stack().LedgerFile);
    }

    /// <summary>The books as they are now, copied without any key, so that what keys forbid can be planted too.</summary>
    public async Task<Books> CopyAsync()
    {
        var copy = Harness.Books with { Prefix = "fdcopy_" };
        await using var connection = await Harness.Books.OpenAsync();
        foreach (var schema in Books.Schemas)
        {
            await connection.ExecuteAsync($"DROP DATABASE IF EXISTS {copy.Prefix}{schema}; CREATE DATABASE {copy.Prefix}{schema} CHARACTER SET utf8mb4");
            foreach (var table in await connection.QueryAsync<string>($"SHOW TABLES FROM {Harness.Books.Prefix}{schema}"))
            {
                await connection.ExecuteAsync($"CREATE TABLE {copy.Prefix}{schema}.`{table}` AS SELECT * FROM {Harness.Books.Prefix}{schema}.`{table}`");
            }
        }
        return copy;
    }

    public async Task DropAsync(Books copy)
    {
        foreach (var schema in Books.Schemas) await copy.ExecuteAsync($"DROP DATABASE IF EXISTS {copy.Prefix}{schema}");
    }
}

[CollectionDefinition(nameof(RunningSystem))]
public sealed class RunningSystemCollection : ICollectionFixture<RunningSystem>;
