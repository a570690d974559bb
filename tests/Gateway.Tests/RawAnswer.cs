namespace FoodDelivery.Gateway.Tests;

/// <summary>An HTTP/1.1 answer as it came over the socket.</summary>
internal sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>Whether Content-Length says that nothing follows. Only for ASCII bodies, and false for an answer that does not say.</summary>
    public static bool IsComplete(string text) =>
        text.Contains("\r\n\r\n", StringComparison.Ordinal)
        && Parse(text) is var answer
        && answer.Headers.TryGetValue("Content-Length", out var length)
        && answer.Body.Length >= int.Parse(length);

    public static RawAnswer Parse(string text)
    {
        var parts = text.Split("\r\n\r\n", 2);
        var lines = parts[0].Split("\r\n");
        if (parts.Length != 2 || !lines[0].StartsWith("HTTP/1.1 ", StringComparison.Ordinal))
        {
            throw new FormatException($"not an HTTP answer: '{text}'");
        }

        var headers = lines.Skip(1).Select(line => line.Split(": ", 2))
            .ToDictionary(header => header[0], header => header.ElementAtOrDefault(1) ?? "", StringComparer.OrdinalIgnoreCase);
        return new RawAnswer(int.Parse(lines[0].Split(' ')[1]), headers, parts[1]);
    }
}
