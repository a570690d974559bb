using FoodDelivery.BuildingBlocks.Tests.Sample;
using FoodDelivery.TestKit;
using MySqlConnector;

namespace FoodDelivery.BuildingBlocks.Tests;

/// <summary>What deploy/mysql/account.sql lets a service and the owner of its tables do, asked of a real server.</summary>
public sealed class SchemaAccounts : IDisposable
{
    // For the database, the user, the table, the operation.
    private static readonly int[] Denied = [1044, 1045, 1142, 1227];

    private readonly string schema = $"t_acc_{Guid.NewGuid():N}"[..24];

    public SchemaAccounts() => MakeAccounts();

    public void Dispose() => RunAsRoot(
        $"DROP SCHEMA IF EXISTS `{schema}`; DROP USER IF EXISTS '{schema}'@'%'; DROP USER IF EXISTS '{schema}_owner'@'%'");

    [Fact]
    public async Task A_service_lives_with_rows_alone_and_its_tables_are_the_owners()
    {
        await using (var service = await SampleService.StartAsync(As(schema), settings: Owner()))
        {
            await service.Database.WriteAsync(
                t => t.ExecuteAsync("INSERT INTO members (id, events) VALUES (@id, 1)", new { id = Guid.NewGuid() }), default);
        }
        MakeAccounts(); // safe to run again
        await using var again = await SampleService.StartAsync(As(schema), settings: Owner());
        Assert.Equal([1L], await again.QueryAsync<long>("SELECT events FROM members"));

        string[] statements =
        [
            "CREATE TABLE mine (id INT)", "DROP TABLE members", "ALTER TABLE members ADD COLUMN mine INT", "TRUNCATE TABLE members",
            "CREATE INDEX ix_mine ON members (events)", "CREATE VIEW mine AS SELECT 1",
            $"DROP SCHEMA `{schema}`", "SELECT COUNT(*) FROM mysql.user", "GRANT ALL ON *.* TO CURRENT_USER()", "LOCK TABLES members WRITE",
        ];
        foreach (var statement in statements)
        {
            var refused = await Assert.ThrowsAsync<MySqlException>(() => again.Database.WriteAsync(t => t.ExecuteAsync(statement), default));
            Assert.True(Denied.Contains(refused.Number), $"{statement}: {refused.Number} {refused.Message}");
        }
    }

    [Fact]
    public void What_an_account_had_before_is_taken_away()
    {
        RunAsRoot($"GRANT ALL PRIVILEGES ON `{schema}`.* TO '{schema}'@'%'");
        MakeAccounts();
        using var connection = new MySqlConnection(TestEnvironment.MySql);
        connection.Open();
        using var command = new MySqlCommand($"SHOW GRANTS FOR '{schema}'@'%'", connection);
        using var reader = command.ExecuteReader();
        var grants = new List<string>();
        while (reader.Read()) grants.Add(reader.GetString(0));
        var rights = Assert.Single(grants, grant => grant.Contains($"`{schema}`.*", StringComparison.Ordinal));
        Assert.Matches("^GRANT SELECT, INSERT, UPDATE, DELETE(, DELETE HISTORY)?(, [A-Z]+ ROUTINE)? ON ", rights);
    }

    private Dictionary<string, string?> Owner() => new() { ["ConnectionStrings:MySqlOwner"] = As($"{schema}_owner") };

    private string As(string user) => new MySqlConnectionStringBuilder(TestEnvironment.MySql)
    {
        Database = schema,
        UserID = user,
        Password = user,
    }.ConnectionString;

    private void MakeAccounts() => RunAsRoot(File.ReadAllText(Path.Combine(TestEnvironment.RepositoryRoot, "deploy/mysql/account.sql"))
        .Replace("@SCHEMA@", schema, StringComparison.Ordinal).Replace("@PASSWORD@", schema, StringComparison.Ordinal)
        .Replace("@OWNER_PASSWORD@", $"{schema}_owner", StringComparison.Ordinal));

    private static void RunAsRoot(string sql)
    {
        using var connection = new MySqlConnection(TestEnvironment.MySql);
        connection.Open();
        using var command = new MySqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
