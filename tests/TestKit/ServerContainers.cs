using System.Text.RegularExpressions;
using DotNet.Testcontainers.Containers;
using MySqlConnector;
using Testcontainers.Kafka;
using Testcontainers.MySql;
using Testcontainers.Redis;

namespace FoodDelivery.TestKit;

/// <summary>
/// Servers of this test process alone, for a run without deploy/local/test.sh: the images of docker-compose.yml in containers, removed when
/// the process ends. Testcontainers' own settings hold, for example <c>DOCKER_HOST</c>, and <c>TESTCONTAINERS_RYUK_DISABLED</c> where its
/// reaper's image cannot be had.
/// </summary>
internal static class ServerContainers
{
    private static readonly Lazy<IReadOnlyDictionary<string, string>> Servers = new(() => Task.Run(StartAsync).GetAwaiter().GetResult());

    /// <summary>The value that the variable would have.</summary>
    /// <exception cref="DotNet.Testcontainers.Builders.DockerUnavailableException">No engine answers.</exception>
    public static string? Setting(string variable) => Servers.Value.GetValueOrDefault(variable);

    private static async Task<IReadOnlyDictionary<string, string>> StartAsync()
    {
        var compose = await File.ReadAllTextAsync(Path.Combine(TestEnvironment.RepositoryRoot, "docker-compose.yml"));
        string Image(string name) => Regex.Match(compose, $@"^ +image: ({name}:\S+)", RegexOptions.Multiline).Groups[1].Value;
        var settings = new FileInfo(Path.Combine(TestEnvironment.RepositoryRoot, "deploy/mysql/server.cnf"));
        // In memory: nothing of it outlives the run, and commits need not wait for a disk.
        var mySql = new MySqlBuilder(Image("mysql")).WithUsername("root").WithTmpfsMount("/var/lib/mysql")
            .WithResourceMapping(settings, "/etc/mysql/conf.d/").Build();
        var redis = new RedisBuilder(Image("redis")).Build();
        var kafka = new KafkaBuilder(Image("apache/kafka")).WithEnvironment("KAFKA_NUM_PARTITIONS", "12")
            .WithEnvironment("KAFKA_HEAP_OPTS", "-Xms64m -Xmx256m").Build();
        IContainer[] containers = [mySql, redis, kafka];
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Task.WhenAll(containers.Select(one => one.DisposeAsync().AsTask())).Wait();
        await Task.WhenAll(containers.Select(container => container.StartAsync()));
        var connection = new MySqlConnectionStringBuilder(mySql.GetConnectionString()) { Database = "", CharacterSet = "utf8mb4" };
        return new Dictionary<string, string>
        {
            ["FD_TEST_MYSQL"] = connection.ConnectionString,
            ["FD_TEST_REDIS"] = $"{redis.Hostname}:{redis.GetMappedPublicPort(RedisBuilder.RedisPort)}",
            ["FD_TEST_KAFKA"] = $"{kafka.Hostname}:{kafka.GetMappedPublicPort(KafkaBuilder.KafkaPort)}",
            ["FD_TEST_KAFKA_PROPERTIES"] = "",
        };
    }
}
