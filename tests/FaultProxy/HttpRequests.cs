using System.Globalization;
using System.Text;

namespace FoodDelivery.FaultProxy;

/// <summary>
/// Follows the requests in the bytes that a client sends over one HTTP/1.1 connection: where each begins and what it asks. Anything that is not
/// HTTP/1 turns it off, so that it can listen on any line.
/// </summary>
internal sealed class HttpRequests
{
    private const int LongestHead = 64 * 1024;

    private readonly List<byte> head = [];
    private long bodyLeft;
    private bool chunked;
    private bool inChunk;
    private bool off;

    /// <summary>The heads of requests that were completed by these bytes, in order.</summary>
    public IReadOnlyList<(string Method, string Path)> Read(ReadOnlySpan<byte> bytes)
    {
        var found = new List<(string, string)>();
        while (bytes.Length > 0 && !off)
        {
            if (bodyLeft > 0)
            {
                var skip = (int)Math.Min(bodyLeft, bytes.Length);
                bodyLeft -= skip;
                bytes = bytes[skip..];
                continue;
            }
            head.Add(bytes[0]);
            bytes = bytes[1..];
            if (chunked) ReadChunkLine();
            else if (EndsWith("\r\n\r\n")) found.AddRange(ReadHead());
            else if (head.Count > LongestHead) off = true;
        }
        return found;
    }

    private IEnumerable<(string, string)> ReadHead()
    {
        var lines = Encoding.Latin1.GetString(head.ToArray()).Split("\r\n");
        head.Clear();
        var first = lines[0].Split(' ');
        if (first.Length != 3 || !first[2].StartsWith("HTTP/1.", StringComparison.Ordinal))
        {
            off = true;
            yield break;
        }
        foreach (var line in lines.Skip(1))
        {
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) bodyLeft = long.Parse(line[15..].Trim(), CultureInfo.InvariantCulture);
            if (line.StartsWith("Transfer-Encoding:", StringComparison.OrdinalIgnoreCase) && line.Contains("chunked", StringComparison.OrdinalIgnoreCase)) chunked = true;
        }
        yield return (first[0], first[1]);
    }

    // A chunk is its length in a line, its bytes and an empty line; the last has length 0 and trailers, of which nobody here sends any.
    private void ReadChunkLine()
    {
        if (!EndsWith("\r\n")) return;
        var line = Encoding.Latin1.GetString(head.ToArray()).Trim();
        head.Clear();
        if (line.Length == 0)
        {
            if (!inChunk) chunked = false;
            inChunk = false;
            return;
        }
        bodyLeft = long.Parse(line.Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        inChunk = bodyLeft > 0;
    }

    private bool EndsWith(string end) => head.Count >= end.Length && Enumerable.Range(0, end.Length).All(i => head[head.Count - end.Length + i] == end[i]);
}
