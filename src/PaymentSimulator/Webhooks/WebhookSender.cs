using System.Net.Http.Headers;
using System.Text;
using FoodDelivery.PaymentSimulator.Domain;
using Microsoft.Extensions.Options;

namespace FoodDelivery.PaymentSimulator.Webhooks;

/// <summary>Sends webhooks until a 2xx, backing off. Order is not kept, as with a real provider.</summary>
internal sealed class WebhookSender(
    WebhookOutbox outbox,
    WebhookControl control,
    IOptions<SimulatorOptions> options,
    TimeProvider clock,
    ILogger<WebhookSender> log) : BackgroundService
{
    private const int ParallelSends = 8;

    private readonly SimulatorOptions _options = options.Value;

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false, // a redirect is not an acceptance
        UseProxy = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    })
    {
        Timeout = options.Value.WebhookTimeout,
    };

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await outbox.RecoverAsync();
        await base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var slots = new SemaphoreSlim(ParallelSends);
        var running = new List<Task>();
        var tidyAt = 64; // doubling, so that tidying a long backlog stays cheap
        try
        {
            await foreach (var entry in outbox.Due.ReadAllAsync(stoppingToken))
            {
                running.Add(DeliverAsync(entry, slots, stoppingToken));
                if (running.Count >= tidyAt)
                {
                    running.RemoveAll(task => task.IsCompletedSuccessfully);
                    tidyAt = 64 + running.Count * 2;
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(running); // they see the same token; what they leave undone is sent by the next run
        }
    }

    private async Task DeliverAsync(LedgerEntry entry, SemaphoreSlim slots, CancellationToken stopping)
    {
        try
        {
            if (control.Current is { Mode: WebhookMode.Delayed, Delay: var late })
            {
                await Task.Delay(late, clock, stopping);
            }
            for (var attempt = 1; attempt <= _options.WebhookTries; attempt++)
            {
                if (_options.WebhookUrl is null || control.Current.Mode == WebhookMode.Off)
                {
                    await outbox.SettleAsync(entry, WebhookOutcome.Dropped);
                    return;
                }
                if (await TryAsync(entry, attempt, slots, stopping))
                {
                    await outbox.SettleAsync(entry, WebhookOutcome.Delivered);
                    return;
                }
                if (attempt < _options.WebhookTries)
                {
                    await Task.Delay(_options.WebhookRetryDelay * Math.Pow(2, attempt - 1), clock, stopping);
                }
            }
            log.WebhookGivenUp(entry.EventId(), _options.WebhookTries);
            await outbox.SettleAsync(entry, WebhookOutcome.GivenUp);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Unmarked, so the next run sends it.
        }
    }

    private async Task<bool> TryAsync(LedgerEntry entry, int attempt, SemaphoreSlim slots, CancellationToken stopping)
    {
        await slots.WaitAsync(stopping);
        try
        {
            var accepted = await PostAsync(entry, attempt, stopping);
            if (control.Current.Mode == WebhookMode.Duplicate)
            {
                accepted &= await PostAsync(entry, attempt, stopping);
            }
            return accepted;
        }
        finally
        {
            slots.Release();
        }
    }

    private async Task<bool> PostAsync(LedgerEntry entry, int attempt, CancellationToken stopping)
    {
        var body = WebhookMessage.Body(entry);
        using var request = new HttpRequestMessage(HttpMethod.Post, _options.WebhookUrl);
        request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        request.Headers.Add(WebhookMessage.SignatureHeader, WebhookMessage.Sign(body, _options.WebhookSecret, clock.GetUtcNow()));
        try
        {
            using var response = await _http.SendAsync(request, stopping);
            if (!response.IsSuccessStatusCode)
            {
                log.WebhookRefused(entry.EventId(), attempt, $"status {(int)response.StatusCode}");
            }
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !stopping.IsCancellationRequested))
        {
            log.WebhookRefused(entry.EventId(), attempt, e.Message);
            return false;
        }
    }
}
