using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.Contracts;
using FoodDelivery.PaymentService.Clients;
using FoodDelivery.PaymentService.Data;
using FoodDelivery.PaymentService.Endpoints;
using FoodDelivery.PaymentService.Operations;
using FoodDelivery.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace FoodDelivery.PaymentService.Tests;

/// <summary>The payment service against the real simulator; Order is a stub that confirms what a test placed.</summary>
public class PaymentApi : ServiceApi<PaymentStore>, IDisposable
{
    public const string WebhookSecret = "test-webhook-secret";

    private readonly bool withWorker;

    public PaymentApi() : this(new Simulator(), withWorker: true) { }

    protected PaymentApi(Simulator provider, bool withWorker)
        : base("payment", ("Provider:BaseUrl", provider.Address), ("Provider:ApiKey", Simulator.ApiKey), ("Provider:WebhookSecret", WebhookSecret))
    {
        Provider = provider;
        this.withWorker = withWorker;
    }

    public Simulator Provider { get; }

    /// <summary>Answers in the provider's place what the real one never would; null lets the request through.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?>? Fake { get; set; }

    public HttpClient Order => ClientForService("order");

    public HttpClient Ops { get => field ??= ClientFor(OpsId, Roles.Ops); }

    public Guid OpsId { get; } = Guid.NewGuid();

    /// <summary>An order that the stubbed Order service confirms.</summary>
    public TestOrder NewOrder(string paymentMethod = "tok_ok", long amount = 2350, long? amountAtOrder = null, Guid? customerId = null)
    {
        var order = new TestOrder(this, Guid.CreateVersion7(), customerId ?? Guid.NewGuid(), new Money(amount, "EUR"), paymentMethod);
        ConfirmOrder(order, amountAtOrder ?? amount);
        return order;
    }

    public void ConfirmOrder(TestOrder order, long amount) => Others.On($"GET /internal/v1/orders/{order.Id}",
        new { id = order.Id, code = "A1", order.CustomerId, restaurantId = Guid.NewGuid(), status = "pendingPayment", total = new Money(amount, "EUR"), order.PaymentMethod, fulfilment = "delivery" });

    /// <summary>Runs what is due, as the worker does; only for fixtures without worker.</summary>
    public async Task<int> RunDueAsync()
    {
        var claimed = await Services.GetRequiredService<OperationQueue>().ClaimAsync(100, CancellationToken.None);
        foreach (var operation in claimed) await Services.GetRequiredService<OperationRunner>().RunAsync(operation);
        return claimed.Count;
    }

    public Task<HttpResponseMessage> WebhookAsync(string body, string? secret = null, DateTimeOffset? at = null, string provider = "simulator")
    {
        var seconds = (at ?? Clock.GetUtcNow()).ToUnixTimeSeconds();
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret ?? WebhookSecret), Encoding.UTF8.GetBytes($"{seconds}.{body}"));
        return Anonymous().SendJsonAsync(HttpMethod.Post, $"/api/v1/payments/webhooks/{provider}", body, (WebhookSignature.Header, $"t={seconds},v1={Convert.ToHexStringLower(hash)}"));
    }

    public new void Dispose()
    {
        base.Dispose();
        Provider.Dispose();
        GC.SuppressFinalize(this);
    }

    public async Task<long> UnbalancedAsync() => (await QueryAsync<long>(
        "SELECT COUNT(*) FROM (SELECT txn_id FROM ledger_entries GROUP BY txn_id HAVING SUM(amount_minor) <> 0) AS unbalanced")).Single();

    protected override void ConfigureServices(IServiceCollection services)
    {
        if (!withWorker) services.Remove(services.Single(service => service.ImplementationType == typeof(OperationWorker)));
        // The test kit routes every client to the stubs; the provider is real here.
        services.Configure<HttpClientFactoryOptions>(ProviderSetup.ClientName, options => options.HttpMessageHandlerBuilderActions.Add(
            chain => chain.PrimaryHandler = new MaybeFake(this)));
    }

    private sealed class MaybeFake(PaymentApi api) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            api.Fake?.Invoke(request) ?? await base.SendAsync(request, cancellationToken);
    }
}

/// <summary>Without the background worker: tests run what is due themselves, and so stop the service between two steps.</summary>
public class StoppedPaymentApi() : PaymentApi(new Simulator(), withWorker: false)
{
}

/// <summary>An order and what happens to it.</summary>
public sealed class TestOrder(PaymentApi api, Guid id, Guid customerId, Money amount, string paymentMethod)
{
    private long sequence;

    public Guid Id => id;
    public Guid CustomerId => customerId;
    public Money Amount => amount;
    public string PaymentMethod => paymentMethod;
    public HttpClient Customer { get => field ??= api.ClientFor(customerId, Roles.Customer); }

    public Task<HttpResponseMessage> PostAsync(long? asked = null) =>
        api.Order.PostJsonAsync("/internal/v1/payments", new { orderId = id, customerId, amount = amount with { Amount = asked ?? amount.Amount }, paymentMethod }, id.ToString());

    public async Task<string> AuthorizeAsync() => (await PostAsync().ShouldBe(HttpStatusCode.OK)).Text("status");

    public async Task<TestOrder> AuthorizedAsync()
    {
        Assert.Equal("authorized", await AuthorizeAsync());
        return this;
    }

