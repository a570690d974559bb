using Dapper;
using DotNet.Testcontainers.Builders;
using MySqlConnector;

namespace FoodDelivery.TestKit;

/// <summary>The real servers that tests use: of deploy/local/test.sh, or this process's own where a container engine answers.</summary>
public static class TestEnvironment
{
    public static string MySql => new MySqlConnectionStringBuilder(Required("FD_TEST_MYSQL")) { GuidFormat = MySqlGuidFormat.Binary16 }.ConnectionString;

    /// <summary>As its operator; the Redis of carts, where there are two.</summary>
    public static string Redis => Required("FD_TEST_REDIS");

    public static string Kafka => Required("FD_TEST_KAFKA");

    /// <summary>What a client must be told about the broker: who it is, or that the broker is an old one.</summary>
    public static string KafkaProperties => Required("FD_TEST_KAFKA_PROPERTIES");

    /// <summary>Kafka 0.9, which has no admin API.</summary>
    public static bool KafkaIsOld => KafkaProperties.Contains("api.version.request=false", StringComparison.Ordinal);

    /// <summary>The folder that holds FoodDelivery.sln.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>Creates a schema with a random name and returns its connection string.</summary>
    public static string CreateSchema(string service)
    {
        var name = $"t_{service}_{Guid.NewGuid():N}";
        using var connection = new MySqlConnection(MySql);
        connection.Execute($"CREATE DATABASE `{name}` CHARACTER SET utf8mb4");
        return new MySqlConnectionStringBuilder(MySql) { Database = name }.ConnectionString;
    }

    /// <summary>Empties a schema that exists; the accounts keep their rights on it.</summary>
    public static void EmptySchema(string name)
    {
        using var connection = new MySqlConnection(MySql);
        connection.Execute($"DROP DATABASE IF EXISTS `{name}`; CREATE DATABASE `{name}` CHARACTER SET utf8mb4");
    }

    /// <summary>A look into the schema of a running service.</summary>
    public static IReadOnlyList<T> Query<T>(string schema, string sql, object? parameters = null)
    {
        using var connection = new MySqlConnection(ConnectionTo(schema));
        return connection.Query<T>(sql, parameters).AsList();
    }

    public static string ConnectionTo(string schema) => new MySqlConnectionStringBuilder(MySql) { Database = schema }.ConnectionString;

    /// <summary>Connections that are open to a schema. Not asked of information_schema: MySQL fails there while any statement of anybody's carries raw bytes.</summary>
    public static IReadOnlyList<long> ConnectionsTo(string schema)
    {
        using var connection = new MySqlConnection(MySql);
        return [.. connection.Query("SHOW PROCESSLIST").Cast<IDictionary<string, object?>>().Where(row => schema.Equals(row["db"])).Select(row => Convert.ToInt64(row["Id"]))];
    }

    public static void DropSchema(string connectionString)
    {
        var name = new MySqlConnectionStringBuilder(connectionString).Database;
        using var connection = new MySqlConnection(MySql);
        connection.Execute($"DROP DATABASE IF EXISTS `{name}`");
    }

    private static string Required(string variable)
    {
        var help = $"{variable} is not set: run the tests with deploy/local/test.sh, which starts the servers they need";
        if (Environment.GetEnvironmentVariable(variable) is { } value) return value;
        if (NamesServers) throw new InvalidOperationException(help + ".");
        try
        {
            return ServerContainers.Setting(variable) ?? throw new InvalidOperationException(help + ".");
        }
        catch (DockerUnavailableException e)
        {
            throw new InvalidOperationException(help + ", or start a container engine.", e);
        }
    }

    // Whoever names one server means them all: half of a run on other servers would prove nothing.
    private static bool NamesServers { get; } =
        Environment.GetEnvironmentVariables().Keys.Cast<string>().Any(name => name.StartsWith("FD_TEST_", StringComparison.Ordinal));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FoodDelivery.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("FoodDelivery.sln not found above the test's folder.");
    }
}
