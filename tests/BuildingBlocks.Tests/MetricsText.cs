using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.BuildingBlocks.Tests.Sample;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace FoodDelivery.BuildingBlocks.Tests;

/// <summary>What a Prometheus server reads, and where.</summary>
public sealed partial class MetricsText
{
    [Fact]
    public void Counters_gauges_and_histograms_are_written_as_the_format_wants_it()
    {
        using var meter = new Meter("FoodDelivery.Tests.Text");
        using var metrics = new Metrics();
        var counter = meter.CreateCounter<long>("test.things", null, "Things.");
        counter.Add(2, new KeyValuePair<string, object?>("kind", "a\"b\\c\n"));
        counter.Add(3, new KeyValuePair<string, object?>("kind", "a\"b\\c\n"));
        meter.CreateUpDownCounter<long>("test.open").Add(4);
        meter.CreateGauge<double>("test.age", "s").Record(1.5);
        var histogram = meter.CreateHistogram<double>("test.time", "s");
        histogram.Record(0.004);
        histogram.Record(2000);

        var text = metrics.Write();

        Assert.Contains("# HELP test_things_total Things.\n# TYPE test_things_total counter\ntest_things_total{kind=\"a\\\"b\\\\c\\n\"} 5\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE test_open gauge\ntest_open 4\n", text, StringComparison.Ordinal);
        Assert.Contains("test_age_seconds 1.5\n", text, StringComparison.Ordinal);
        Assert.Contains("test_time_seconds_bucket{le=\"0.0025\"} 0\ntest_time_seconds_bucket{le=\"0.005\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("test_time_seconds_bucket{le=\"1800\"} 1\ntest_time_seconds_bucket{le=\"+Inf\"} 2\ntest_time_seconds_sum 2000.004\ntest_time_seconds_count 2\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_series_that_is_no_longer_observed_is_gone()
    {
        using var meter = new Meter("FoodDelivery.Tests.Observed");
        using var metrics = new Metrics();
        string[] seen = ["one", "two"];
        meter.CreateObservableGauge("test_observed", () => seen.Select(name => new Measurement<long>(1, new KeyValuePair<string, object?>("name", name))));
        Assert.Contains("test_observed{name=\"two\"} 1\n", metrics.Write(), StringComparison.Ordinal);

        seen = ["one"];
        var text = metrics.Write();
        Assert.Contains("test_observed{name=\"one\"} 1\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("two", text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_instrument_keeps_a_bounded_number_of_series()
    {
        using var meter = new Meter("FoodDelivery.Tests.Bounds");
        using var metrics = new Metrics();
        var counter = meter.CreateCounter<long>("test.unbounded");
        for (var i = 0; i < 2000; i++) counter.Add(1, new KeyValuePair<string, object?>("id", i));
        Assert.Equal(500, Regex.Count(metrics.Write(), "^test_unbounded_total\\{", RegexOptions.Multiline));
    }

    [Fact]
    public void Measurements_meet_in_a_series_when_their_labels_are_the_same_and_only_then()
    {
        using var meter = new Meter("FoodDelivery.Tests.Series");
        using var metrics = new Metrics();
        var counter = meter.CreateCounter<long>("test.met");
        for (var i = 0; i < 2; i++)
        {
            counter.Add(1, new("from", "x"), new("to", 1));
            counter.Add(10, new("to", "x"), new("from", 1));
            counter.Add(100, new KeyValuePair<string, object?>("from", "x"));
            counter.Add(1000, new("from", "x"), new("to", null));
            counter.Add(10000);
        }

        var text = metrics.Write();
        Assert.Contains("test_met_total{from=\"x\",to=\"1\"} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("test_met_total{to=\"x\",from=\"1\"} 20\n", text, StringComparison.Ordinal);
        Assert.Contains("test_met_total{from=\"x\"} 2200\n", text, StringComparison.Ordinal);
        Assert.Contains("test_met_total 20000\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_answer_on_the_management_port_only()
    {
        var port = FreePort();
        await using var service = await SampleService.StartAsync(managementPort: port);
        await service.Client.PostJsonAsync("/things", """{"name":"ab","quantity":1}""").ShouldBe(HttpStatusCode.OK);
        await service.Client.GetAsync("/metrics").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        // The host header is the client's to choose; the port is not.
        using var spoofed = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        spoofed.Headers.Host = $"127.0.0.1:{port}";
        await service.Client.SendAsync(spoofed).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");

        using var management = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        var answer = await management.GetAsync("/metrics");
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        // A request is counted when it has ended, which is a moment after its answer was read.
        var text = "";
        await Eventually.IsTrueAsync(async () =>
        {
            text = await management.GetStringAsync("/metrics");
            return Counted().IsMatch(text);
        }, "the request is counted");
        Assert.Contains("dotnet_process_memory_working_set_bytes ", text, StringComparison.Ordinal);
        Assert.All(text.TrimEnd('\n').Split('\n'), line => Assert.Matches("""^(# (HELP|TYPE) .+|[a-zA-Z_][a-zA-Z0-9_]*(\{([a-zA-Z_]+="([^"\\]|\\.)*",?)*\})? [-+0-9.eEInfNa]+)$""", line));
        Assert.Equal(HttpStatusCode.OK, (await management.GetAsync("/livez")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await management.GetAsync("/things")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await management.PostAsync("/metrics", null)).StatusCode);
    }

    [Fact]
    public async Task What_waits_in_the_database_is_measured()
    {
        var clock = TestClock.Start();
        await using var service = await SampleService.StartAsync(clock: clock);
        using var metrics = new Metrics();
        var member = Guid.NewGuid();
        await service.Database.WriteAsync(transaction =>
        {
            transaction.Publish(member, 1, new DriverApprovedV1(member, "Ann", "bike"));
            return Task.FromResult(true);
        }, CancellationToken.None);
        clock.Advance(TimeSpan.FromSeconds(40));
        await service.Services.GetRequiredService<BacklogMonitor>().MeasureAsync(CancellationToken.None);

        var text = metrics.Write();
        Assert.Contains("backlog_rows{kind=\"outbox\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("backlog_oldest_seconds{kind=\"outbox\"} 40\n", text, StringComparison.Ordinal);
        Assert.Contains("backlog_rows{kind=\"deadlines\"} 0\n", text, StringComparison.Ordinal);
        Assert.Contains("events_recorded_total{type=\"driver.approved.v1\"}", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00")]
    public async Task Handling_an_event_goes_on_with_its_trace_even_when_nobody_collects_spans(string traceParent)
    {
        var envelope = new EventEnvelope(Guid.NewGuid(), "/services/test", "test.v1", Guid.NewGuid(), DateTimeOffset.UnixEpoch, 1, null, null, traceParent, default);
        var handled = false;
        await EventSource.HandlingAsync(envelope, "topic", () =>
        {
            handled = true;
            Assert.Equal(traceParent[3..35], System.Diagnostics.Activity.Current!.TraceId.ToHexString());
            Assert.NotEqual(traceParent, System.Diagnostics.Activity.Current.Id);
            return Task.CompletedTask;
        });
        Assert.True(handled);
        Assert.Null(System.Diagnostics.Activity.Current);
    }

    [GeneratedRegex("http_server_request_duration_seconds_count\\{[^}]*http_route=\"/things\"[^}]*\\} [1-9]")]
    private static partial Regex Counted();

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
