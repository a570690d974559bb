using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FoodDelivery.TestKit;

namespace FoodDelivery.EndToEnd.Tests.Attack;

/// <summary>Valid requests of an operation, and what can be done to them. Everything comes from one random number generator.</summary>
public sealed partial class Mutations(Random random, Func<string, string?> idOf)
{
    private static readonly string[] Texts =
    [
        "", " ", "\0", "a\0b", "\u001b[31m", "\u202eabc", "\ufffe", "\ufdd0", "\ufeff", "\u200b", "Zoe\u0301", "\U0001F469\u200D\U0001F373", new('x', 300), new('x', 9000), new('\u0301', 500), "İıſﬃ", "\U0010FFFF",
        "' OR '1'='1' -- ", "\"; DROP TABLE orders; --", "{{7*7}}", "${jndi:ldap://127.0.0.1/a}", "../../../../etc/passwd", "%s%n%x", "a\r\nX-Evil: 1", "<script>alert(1)</script>", "null", "NaN", "true", "0", "-1",
        "1e400", "2026-02-30T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z", "2026-11-28T12:00:00+14:00", "2026-11-28", "Europe/Atlantis", "../Berlin", "EUR", "eur", "€€€", "customer@", "@", "tok_", "25:61",
    ];

    // As they stand in JSON; some are none.
    private static readonly string[] Numbers =
        ["0", "-0", "-1", "1", "2147483647", "2147483648", "-2147483649", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "1e400", "-1e400", "1e-400", "1.5", "0.1e1", "1E2", "NaN", "Infinity", "01", "+1", "0x10", "123456789012345678901234567890", "90.0000001", "-180.5"];

    private static readonly string[] Surrogates = ["\"\\ud800\"", "\"\\udc00a\"", "\"\\u0000\"", "\"\\ufffe\"", "\"\\q\"", "\"\\u12\"", "'single'", "\"\u0001\""];

    private static readonly string[] ContentTypes =
    [
        "text/plain", "application/xml", "multipart/form-data", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "application/json; charset=utf-16", "application/json; charset=foo", "application/json; charset=\"utf-8\"",
        "application/json; charset=", "application/json; charset=utf-7", "application/json;;;", "application/problem+json", "application/json, text/plain", "*/*", "json", "", "application/vnd.api+json", "application/json; a=" + new string('b', 500),
    ];

    private static readonly string[] Accepts = ["text/html", "application/xml", "text/event-stream", "*/*;q=0", "application/json;q=2", "garbage", ",", "application/json; version=99", "image/*", new string('a', 300)];

    private static readonly string[] Ids =
    [
        "0", "-1", "1", "null", "undefined", "..", ".", "%00", "%2e%2e", "%252e", "%ff", "%c0%ae", "a%0d%0ab", "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "9223372036854775808", "1%27--", "*", "%7B%7D", "me",
        "%E2%80%AE", "a;b=c", "(1)", new('9', 200), new('a', 3000),
    ];

    private static readonly (string Name, string Value)[] Headers =
    [
        ("If-Match", "garbage"), ("If-Match", "*"), ("If-Match", "W/\"\""), ("If-Match", "\"unclosed"), ("If-Match", "\"99999999999999999999999\""), ("If-Match", string.Join(',', Enumerable.Repeat("\"1\"", 200))), ("If-None-Match", "*"), ("If-None-Match", "\"x"),
        ("If-Modified-Since", "yesterday"), ("Range", "bytes=0-1,2-3,-5"), ("Idempotency-Key", ""), ("Idempotency-Key", "short"), ("Idempotency-Key", "with spaces in it"), ("Idempotency-Key", new string('k', 300)), ("Idempotency-Key", "\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9"),
        ("X-HTTP-Method-Override", "DELETE"), ("X-Forwarded-For", "not an address"), ("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Proto", "gopher"), ("X-Original-URL", "/internal/v1/users"), ("X-Request-Id", "a b\tc"), ("traceparent", "00-0-0-0"),
        ("traceparent", "ff-" + new string('f', 32) + "-" + new string('f', 16) + "-ff"), ("tracestate", new string('=', 600)), ("baggage", ",,,=;"), ("Cookie", "a=b; " + new string('c', 2000)), ("Origin", "null"), ("Origin", "https://evil.example"), ("Last-Event-ID", "-1"),
        ("Last-Event-ID", "99999999999999999999"), ("Last-Event-ID", "'"), ("Accept-Language", "xx-YY;q=9"), ("Accept-Encoding", "br;q=0, *;q=0"), ("Accept-Charset", "foo"), ("Prefer", "return=minimal"), ("Webhook-Signature", "t=x,v1="), ("Webhook-Signature", "t=99999999999999999999,v1=00"),
        ("Content-Encoding", "gzip"), ("Content-Encoding", "foo"), ("Content-Language", "\u00fc"), ("User-Agent", ""), ("Via", "1.0 a, 1.0 b"), ("X-Long", new string('x', 7000)), ("Upgrade", "h2c"), ("Max-Forwards", "0"), ("Cache-Control", "only-if-cached"),
    ];

