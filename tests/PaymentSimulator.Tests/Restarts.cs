using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace FoodDelivery.PaymentSimulator.Tests;

/// <summary>The book outlives the process.</summary>
public sealed class Restarts
{
    [Fact]
    public async Task Everything_is_as_before_after_a_restart()
    {
        Answer first;
        List<SimulatorApi.Line> ledger;
        string file, held, captured;
        await using (var api = SimulatorApi.Start())
        {
            file = api.LedgerFile;
            first = await api.AuthorizeAsync(key: "k1");
            captured = first.Text("id");
            await api.CaptureAsync(captured, 2000, "k2");
            await api.RefundAsync(captured, 500, "k3");
            held = await api.HoldAsync();
            await api.AuthorizeAsync("tok_decline_funds", key: "k4");
            ledger = await api.LedgerAsync();
        }

        await using var again = SimulatorApi.Start(file);
        Assert.Equal(ledger, await again.LedgerAsync());
        Assert.Equal(first with { Replayed = true }, await again.AuthorizeAsync(key: "k1"));
        (await again.AuthorizeAsync(amount: 1, key: "k1")).Refused(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
        (await again.CaptureAsync(captured, 100)).Refused(HttpStatusCode.Conflict, "already_captured");
        (await again.RefundAsync(captured, 1501)).Refused(HttpStatusCode.Conflict, "amount_exceeds_captured");
        Assert.Equal("insufficient_funds", (await again.OperationAsync("k4")).Text("declineCode"));
        Assert.Equal("captured", (await again.CaptureAsync(held, 2500)).Text("status"));
        Assert.Equal(ledger.Count + 1, (await again.LedgerAsync())[^1].Seq);
    }

    [Theory]
    [InlineData("""{"seq":3,"kind":"capt""")]
    [InlineData("\0\0\0\0")]
    [InlineData("longer than the next entry", 100)]
    public async Task A_torn_last_line_is_dropped_and_the_book_goes_on_from_there(string torn, int times = 1)
    {
        string file, id;
        await using (var api = SimulatorApi.Start())
        {
            file = api.LedgerFile;
            id = await api.HoldAsync();
            await api.HoldAsync();
        }
        await File.AppendAllTextAsync(file, string.Concat(Enumerable.Repeat(torn, times)));

        await using (var again = SimulatorApi.Start(file))
        {
            Assert.Equal([1, 2], (await again.LedgerAsync()).Select(line => line.Seq));
            await again.CaptureAsync(id, 2500);
        }
        await using (var third = SimulatorApi.Start(file))
        {
            Assert.Equal([1, 2, 3], (await third.LedgerAsync()).Select(line => line.Seq));
        }
        Assert.Equal(3, (await File.ReadAllLinesAsync(file)).Length);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"seq":9,"at":"2026-01-01T00:00:00Z","kind":"auth","operationId":"op_1","authorizationId":"auth_1","reference":"r","amount":1,"currency":"EUR","key":"k","fingerprint":"f"}""")]
    [InlineData("""{"seq":2,"at":"2026-01-01T00:00:00Z","kind":"capture","operationId":"op_1","authorizationId":"auth_1","reference":"r","amount":1,"currency":"EUR","key":"k","fingerprint":"f"}""")]
    public async Task A_damaged_book_stops_the_start_and_stays_as_it_is(string line)
    {
        string file;
        await using (var api = SimulatorApi.Start())
        {
            file = api.LedgerFile;
            await api.HoldAsync();
        }
        await File.AppendAllTextAsync(file, line + "\n");
        var before = await File.ReadAllTextAsync(file);

        using var process = new SimulatorProcess(file);
        var (exitCode, error) = await process.EndAsync();
        Assert.Equal(1, exitCode);
        Assert.Contains("is damaged at line 2", error, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task A_second_process_on_the_same_book_does_not_start()
    {
        await using var api = SimulatorApi.Start();
        using var second = new SimulatorProcess(api.LedgerFile);
        var (exitCode, error) = await second.EndAsync();
        Assert.Equal(1, exitCode);
        Assert.Contains("cannot be opened", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_secret_stops_the_start_and_is_named()
    {
        using var process = new SimulatorProcess(SimulatorApi.NewLedgerFile(), apiKey: "");
        var (exitCode, error) = await process.EndAsync();
        Assert.Equal(1, exitCode);
        Assert.Contains("Simulator:ApiKey is missing", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killed_under_load_it_has_every_acknowledged_booking_and_none_twice()
    {
        var file = SimulatorApi.NewLedgerFile();
        var sent = new ConcurrentDictionary<string, bool>();
        var acknowledged = new ConcurrentDictionary<string, string>();
        for (var round = 0; round < 3; round++)
        {
            using var process = new SimulatorProcess(file);
            await process.ReadyAsync();
            var before = acknowledged.Count;
            var load = Enumerable.Range(0, 16).Select(_ => Task.Run(() => AuthorizeUntilDeadAsync(process.Address, sent, acknowledged))).ToArray();
            await Eventually.TrueAsync(() => acknowledged.Count > before + 200, () => "200 bookings");
            process.Kill();
            await Task.WhenAll(load);
        }

        await using var api = SimulatorApi.Start(file);
        var ledger = await api.LedgerAsync();
        Assert.Equal(Enumerable.Range(1, ledger.Count).Select(n => (long)n), ledger.Select(line => line.Seq));
        Assert.Equal(ledger.Count, ledger.Select(line => line.Key).Distinct().Count());
        var byKey = ledger.ToDictionary(line => line.Key, line => line.AuthorizationId);
        Assert.All(acknowledged, pair => Assert.Equal(pair.Value, byKey.GetValueOrDefault(pair.Key)));
        Assert.All(byKey.Keys, key => Assert.True(sent.ContainsKey(key), $"{key} was never sent"));
    }

    private static async Task AuthorizeUntilDeadAsync(Uri address, ConcurrentDictionary<string, bool> sent, ConcurrentDictionary<string, string> acknowledged)
    {
        using var http = SimulatorApi.ClientFor(address);
        var body = new { reference = "load", amount = 100, currency = "EUR", token = "tok_ok" };
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/authorizations") { Content = System.Net.Http.Json.JsonContent.Create(body) };
            var key = SimulatorApi.NewKey();
            request.Headers.Add("Idempotency-Key", key);
            sent[key] = true;
            try
            {
                using var response = await http.SendAsync(request);
                acknowledged[key] = (await Answer.FromAsync(response)).Text("id");
            }
            catch (Exception e) when (e is HttpRequestException or SocketException or IOException)
            {
                return;
            }
        }
    }
}
