namespace FoodDelivery.Load.Measuring;

/// <summary>Shows where a run is: one line that rewrites itself on a terminal, a line now and then elsewhere.</summary>
public static class Progress
{
    /// <summary>Shows <paramref name="line"/> every second (every five into a file) until <paramref name="work"/> ends, and passes on its outcome.</summary>
    public static async Task WhileAsync(Task work, Func<string> line)
    {
        var live = !Console.IsOutputRedirected;
        var every = TimeSpan.FromSeconds(live ? 1 : 5);
        while (await Task.WhenAny(work, Task.Delay(every)) != work) Show(line(), live);
        if (live) Console.Write("\r\u001b[K");
        await work;
    }

    private static void Show(string text, bool live)
    {
        if (!live)
        {
            Console.WriteLine(text);
            return;
        }
        var width = Math.Max(20, Console.WindowWidth - 1);
        Console.Write($"\r\u001b[K{(text.Length > width ? text[..width] : text)}");
    }
}