    private const int LongestValue = 2000;

    private static readonly string[] Methods = ["TRACE", "PROPFIND", "FOO", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "POST", "GET"];

    /// <summary>A request that the document allows, with up to three things done to it.</summary>
    public RawRequest Next(Operation operation)
    {
        var request = new RawRequest
        {
            Method = operation.Method.Method,
            Target = operation.PathWith(name => Id(name)) + Query(operation),
        };
        foreach (var header in operation.Parameters("header"))
        {
            if (header.Text("name") == "Idempotency-Key") request.Headers.Add(("Idempotency-Key", RandomText(16)));
            else if (random.Next(4) == 0) request.Headers.Add((header.Text("name"), "\"1\""));
        }
        var body = operation.BodySchema is { } schema ? WithOurIds(operation.Example?.DeepClone() ?? Value(operation, schema, 0)) : null;
        if (body is not null)
        {
            request.Body = Encoding.UTF8.GetBytes(body.ToJsonString());
            request.Headers.Add(("Content-Type", "application/json"));
        }
        for (var i = Pick([0, 1, 1, 1, 1, 2, 2, 3]); i > 0; i--) Mutate(operation, request, ref body);
        return request;
    }

    private void Mutate(Operation operation, RawRequest request, ref JsonNode? body)
    {
        var kind = random.Next(body is null ? 10 : 30);
        if (kind >= 10) MutateBody(operation, request, ref body);
        else if (kind <= 2) MutateQuery(operation, request);
        else if (kind <= 4) MutatePath(operation, request);
        else if (kind == 5) SetHeader(request, "Accept", Pick(Accepts));
        else if (kind == 6 && request.Body is not null) SetHeader(request, "Content-Type", Pick(ContentTypes));
        else if (kind == 7 && random.Next(4) == 0) Set(request, "method", request.Method = Pick(Methods));
        else if (kind == 8 && random.Next(4) == 0)
        {
            for (var i = 0; i < 60; i++) request.Headers.Add(($"X-{i}", "x"));
            request.Mutations.Add("60 headers");
        }
        else
        {
            var (name, value) = Pick(Headers);
            request.Headers.Add((name, value));
            request.Mutations.Add($"header {name}");
        }
    }

    private void MutateBody(Operation operation, RawRequest request, ref JsonNode? body)
    {
        var places = Places(body!).ToList();
        var (parent, key) = places.Count > 0 ? Pick(places) : (null, "");
        string? raw = null;
        switch (random.Next(16))
        {
            case 0 when parent is JsonObject it: it.Remove(key); Say("without it"); break;
            case 1 when parent is JsonObject it: it["surprise"] = 1; Say("one more"); break;
            case 2 when parent is not null: raw = "null"; break;
            case 3 when parent is not null: raw = Pick(["\"text\"", "1", "true", "[]", "{}", "[[]]", "[null]", "{\"a\":{}}", "\"\""]); break;
            case 4 or 5 when parent is not null: raw = Pick(Numbers); break;
            case 6 or 7 or 8 when parent is not null: raw = JsonValue.Create(Pick(Texts))!.ToJsonString(); break;
            case 9 when parent is not null: raw = Pick(Surrogates); break;
            case 10 when parent is not null: raw = new string('[', Pick([40, 100, 3000])) + "1"; break;
            case 11 when parent is not null: raw = "[" + string.Join(',', Enumerable.Repeat(Pick(["1", "null", "\"a\"", "{}"]), Pick([60, 2000]))) + "]"; break;
            case 12 when parent is JsonObject it: // the same name twice
                request.Body = Encoding.UTF8.GetBytes(body!.ToJsonString().Replace($"\"{key}\":", $"\"{key}\":null,\"{key}\":", StringComparison.Ordinal));
                request.Mutations.Add($"{key} twice");
                return;
            case 13: // another valid one
                body = WithOurIds(Value(operation, operation.BodySchema!, 0));
                Say("made from the schema");
                break;
            case 14 when parent is JsonObject it && key.Any(char.IsLower):
                var value = it[key];
                it.Remove(key);
                it[key.ToUpperInvariant()] = value?.DeepClone();
                Say("in capitals");
                break;
            default:
                request.Body = Whole(request.Body!);
                request.Mutations.Add("another body");
                return;
        }
        var text = body!.ToJsonString();
        if (raw is not null)
        {
            var copy = body.DeepClone();
            var (where, name) = Places(copy).ElementAt(places.IndexOf((parent!, key)));
            if (where is JsonArray list) list[int.Parse(name, CultureInfo.InvariantCulture)] = "@here@";
            else where[name] = "@here@";
            text = copy.ToJsonString().Replace("\"@here@\"", raw, StringComparison.Ordinal);
            request.Mutations.Add($"{key}: {(raw.Length > 60 ? raw[..60] : raw)}");
            // As a tree it can go on only when it is one.
            try
            {
                var tree = JsonNode.Parse(text);
                _ = tree?.ToJsonString();
                body = tree ?? body;
            }
            catch (Exception e) when (e is System.Text.Json.JsonException or InvalidOperationException or ArgumentException)
            {
                // what is done to it next is done to what was before
            }
        }
        request.Body = Encoding.UTF8.GetBytes(text);

        void Say(string what) => request.Mutations.Add($"{key} {what}");
    }