    public async Task<TestOrder> CapturedAsync()
    {
        await AuthorizedAsync();
        api.Clock.Advance(TimeSpan.FromMilliseconds(5)); // operations are listed by time
        await PickedUpAsync();
        await UntilAsync("captured");
        return this;
    }

    public Task PlacedAsync() => DeliverAsync(new OrderPlacedV1(id, customerId, Guid.NewGuid(), "A1", Guid.NewGuid(), [], amount, Zero, Zero, Zero, Zero, Zero, amount, "delivery", api.Clock.GetUtcNow()));

    public Task PickedUpAsync() => DeliverAsync(new OrderPickedUpV1(id, customerId, Guid.NewGuid(), api.Clock.GetUtcNow()));

    public Task CollectedAsync() => DeliverAsync(new OrderCollectedV1(id, customerId, Guid.NewGuid(), api.Clock.GetUtcNow()));

    public Task NoShowAsync() => DeliverAsync(new OrderNoShowV1(id, customerId, Guid.NewGuid(), api.Clock.GetUtcNow()));

    public Task CancelRequestedAsync(bool awaitsCourier = false) =>
        DeliverAsync(new OrderCancelRequestedV1(id, customerId, Guid.NewGuid(), "customer", "changed_mind", "awaitingAcceptance", awaitsCourier));

    public Task CourierReleasedAsync() => DeliverAsync(new OrderCourierReleasedV1(id, customerId, Guid.NewGuid()));

    public Task RejectedAsync() => DeliverAsync(new OrderRejectedV1(id, customerId, Guid.NewGuid(), "tooBusy", [], 10));

    public Task ExpiredAsync() => DeliverAsync(new OrderExpiredV1(id, customerId, Guid.NewGuid(), 300));

    public Task PaymentFailedAsync() => DeliverAsync(new OrderPaymentFailedV1(id, customerId, Guid.NewGuid(), "insufficient_funds"));

    public Task UndeliveredAsync(bool customerAtFault = false) =>
        DeliverAsync(new OrderUndeliveredV1(id, customerId, Guid.NewGuid(), "disposed", "noAnswer", customerAtFault));

    public Task DeliverAsync<T>(T data) where T : IEvent => api.DeliverAsync(id, ++sequence, data);

    public async Task<JsonNode> PaymentAsync() =>
        (await Customer.GetAsync($"/api/v1/payments?orderId={id}").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray().Single()!;

    public async Task<string> StatusAsync() => (await PaymentAsync()).Text("status");

    /// <param name="timePasses">The service's clock runs meanwhile: for what is only tried again after a while.</param>
    public async Task UntilAsync(string status, int seconds = 10, bool timePasses = false)
    {
        try
        {
            await Eventually.IsTrueAsync(async () =>
            {
                if (timePasses) api.Clock.Advance(TimeSpan.FromMilliseconds(50));
                return await StatusAsync() == status;
            }, $"payment of the order becomes {status}", TimeSpan.FromSeconds(seconds));
        }
        catch (TimeoutException e)
        {
            var operations = await api.QueryAsync<string>(
                """
                SELECT CONCAT_WS(' ', o.kind, o.status, o.attempts, o.failure_code, 'next', o.next_attempt_at, 'claimed', o.claimed_until, 'now', UTC_TIMESTAMP(6))
                FROM payment_operations o JOIN payments p ON p.id = o.payment_id WHERE p.order_id = @id
                """, new { id });
            throw new TimeoutException($"{e.Message} ({string.Join("; ", operations)})", e);
        }
    }

    public async Task<string[]> EventsAsync() => [.. (await api.PublishedAsync(id)).Select(envelope => envelope.Type.Replace("payment.", "").Replace(".v1", ""))];

    public async Task UntilPublishedAsync(string type) => await Eventually.IsTrueAsync(async () => (await EventsAsync()).Contains(type), $"payment.{type} is published");

    /// <summary>The three books agree: ours balances, and its customer account is what the provider took, net.</summary>
    public async Task ShouldReconcileAsync(long net)
    {
        Assert.Equal(0, await api.UnbalancedAsync());
        var booked = await api.Provider.BookedAsync(id);
        Assert.Equal(net, booked.Sum(e => e.Kind switch { "capture" => e.Amount, "refund" => -e.Amount, _ => 0 }));
        var accounts = (await api.QueryAsync<LedgerLine>(
            "SELECT account, CAST(SUM(l.amount_minor) AS SIGNED) AS amount FROM ledger_entries l JOIN payments p ON p.id = l.payment_id WHERE order_id = @id GROUP BY account", new { id })).ToDictionary(l => l.Account, l => l.Amount);
        Assert.Equal(-net, accounts.GetValueOrDefault("customer"));
        var open = booked.Where(e => e.Kind == "auth").Sum(e => e.Amount) - booked.Where(e => e.Kind is "void").Sum(e => e.Amount) - (booked.Any(e => e.Kind == "capture") ? amount.Amount : 0);
        Assert.Equal(open, accounts.GetValueOrDefault("provider_hold"));
        var sequences = (await api.PublishedAsync(id)).Select(envelope => envelope.Sequence).ToArray();
        Assert.Equal(Enumerable.Range(1, sequences.Length).Select(n => (long)n), sequences);
    }

    private Money Zero => Money.Zero(amount.Currency);

    private sealed record LedgerLine
    {
        public string Account { get; init; } = "";
        public long Amount { get; init; }
    }
}
