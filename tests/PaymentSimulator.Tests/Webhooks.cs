using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace FoodDelivery.PaymentSimulator.Tests;

public sealed class Webhooks
{
    [Fact]
    public async Task Every_movement_is_announced_once_and_signed()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var api = SimulatorApi.Start(settings: ("WebhookUrl", receiver.Url));
        var id = (await api.AuthorizeAsync(key: "k1")).Text("id");
        await api.CaptureAsync(id, 2000, "k2");
        await api.RefundAsync(id, 500, "k3");
        await api.VoidAsync(await api.HoldAsync());
        await api.AuthorizeAsync("tok_decline_funds", key: "k4");
        await api.AuthorizeAsync(key: "k1"); // a repetition books nothing, so it announces nothing

        var messages = await receiver.ExpectAsync(6);
        await NothingPendingAsync(api);
        Assert.Equal(6, receiver.Messages.Count);
        Assert.Equal(
            ["payment.authorized", "payment.authorized", "payment.captured", "payment.declined", "payment.refunded", "payment.voided"],
            messages.Select(message => message.Type).Order(StringComparer.Ordinal));
        Assert.Equal(6, messages.Select(message => message.Id).Distinct().Count());

        var refund = messages.Single(message => message.Key == "k3").Json;
        Assert.Equal(["id", "type", "createdAt", "data"], refund.EnumerateObject().Select(member => member.Name));
        var data = refund.GetProperty("data");
        Assert.Equal(["operationKey", "authorizationId", "reference", "status", "amount", "currency"], data.EnumerateObject().Select(member => member.Name));
        Assert.Equal((id, "order-1", "refunded", 500, "EUR"), (data.GetProperty("authorizationId").GetString(), data.GetProperty("reference").GetString(),
            data.GetProperty("status").GetString(), data.GetProperty("amount").GetInt64(), data.GetProperty("currency").GetString()));
        Assert.All(messages, message => CheckSignature(message, SimulatorApi.WebhookSecret));
    }

    [Fact]
    public async Task A_refused_webhook_is_sent_again_with_the_same_id()
    {
        await using var receiver = await WebhookReceiver.StartAsync(refusals: 3);
        await using var api = SimulatorApi.Start(settings: ("WebhookUrl", receiver.Url));
        await api.AuthorizeAsync();
        var message = Assert.Single(await receiver.ExpectAsync(1));
        Assert.Equal(3, receiver.Refused.Count);
        Assert.All(receiver.Refused, refused => Assert.Equal(message.Body, refused.Body));
    }

    [Fact]
    public async Task After_seven_tries_a_webhook_is_given_up()
    {
        await using var receiver = await WebhookReceiver.StartAsync(refusals: int.MaxValue);
        await using var api = SimulatorApi.Start(settings: [("WebhookUrl", receiver.Url), ("WebhookRetryDelay", "00:00:00.001")]);
        await api.AuthorizeAsync();
        await Eventually.TrueAsync(() => receiver.Refused.Count >= 7, () => $"7 tries, got {receiver.Refused.Count}");
        await NothingPendingAsync(api);
        Assert.Equal(7, receiver.Refused.Count);
    }

    [Fact]
    public async Task Pending_webhooks_survive_a_restart_and_delivered_ones_are_not_sent_again()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        string file;
        await using (var api = SimulatorApi.Start(settings: ("WebhookUrl", receiver.Url)))
        {
            file = api.LedgerFile;
            await api.AuthorizeAsync(key: "delivered");
            await receiver.ExpectAsync(1);
            await NothingPendingAsync(api);
            await api.PostAsync("/v1/test/webhooks", new { mode = "delayed", delaySeconds = 600 }, key: null);
            await api.AuthorizeAsync(key: "pending");
        }
        await using var again = SimulatorApi.Start(file, ("WebhookUrl", receiver.Url));
        var messages = await receiver.ExpectAsync(2);
        await NothingPendingAsync(again);
        Assert.Equal(["delivered", "pending"], messages.Select(message => message.Key));
        Assert.Equal(2, receiver.Messages.Count);
    }

    [Fact]
    public async Task A_booking_without_an_answer_is_announced_while_the_caller_still_waits()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var api = SimulatorApi.Start(settings: [("WebhookUrl", receiver.Url), ("TimeoutDelay", "00:00:30")]);
        var caller = api.AuthorizeAsync("tok_timeout", key: "lost");
        Assert.Equal("lost", Assert.Single(await receiver.ExpectAsync(1)).Key);
        Assert.False(caller.IsCompleted);
        api.Http.CancelPendingRequests();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => caller);
    }

    [Fact]
    public async Task Tests_can_switch_webhooks_off_double_them_and_delay_them()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var api = SimulatorApi.Start(settings: ("WebhookUrl", receiver.Url));

        await ModeAsync("off");
        await api.AuthorizeAsync(key: "lost");
        await NothingPendingAsync(api);
        Assert.Empty(receiver.Messages);

        await ModeAsync("duplicate");
        await api.AuthorizeAsync(key: "twice");
        var messages = await receiver.ExpectAsync(2);
        Assert.Equal((messages[0].Id, "twice", "twice"), (messages[1].Id, messages[0].Key, messages[1].Key));
        await NothingPendingAsync(api);

        await ModeAsync("delayed", delaySeconds: 1);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await api.AuthorizeAsync(key: "late");
        Assert.Equal("late", (await receiver.ExpectAsync(3))[2].Key);
        Assert.True(clock.Elapsed >= TimeSpan.FromMilliseconds(990), $"came after {clock.Elapsed}");

        await ModeAsync("normal");
        await api.AuthorizeAsync(key: "plain");
        Assert.Equal("plain", (await receiver.ExpectAsync(4))[3].Key);
        await NothingPendingAsync(api);
        Assert.Equal(4, receiver.Messages.Count); // what was lost while off stays lost
        (await api.PostAsync("/v1/test/webhooks", new { mode = "sideways" }, key: null)).Refused(HttpStatusCode.BadRequest, "invalid_request");

        async Task ModeAsync(string mode, int? delaySeconds = null) =>
            Assert.Equal(mode, (await api.PostAsync("/v1/test/webhooks", new { mode, delaySeconds }, key: null)).Text("mode"));
    }

    // Written from the description in the README, on purpose without the simulator's own signing code.
    private static void CheckSignature(WebhookReceiver.Received message, string secret)
    {
        var parts = message.Signature.Split(',').Select(part => part.Split('=')).ToDictionary(part => part[0], part => part[1]);
        using var hmac = new HMACSHA256(Encoding.ASCII.GetBytes(secret));
        var expected = hmac.ComputeHash(Encoding.UTF8.GetBytes(parts["t"] + "." + message.Body));
        Assert.Equal(Convert.ToHexString(expected).ToLowerInvariant(), parts["v1"]);
        var age = DateTimeOffset.UtcNow - DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts["t"]));
        Assert.InRange(age, TimeSpan.FromSeconds(-1), TimeSpan.FromSeconds(30));
    }

    private static async Task NothingPendingAsync(SimulatorApi api)
    {
        var pending = -1L;
        var deadline = DateTimeOffset.UtcNow.AddSeconds(10);
        while (pending != 0)
        {
            Assert.True(DateTimeOffset.UtcNow < deadline, $"{pending} webhooks still pending after 10 s");
            pending = (await api.GetAsync("/v1/test/webhooks")).Number("pending");
        }
    }
}
