using System.Collections.Concurrent;
using FoodDelivery.Faults.City;

namespace FoodDelivery.Faults.Recovery;

/// <summary>A live stream that is opened again when it breaks, and what came on it.</summary>
public sealed class Screen : IAsyncDisposable
{
    private readonly CancellationTokenSource closing = new();
    private readonly ConcurrentQueue<string> lines = new();
    private readonly TaskCompletionSource open = new();
    private readonly Task reading;

    private Screen(Caller customer) => reading = ReadAsync(customer, closing.Token);

    public static async Task<Screen> OpenAsync(Caller customer, CancellationToken ct)
    {
        var screen = new Screen(customer);
        await screen.open.Task.WaitAsync(TimeSpan.FromSeconds(30), ct);
        return screen;
    }

    public bool Shows(Guid order) => lines.Any(line => line.Contains(order.ToString(), StringComparison.OrdinalIgnoreCase));

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        closing.Dispose();
    }

    private async Task ReadAsync(Caller customer, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                using var response = await customer.OpenStreamAsync(ct);
                using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(ct));
                while (await reader.ReadLineAsync(ct) is { } line)
                {
                    if (line == "event: hello") open.TrySetResult();
                    if (line.StartsWith("data: ", StringComparison.Ordinal)) lines.Enqueue(line);
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), ct);
            }
        }
    }
}
