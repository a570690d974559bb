using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MySqlConnector;

namespace FoodDelivery.BuildingBlocks.Sql;

/// <summary>An embedded set of numbered scripts.</summary>
/// <param name="Module">Name in the journal, for example the service.</param>
/// <param name="Assembly">Where the scripts are embedded.</param>
/// <param name="Prefix">Resource name up to the file name; scripts are <c>NNNN_name.sql</c>.</param>
public sealed record MigrationSet(string Module, Assembly Assembly, string Prefix)
{
    /// <summary>The tables of deadlines and keyed requests.</summary>
    internal static readonly MigrationSet Work = new("work", typeof(MigrationSet).Assembly, "FoodDelivery.BuildingBlocks.Sql.Migrations.");
}

/// <summary>Registers sets of scripts.</summary>
public static class Migrations
{
    /// <summary>Adds a set, once.</summary>
    public static IServiceCollection AddMigrations(this IServiceCollection services, MigrationSet set)
    {
        if (!services.Any(service => set.Equals(service.ImplementationInstance))) services.AddSingleton(set);
        return services;
    }
}

/// <summary>A script that the database refuses, or that is not the one that ran: no repetition mends it.</summary>
public sealed class MigrationRefusedException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>
/// Brings the schema up to date: numbered scripts, each once, in order, journalled with a checksum. A named lock lets one replica
/// migrate while others wait. A script that was edited after it ran stops the start (docs/adr/0004). It does so as the schema's
/// owner, where <c>ConnectionStrings:MySqlOwner</c> names one: the service's own account may make and drop no table (docs/adr/0023).
/// </summary>
public sealed class Migrator(Database database, IConfiguration configuration, IEnumerable<MigrationSet> sets, ILogger<Migrator> log)
{
    /// <summary>
    /// How the command <c>migrate</c> ends after a <see cref="MigrationRefusedException"/>; the charts' jobs are not tried again then.
    /// </summary>
    public const int RefusedExitCode = 3;

    private const int LockSeconds = 60;

    /// <summary>Applies what is missing.</summary>
    /// <exception cref="MigrationRefusedException">A script was refused, or an applied one has another checksum.</exception>
    /// <exception cref="InvalidOperationException">The lock was not free within 60 s.</exception>
    public async Task MigrateAsync(CancellationToken ct)
    {
        var owner = configuration.GetConnectionString("MySqlOwner");
        await using var source = string.IsNullOrEmpty(owner) ? null : Connections.Source(owner);
        await using var connection = source is null ? await database.OpenAsync(ct) : await source.OpenConnectionAsync(ct);
        var lockName = $"migrate:{connection.Database}";
        var locked = await connection.ExecuteScalarAsync<int?>(
            "SELECT GET_LOCK(@lockName, @LockSeconds)", new { lockName, LockSeconds }, commandTimeout: LockSeconds + 5);
        if (locked != 1)
        {
            throw new InvalidOperationException($"Another process has been migrating {connection.Database} for {LockSeconds} s.");
        }

        try
        {
            await connection.ExecuteAsync(
                """
                CREATE TABLE IF NOT EXISTS schema_migrations (
                    module VARCHAR(64) NOT NULL, version INT NOT NULL, name VARCHAR(200) NOT NULL,
                    checksum CHAR(64) NOT NULL, applied_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
                    PRIMARY KEY (module, version)) CHARACTER SET utf8mb4
                """);
            foreach (var set in sets) await ApplyAsync(connection, set, ct);
        }
        finally
        {
            await connection.ExecuteAsync("DO RELEASE_LOCK(@lockName)", new { lockName });
        }
    }

    private async Task ApplyAsync(MySqlConnection connection, MigrationSet set, CancellationToken ct)
    {
        var rows = await connection.QueryAsync<(int Version, string Checksum)>(
            "SELECT version, checksum FROM schema_migrations WHERE module = @Module", set);
        var applied = rows.ToDictionary(row => row.Version, row => row.Checksum);

        foreach (var (version, name, sql) in Scripts(set))
        {
            var checksum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)));
            if (applied.TryGetValue(version, out var known))
            {
                if (known != checksum)
                {
                    throw new MigrationRefusedException(
                        $"Migration {set.Module}/{name} was changed after it was applied; add a new script instead.");
                }
                continue;
            }

            log.LogInformation("Applying migration {Module}/{Name}", set.Module, name);
            try
            {
                await connection.ExecuteAsync(new CommandDefinition(sql, commandTimeout: 300, cancellationToken: ct));
            }
            catch (MySqlException e) when (!e.IsUnavailable() && !e.IsLockConflict())
            {
                throw new MigrationRefusedException($"Migration {set.Module}/{name} was refused: {e.Message}", e);
            }
            await connection.ExecuteAsync(
                "INSERT INTO schema_migrations (module, version, name, checksum) VALUES (@Module, @version, @name, @checksum)",
                new { set.Module, version, name, checksum });
        }
    }

    private static IEnumerable<(int Version, string Name, string Sql)> Scripts(MigrationSet set) =>
        from resource in set.Assembly.GetManifestResourceNames()
        where resource.StartsWith(set.Prefix, StringComparison.Ordinal) && resource.EndsWith(".sql", StringComparison.Ordinal)
        let name = resource[set.Prefix.Length..]
        let version = int.Parse(name.AsSpan(0, 4))
        orderby version
        select (version, name, Read(set.Assembly, resource));

    private static string Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
