using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FoodDelivery.TestKit;

namespace FoodDelivery.EndToEnd.Tests.Attack;

/// <summary>A request as it goes out, and as somebody else can send it again.</summary>
public sealed class RawRequest
{
    public required string Method { get; set; }

    public required string Target { get; set; }

    public List<(string Name, string Value)> Headers { get; } = [];

    public byte[]? Body { get; set; }

    public List<string> Mutations { get; } = [];

    public HttpRequestMessage ToMessage(Uri gateway)
    {
        var uri = new Uri(gateway.GetLeftPart(UriPartial.Authority) + Target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var message = new HttpRequestMessage(new HttpMethod(Method), uri);
        if (Body is not null) message.Content = new ByteArrayContent(Body);
        foreach (var (name, value) in Headers)
        {
            if (!name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)) message.Headers.TryAddWithoutValidation(name, value);
            else message.Content?.Headers.TryAddWithoutValidation(name, value);
        }
        return message;
    }

    /// <summary>The same for a shell.</summary>
    /// <param name="caller">Stands for the token: <c>$CUSTOMER</c>, <c>$OPS</c>, …</param>
    public string ToCurl(Uri gateway, string caller)
    {
        var line = new StringBuilder($"curl -i --path-as-is -X {Quoted(Method)} {Quoted(gateway.GetLeftPart(UriPartial.Authority) + Target)}");
        foreach (var (name, value) in Headers) line.Append(CultureInfo.InvariantCulture, $" -H {Quoted($"{name}: {value}")}");
        if (caller.Length > 0) line.Append(CultureInfo.InvariantCulture, $" -H \"Authorization: Bearer ${caller.ToUpperInvariant()}\"");
        if (Body is not null) line.Append(CultureInfo.InvariantCulture, $" --data-binary {Quoted(Encoding.Latin1.GetString(Body))}");
        return line.ToString();
    }

    // Bytes as the shell of bash writes them.
    private static string Quoted(string text)
    {
        if (text.All(c => c is >= ' ' and <= '~' and not '\'')) return $"'{text}'";
        return "$'" + string.Concat(text.Select(c => c switch
        {
            '\'' or '\\' => $"\\{c}",
            >= ' ' and <= '~' => c.ToString(),
            < '\u0100' => $"\\x{(int)c:x2}",
            _ => $"\\u{(int)c:x4}",
        })) + "'";
    }
}
