using System.Diagnostics;
using System.Text.Json;
using Confluent.Kafka;
using Dapper;
using FoodDelivery.Contracts;
using MySqlConnector;

namespace FoodDelivery.Injection;

/// <summary>Writes poison among the events of real orders and looks for each in the dead letters of each service that had to take it.</summary>
internal static class PoisonRun
{
    private static readonly string[] Topics = [Contracts.Topics.Order, Contracts.Topics.Payment, Contracts.Topics.Delivery];

    public static async Task<bool> RunAsync(int count, int seconds)
    {
        using var broker = new Broker();
        var services = Topics.SelectMany(topic => Subscribers.Inboxes[topic]).Distinct().ToArray();
        var letterTopics = services.Select(service => $"{service}-service.dead-letters.v1").ToArray();
        var lettersBefore = broker.Ends(letterTopics);

        var from = await NowAsync();
        var sent = new List<(Stored Message, string Kind, Due Due)>();
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < count; i++)
        {
            var (name, due, make) = Poison.Kinds[i % Poison.Kinds.Count];
            var topic = Topics[i / Poison.Kinds.Count % Topics.Length];
            var (key, value) = make(topic);
            sent.Add((await broker.WriteAsync(topic, key, value), name, due));
            var ahead = TimeSpan.FromSeconds((double)seconds * i / count) - watch.Elapsed;
            if (ahead > TimeSpan.Zero) await Task.Delay(ahead);
        }
        var to = await NowAsync();
        Console.WriteLine($"poison written: {sent.Count:N0} of {Poison.Kinds.Count} kinds in {watch.Elapsed.TotalSeconds:0} s");
        await DuplicatesRun.UntilReadAsync(broker, Topics);

        var missing = await MissingAsync(sent);
        var untold = await UntoldAsync(broker, letterTopics, lettersBefore, sent);
        Console.WriteLine($"{"kind",-20}{"sent",6}{"owed",8}{"missing",10}{"not in topic",14}");
        foreach (var kind in sent.GroupBy(item => item.Kind))
        {
            var owed = kind.Sum(item => Subscribers.Inboxes[item.Message.Topic].Length);
            Console.WriteLine($"{kind.Key,-20}{kind.Count(),6}{owed,8}{missing.Count(item => item.Kind == kind.Key),10}{untold.Count(item => item.Kind == kind.Key),14}");
        }
        foreach (var (service, kind, message, what) in missing.Take(10)) Console.WriteLine($"  {service}: {kind} at {message.Topic}/{message.Partition}@{message.Offset}: {what}");
        var late = await Delays.PrintAsync(from, to);
        return missing.Count == 0 && untold.Count == 0 && late == 0;
    }

    private static async Task<List<(string Service, string Kind, Stored Message, string What)>> MissingAsync(List<(Stored Message, string Kind, Due Due)> sent)
    {
        await using var connection = new MySqlConnection(Program.Setting("FD_TEST_MYSQL"));
        var missing = new List<(string, string, Stored, string)>();
        foreach (var service in sent.SelectMany(item => Subscribers.Inboxes[item.Message.Topic]).Distinct())
        {
            var letters = (await connection.QueryAsync<(string, int, long)>($"SELECT topic, partition_no, offset_no FROM fd_{service}.dead_letters")).ToHashSet();
            var applied = (await connection.QueryAsync<string>($"SELECT LOWER(HEX(event_id)) FROM fd_{service}.inbox")).ToHashSet();
            foreach (var (message, kind, due) in sent.Where(item => Subscribers.Inboxes[item.Message.Topic].Contains(service)))
            {
                var isLetter = letters.Contains((message.Topic, message.Partition, message.Offset));
                var isApplied = due is not Due.DeadLetter && applied.Contains(JsonDocument.Parse(message.Value).RootElement.GetProperty("id").GetGuid().ToString("N"));
                var good = due switch { Due.DeadLetter => isLetter, Due.Applied => isApplied && !isLetter, _ => isLetter ^ isApplied };
                if (!good) missing.Add((service, kind, message, isLetter ? "is a dead letter but should not be" : "left no trace"));
            }
        }
        return missing;
    }

    // What is a row must also be in the service's dead-letter topic, once.
    private static async Task<List<(string Kind, string Service)>> UntoldAsync(
        Broker broker, string[] letterTopics, Dictionary<TopicPartition, long> before, List<(Stored Message, string Kind, Due Due)> sent)
    {
        var owed = sent.Where(item => item.Due == Due.DeadLetter).SelectMany(item => Subscribers.Inboxes[item.Message.Topic].Select(service => (Service: service, item.Message, item.Kind))).ToList();
        for (var attempt = 1; ; attempt++)
        {
            var told = broker.Read(letterTopics, before).Select(letter =>
            {
                var json = JsonDocument.Parse(letter.Value).RootElement;
                return (letter.Topic, json.GetProperty("topic").GetString()!, json.GetProperty("partition").GetInt32(), json.GetProperty("offset").GetInt64());
            }).GroupBy(letter => letter).ToDictionary(group => group.Key, group => group.Count());
            var untold = owed.Where(item => told.GetValueOrDefault(($"{item.Service}-service.dead-letters.v1", item.Message.Topic, item.Message.Partition, item.Message.Offset)) != 1)
                .Select(item => (item.Kind, item.Service)).ToList();
            if (untold.Count == 0 || attempt == 10) return untold;
            await Task.Delay(TimeSpan.FromSeconds(2)); // the relays may still be at it
        }
    }

    private static async Task<DateTime> NowAsync()
    {
        await using var connection = new MySqlConnection(Program.Setting("FD_TEST_MYSQL"));
        return await connection.QuerySingleAsync<DateTime>("SELECT UTC_TIMESTAMP(6)");
    }
}
