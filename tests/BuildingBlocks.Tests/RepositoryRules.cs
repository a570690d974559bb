using System.Text.RegularExpressions;
using System.Xml.Linq;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.BuildingBlocks.Tests;

/// <summary>What holds for the whole source tree (docs/adr/0001, 0002).</summary>
public sealed class RepositoryRules
{
    private const int LongestFile = 300;
    private const int LongestLine = 140;

    private static readonly string Src = Path.Combine(TestEnvironment.RepositoryRoot, "src");

    private static IEnumerable<string> Services => Directory.GetDirectories(Src, "*Service");

    [Fact]
    public void A_service_references_only_contracts_and_building_blocks()
    {
        Assert.Equal(8, Services.Count());
        foreach (var project in Services.Select(folder => Directory.GetFiles(folder, "*.csproj").Single()))
        {
            var references = XDocument.Load(project).Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));
            Assert.Equal(["BuildingBlocks", "Contracts"], references.Order());
        }
    }

    [Fact]
    public void Domain_code_knows_no_framework() => Assert.Empty(Matches(
        Sources("*").Where(file => IsIn(file, "Domain")),
        @"\b(Microsoft\.(AspNetCore|EntityFrameworkCore)|Dapper|MySqlConnector|Confluent|StackExchange)\b" +
        @"|\bBuildingBlocks\.(Hosting|Http|Messaging|Sql)\b"));

    /// <summary>Below the endpoints a refusal has a name and a kind (RefusedException). Clients read the statuses of others.</summary>
    [Fact]
    public void Only_endpoints_answer_with_a_status()
    {
        var below = Sources("*Service").Where(file => !IsIn(file, "Endpoints") && Path.GetFileName(file) != "Program.cs").ToList();
        Assert.Empty(Matches(below, @"\b(ProblemException|StatusCodes|TypedResults|IResult)\b"));
        Assert.Empty(Matches(below.Where(file => !IsIn(file, "Clients")), @"\bHttpStatusCode\b"));
    }

    [Fact]
    public void Shared_code_has_no_word_of_the_domain() =>
        Assert.Empty(Matches(Sources("BuildingBlocks"), @"\b(Order|Cart|Payment|Restaurant|Courier|Driver|Customer|Menu)(?!By)[A-Z]?\w*\s*[({;=]"));

    [Fact]
    public void No_source_file_is_too_long() => Assert.DoesNotContain(
        Sources("*").Concat(Directory.GetFiles(Path.Combine(TestEnvironment.RepositoryRoot, "tests"), "*.cs", SearchOption.AllDirectories).Where(IsSource)),
        file => File.ReadLines(file).Count() > LongestFile);

    [Fact]
    public void No_source_line_is_too_long() => Assert.Empty(Matches(Sources("*"), $"^.{{{LongestLine + 1},}}"));

    /// <summary>The framework's own lets the empty text pass, and what reads it afterwards fails.</summary>
    [Fact]
    public void Forms_are_asked_of_the_empty_text_too() => Assert.Empty(Matches(Sources("*"), @"\bRegularExpression\("));

    /// <summary>Otherwise the answer that would come without what is away is not waited for, and one service that is slow makes two (docs/adr/0010).</summary>
    [Theory]
    [InlineData("delivery", "order", "user")]
    [InlineData("order", "payment", "order")]
    public void Who_asks_waits_longer_than_who_answers_does(string asks, string answers, string asksNext)
    {
        Assert.True(Budget(asks, answers).Attempt > Budget(answers, asksNext).Total);

        static (int Attempt, int Total) Budget(string from, string to)
        {
            var program = File.ReadAllText(Path.Combine(Src, $"{char.ToUpperInvariant(from[0])}{from[1..]}Service", "Program.cs"));
            var found = Regex.Match(program, $@"""{from}"",\s*""{to}"",\s*CallBudget\.Milliseconds\(attempt: (\d+), total: (\d+)\)");
            Assert.True(found.Success, $"{from} does not ask {to}.");
            return (int.Parse(found.Groups[1].Value), int.Parse(found.Groups[2].Value));
        }
    }

    [Fact]
    public void Nothing_is_left_to_do() => Assert.Empty(Matches(Sources("*"), @"\b(TODO|FIXME|HACK)\b|NotImplementedException"));

    [Fact]
    public void Migrations_are_numbered_without_gaps()
    {
        foreach (var folder in Directory.GetDirectories(Src, "Migrations", SearchOption.AllDirectories).Where(IsSource))
        {
            var numbers = Directory.GetFiles(folder, "*.sql").Select(file => int.Parse(Path.GetFileName(file)[..4])).Order().ToList();
            Assert.Equal(Enumerable.Range(1, numbers.Count), numbers);
        }
    }

    [Fact]
    public void Requests_are_public_or_their_validation_would_be_skipped() =>
        Assert.Empty(Matches(Sources("*"), @"^\s*(internal|private)[^/]*\brecord( struct)? \w+Request\b"));

    [Fact]
    public void Every_topic_is_created_by_the_start_scripts()
    {
        var created = File.ReadLines(Path.Combine(TestEnvironment.RepositoryRoot, "deploy/kafka/topics.txt")).Select(line => line.Split(' ', '\t')[0]).ToHashSet();
        Assert.Superset(Topics.All.ToHashSet(), created);
    }

    private static IEnumerable<string> Sources(string project) =>
        Directory.GetDirectories(Src, project).SelectMany(folder => Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories)).Where(IsSource);

    private static bool IsIn(string file, string folder) => file.Contains($"/{folder}/", StringComparison.Ordinal);

    // Compiled models are generated too.
    private static bool IsSource(string path) => !new[] { "/obj/", "/bin/", "/Data/Model/" }.Any(part => path.Contains(part, StringComparison.Ordinal));

    private static IEnumerable<string> Matches(IEnumerable<string> files, string pattern) =>
        from file in files
        from line in File.ReadLines(file).Select((text, index) => (text, index))
        where Regex.IsMatch(line.text, pattern)
        select $"{file}:{line.index + 1}: {line.text.Trim()}";
}