    private byte[] Whole(byte[] body) => random.Next(16) switch
    {
        0 => [],
        1 => "null"u8.ToArray(),
        2 => "[]"u8.ToArray(),
        3 => "{}"u8.ToArray(),
        4 => "\"\""u8.ToArray(),
        5 => body[..(body.Length / 2)],
        6 => [.. body, .. ","u8],
        7 => [.. body, .. body],
        8 => [0xEF, 0xBB, 0xBF, .. body],
        9 => Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(body)),
        10 => [.. body[..(body.Length / 2)], 0xC3, 0x28, 0xFF, .. body[(body.Length / 2)..]],
        11 => [0x1F, 0x8B, 0x08, 0x00, 0x00],
        12 => [.. "/* */"u8, .. body],
        13 => Encoding.UTF8.GetBytes(new string('[', 5000)),
        14 => [.. Encoding.UTF8.GetBytes(new string(' ', 70_000)), .. body],
        _ => "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>"u8.ToArray(),
    };

    private void MutateQuery(Operation operation, RawRequest request)
    {
        var known = operation.Parameters("query").Select(parameter => parameter.Text("name")).ToList();
        var name = known.Count > 0 && random.Next(4) > 0 ? Pick(known) : Pick(["surprise", "limit", "cursor", "a[]", "%00", "", "__proto__", "access_token"]);
        var value = random.Next(5) switch
        {
            0 => Uri.EscapeDataString(Pick(Numbers)),
            1 => Uri.EscapeDataString(Pick(Texts)),
            2 => Pick(["%ff", "%", "%u0041", "%c3%28", "a%00b", "", "a&a=b", "[]", "+", "%2B"]),
            3 when name == "cursor" => Convert.ToBase64String(Encoding.UTF8.GetBytes("1|" + Pick(["", "x", "0 x", "99999999999999999999 " + Guid.Empty, Guid.Empty.ToString(), "\0", "1 2 3", "2026-02-30|" + Guid.Empty, "-1"]))).TrimEnd('=').Replace('+', '-').Replace('/', '_'),
            _ => Pick(["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "48.2,11.5", "91,181", "NaN,NaN", "1e308,1e308", ",", "-1", "101", "accepted,accepted,", "true", "TRUE", "1", Guid.NewGuid().ToString("B"), Guid.NewGuid().ToString("N")]),
        };
        // A longer line the gateway refuses by itself.
        if (value.Length > LongestValue) value = value[..LongestValue];
        request.Target += $"{(request.Target.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{name}={value}";
        request.Mutations.Add($"query {name}");
    }

    private void MutatePath(Operation operation, RawRequest request)
    {
        var (path, query) = request.Target.Split('?', 2) is [var before, var after] ? (before, "?" + after) : (request.Target, "");
        var names = operation.Path.Split('/').Index().Where(segment => segment.Item.StartsWith('{')).ToList();
        var segments = path.Split('/');
        if (names.Count > 0 && segments.Length == operation.Path.Split('/').Length && random.Next(6) > 0)
        {
            var at = Pick(names).Index;
            segments[at] = Guid.TryParse(segments[at], out var id) && random.Next(2) == 0
                ? Pick([id.ToString().ToUpperInvariant(), id.ToString("N"), Uri.EscapeDataString(id.ToString("B")), id.ToString("P"), $"%20{id}", $"{id}%20", $"{id}/", Uri.EscapeDataString(id.ToString("X"))])
                : Pick(Ids);
            request.Target = string.Join('/', segments) + query;
        }
        else
        {
            request.Target = Pick([path + "/", path.ToUpperInvariant(), path + "/x", path + "%20", path + ";a=b", "/" + path, path.Replace("/v1/", "/v2/", StringComparison.Ordinal), path.Replace("/api/", "/api/./", StringComparison.Ordinal)]) + query;
        }
        request.Mutations.Add("path");
    }
}
