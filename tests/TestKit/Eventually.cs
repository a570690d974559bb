using System.Diagnostics;

namespace FoodDelivery.TestKit;

/// <summary>Waits for something that happens soon, without fixed sleeps.</summary>
public static class Eventually
{
    /// <summary>Polls until the condition holds; throws with <paramref name="what"/> after the limit (10 s when not given).</summary>
    public static async Task IsTrueAsync(Func<Task<bool>> condition, string what, TimeSpan? limit = null)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > (limit ?? TimeSpan.FromSeconds(10))) throw new TimeoutException($"Did not happen within {watch.Elapsed.TotalSeconds:0} s: {what}");
            await Task.Delay(50);
        }
    }

    /// <summary>Polls until there is a value.</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T?>> read, string what, TimeSpan? limit = null) where T : class
    {
        T? value = null;
        await IsTrueAsync(async () => (value = await read()) is not null, what, limit);
        return value!;
    }
}
