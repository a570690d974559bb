using System.Text.Json;
using FoodDelivery.Faults.Witness;

namespace FoodDelivery.Faults.City;

/// <summary>A customer's screen (he is his stream's only recipient, so that its ids are numbers): follows the live stream, comes back with Last-Event-ID after every break, and writes down whatever arrives, as it arrives.</summary>
public sealed class Watcher(Person person, WitnessBook witness)
{
    private long? last;
    private long arrived;

    public async Task WatchAsync(TaskCompletionSource watching, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                using var response = await person.OpenStreamAsync(last, ct);
                using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(ct));
                await ReadAsync(reader, watching, ct);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TimeoutException or RefusedException || (e is OperationCanceledException && !ct.IsCancellationRequested))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(300), ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task ReadAsync(StreamReader reader, TaskCompletionSource watching, CancellationToken ct)
    {
        string? id = null, name = null, data = null;
        while (await reader.ReadLineAsync(ct) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal)) id = line[4..];
            else if (line.StartsWith("event: ", StringComparison.Ordinal)) name = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal)) data = line[6..];
            else if (line.Length == 0 && name is not null)
            {
                if (name == "hello" && last is null) Begin(long.Parse(JsonElement.Parse(data!).GetProperty("lastEventId").GetString()!), watching);
                else if (id is not null) Show(long.Parse(id));
                (id, name, data) = (null, null, null);
            }
        }
    }

    private void Begin(long since, TaskCompletionSource watching)
    {
        last = since;
        witness.Watches(person.Id, since);
        watching.TrySetResult();
    }

    private void Show(long no)
    {
        witness.Shown(person.Id, ++arrived, no);
        last = Math.Max(no, last ?? 0);
    }
}
