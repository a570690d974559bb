using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FoodDelivery.TestKit;
using Microsoft.IdentityModel.Tokens;
using Xunit.Abstractions;

namespace FoodDelivery.EndToEnd.Tests.Attack;

/// <summary>Tokens that nobody gave, sent to every reading call that needs one: 401 and nothing else.</summary>
[Collection(nameof(Stack))]
public sealed class Forgeries(Stack stack, ITestOutputHelper output)
{
    // The gateway takes no longer line; what it refuses there is 431.
    private const int LongestLine = 8 * 1024;

    [Fact]
    public async Task No_service_takes_a_token_that_was_not_given()
    {
        using var ops = await Person.LoginAsync(stack.Gateway, "ops@demo.test");
        var real = ops.DefaultRequestHeaders.Authorization!.Parameter!;
        var jwks = JsonNode.Parse(await ops.GetStringAsync("/.well-known/jwks.json"))!;
        using var signer = SigningKey();
        var forgeries = Forge(real, jwks, signer).ToList();

        using var http = new HttpClient { BaseAddress = stack.Gateway };
        var calls = OpenApiDocuments.All.Where(operation => operation.Method == HttpMethod.Get && operation.Roles.Count > 0).ToList();
        Assert.Equal(8, calls.Select(call => call.Service).Distinct().Count());
        var (failures, sent) = (new List<string>(), 0);
        foreach (var call in calls)
        {
            var path = call.PathWith(_ => Guid.CreateVersion7().ToString());
            foreach (var (name, header) in forgeries)
            {
                sent++;
                var (status, code) = await SendAsync(http, path, header);
                var isRefused = (status, code) is (401, "unauthenticated") || (header.Length > LongestLine && (status, code) is (431, "headers_too_large") or (400, "bad_request"));
                if (!isRefused) failures.Add($"{name} at {call}: {status} {code}\n  curl -i '{stack.Gateway}{path[1..]}' -H 'Authorization: {header}'");
            }
            // Forged in the same way, but true: what is refused above is refused for the lie in it.
            if (signer is not null && await SendAsync(http, path, "Bearer " + Signed(Header(real), Claims(real), signer)) is (401, _)) failures.Add($"{call} refuses a token that is good.");
        }
        output.WriteLine($"{sent} forged tokens ({forgeries.Count} kinds, {calls.Count} calls, {(signer is null ? "without" : "with")} the signing key), {failures.Count} findings");
        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    private static async Task<(int Status, string? Code)> SendAsync(HttpClient http, string path, string header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        Assert.True(request.Headers.TryAddWithoutValidation("Authorization", header));
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json") return ((int)response.StatusCode, null);
        return ((int)response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonNode>())!["code"]?.GetValue<string>());
    }

    private static IEnumerable<(string Name, string Header)> Forge(string real, JsonNode jwks, RSA? signer)
    {
        var (header, claims) = (Header(real), Claims(real));
        var parts = real.Split('.');
        using var own = RSA.Create(2048);
        var key = jwks["keys"]![0]!;

        foreach (var none in new[] { "none", "None", "NONE", "nOnE", "" })
        {
            var unsigned = $"{Encode(With(header, "alg", none))}.{Encode(claims)}";
            yield return ($"alg '{none}'", $"Bearer {unsigned}.");
            yield return ($"alg '{none}' with the old signature", $"Bearer {unsigned}.{parts[2]}");
        }
        yield return ("alg none in two parts", $"Bearer {Encode(With(header, "alg", "none"))}.{Encode(claims)}");
        yield return ("alg null", $"Bearer {Encode(With(header, "alg", null))}.{Encode(claims)}.{parts[2]}");

        using var known = RSA.Create(new RSAParameters { Modulus = Base64UrlEncoder.DecodeBytes(key.Text("n")), Exponent = Base64UrlEncoder.DecodeBytes(key.Text("e")) });
        var secrets = new (string Name, byte[] Bytes)[]
        {
            ("SPKI PEM", Encoding.ASCII.GetBytes(known.ExportSubjectPublicKeyInfoPem())), ("SPKI PEM and a line break", Encoding.ASCII.GetBytes(known.ExportSubjectPublicKeyInfoPem() + "\n")),
            ("PKCS1 PEM", Encoding.ASCII.GetBytes(known.ExportRSAPublicKeyPem())), ("DER", known.ExportSubjectPublicKeyInfo()),
            ("modulus", Base64UrlEncoder.DecodeBytes(key.Text("n"))), ("modulus as text", Encoding.ASCII.GetBytes(key.Text("n"))),
            ("JWK", Encoding.UTF8.GetBytes(key.ToJsonString())), ("kid", Encoding.ASCII.GetBytes(key.Text("kid"))), ("nothing", []), ("secret", "secret"u8.ToArray()),
        };
        foreach (var (name, bytes) in secrets)
        {
            var text = $"{Encode(With(header, "alg", "HS256"))}.{Encode(claims)}";
            yield return ($"HS256 with {name}", $"Bearer {text}.{Base64UrlEncoder.Encode(HMACSHA256.HashData(bytes, Encoding.ASCII.GetBytes(text)))}");
        }
        var hs512 = $"{Encode(With(header, "alg", "HS512"))}.{Encode(claims)}";
        yield return ("HS512 with SPKI PEM", $"Bearer {hs512}.{Base64UrlEncoder.Encode(HMACSHA512.HashData(secrets[0].Bytes, Encoding.ASCII.GetBytes(hs512)))}");

        // Signed with a key that is not ours, under every name.
        var kids = new JsonNode?[]
        {
            header["kid"]!.DeepClone(), "unknown", "", "../../../../../../dev/null", "/dev/null", "file:///dev/null", "http://127.0.0.1:9/jwks.json", "' OR '1'='1", "a\0b", "$(id)", "${jndi:ldap://127.0.0.1/a}",
            Guid.Empty.ToString("N"), new string('k', 4000), 0, true, new JsonArray("a"), new JsonObject(), null,
        };
        foreach (var kid in kids) yield return ($"another key as kid {Shown(kid)}", "Bearer " + Signed(With(header, "kid", kid), claims, own));
        yield return ("/dev/null as HS256 secret", $"Bearer {hs512}.{Base64UrlEncoder.Encode(HMACSHA256.HashData(Array.Empty<byte>(), Encoding.ASCII.GetBytes(hs512)))}");
        var parameters = own.ExportParameters(false);
        var jwk = new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["alg"] = "RS256", ["kid"] = "mine", ["n"] = Base64UrlEncoder.Encode(parameters.Modulus), ["e"] = Base64UrlEncoder.Encode(parameters.Exponent) };
        foreach (var kid in new[] { "mine", header.Text("kid") })
        {
            yield return ($"jwk in the header as {kid}", "Bearer " + Signed(With(With(header, "kid", kid), "jwk", jwk), claims, own));
            foreach (var url in new[] { "jku", "x5u" }) yield return ($"{url} as {kid}", "Bearer " + Signed(With(With(header, "kid", kid), url, "http://127.0.0.1:9/jwks.json"), claims, own));
            yield return ($"x5c as {kid}", "Bearer " + Signed(With(With(header, "kid", kid), "x5c", new JsonArray(Convert.ToBase64String(own.ExportSubjectPublicKeyInfo()))), claims, own));
        }
        foreach (var (alg, padding, hash) in new[] { ("RS384", RSASignaturePadding.Pkcs1, HashAlgorithmName.SHA384), ("RS512", RSASignaturePadding.Pkcs1, HashAlgorithmName.SHA512), ("PS256", RSASignaturePadding.Pss, HashAlgorithmName.SHA256) })
        {
            yield return ($"{alg} with another key", "Bearer " + Signed(With(header, "alg", alg), claims, own, hash, padding));
            if (signer is not null) yield return ($"{alg} with our key", "Bearer " + Signed(With(header, "alg", alg), claims, signer, hash, padding));
        }

        // The old signature under other claims, roles in every shape that a reader could take for one.
        foreach (var roles in new JsonNode[] { "ops", new JsonArray("customer", "ops"), new JsonArray(new JsonArray("ops")), new JsonObject { ["0"] = "ops" }, "ops,customer", "OPS" })
        {
            yield return ($"roles {roles.ToJsonString()} with the old signature", $"Bearer {parts[0]}.{Encode(With(claims, "roles", roles))}.{parts[2]}");
        }
        foreach (var (name, value) in new (string, JsonNode?)[] { ("sub", Guid.NewGuid().ToString()), ("sub", "service:order"), ("aud", "order-service"), ("exp", 4102444800), ("sid", null), ("role", "ops"), ("scope", "*") })
        {
            yield return ($"{name} {Shown(value)} with the old signature", $"Bearer {parts[0]}.{Encode(With(claims, name, value))}.{parts[2]}");
        }

        // What only a thief of the key could sign, and still no token of ours.
        if (signer is not null)
        {
            var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
            var lies = new (string Name, JsonNode Header, JsonNode Claims)[]
            {
                ("another issuer", header, With(claims, "iss", "https://issuer.example")), ("no issuer", header, With(claims, "iss", null)), ("issuer in capitals", header, With(claims, "iss", claims.Text("iss").ToUpperInvariant())),
                ("another audience", header, With(claims, "aud", "somebody-else")), ("no audience", header, With(claims, "aud", null)), ("audience as part of a text", header, With(claims, "aud", "fooddelivery2")),
                ("audiences of others", header, With(claims, "aud", new JsonArray("a", "b"))), ("expired", header, With(With(claims, "nbf", now - 7200), "exp", now - 60)), ("expired in 1970", header, With(claims, "exp", 0)),
                ("no end", header, With(claims, "exp", null)), ("an end that is no time", header, With(claims, "exp", "never")), ("not yet valid", header, With(claims, "nbf", now + 120)),
                ("typ JWT", With(header, "typ", "JWT"), claims), ("no typ", With(header, "typ", null), claims), ("typ of a refresh token", With(header, "typ", "rt+jwt"), claims),
                ("another kid", With(header, "kid", "unknown"), claims),
            };
            foreach (var (name, lyingHeader, lyingClaims) in lies) yield return (name, "Bearer " + Signed(lyingHeader, lyingClaims, signer));
        }

        // No tokens at all.
        yield return ("two parts", $"Bearer {parts[0]}.{parts[1]}");
        yield return ("one part", $"Bearer {parts[0]}");
        yield return ("four parts", $"Bearer {real}.{parts[2]}");
        yield return ("five parts", $"Bearer {parts[0]}.{parts[1]}.{parts[2]}.{parts[1]}.{parts[2]}");
        yield return ("no signature", $"Bearer {parts[0]}.{parts[1]}.");
        yield return ("half a signature", $"Bearer {parts[0]}.{parts[1]}.{parts[2][..^40]}");
        yield return ("a bit of the signature", $"Bearer {parts[0]}.{parts[1]}.{(parts[2][0] == 'A' ? 'B' : 'A')}{parts[2][1..]}");
        yield return ("claims of nobody", $"Bearer {parts[0]}..{parts[2]}");
        yield return ("dots", "Bearer ..");
        yield return ("many dots", "Bearer " + new string('.', 1000));
        yield return ("no base64", "Bearer !!!.???.***");
        yield return ("base64 of no JSON", $"Bearer {Base64UrlEncoder.Encode("{")}.{Base64UrlEncoder.Encode("[]")}.{parts[2]}");
        yield return ("deeply nested claims", $"Bearer {parts[0]}.{Base64UrlEncoder.Encode(new string('[', 1500) + new string(']', 1500))}.{parts[2]}");
        yield return ("a long token", "Bearer " + new string('a', 7000));
        yield return ("a token that is too long", "Bearer " + new string('a', 20_000));
        yield return ("twice", $"Bearer {real}, Bearer {real}");
        yield return ("with something behind it", $"Bearer {real} x");
        yield return ("nothing", "Bearer");
        yield return ("a name and a password", $"Basic {Convert.ToBase64String("ops@demo.test:Demo-Passw0rd!"u8)}");
        yield return ("another scheme", $"Token {real}");
        yield return ("no scheme", real);
    }

    // Development keeps the key in the clear; elsewhere it is encrypted, and what needs it is left out.
    private static RSA? SigningKey()
    {
        var stored = TestEnvironment.Query<byte[]>(Stack.Schema("user"), "SELECT private_key FROM signing_keys WHERE slot = 'current'").Single();
        if (stored[0] != 0) return null;
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(stored.AsSpan(1), out _);
        return rsa;
    }

    private static JsonNode Header(string token) => JsonNode.Parse(Base64UrlEncoder.DecodeBytes(token.Split('.')[0]))!;

    private static JsonNode Claims(string token) => JsonNode.Parse(Base64UrlEncoder.DecodeBytes(token.Split('.')[1]))!;

    private static string Signed(JsonNode header, JsonNode claims, RSA key, HashAlgorithmName? hash = null, RSASignaturePadding? padding = null)
    {
        var text = $"{Encode(header)}.{Encode(claims)}";
        return $"{text}.{Base64UrlEncoder.Encode(key.SignData(Encoding.ASCII.GetBytes(text), hash ?? HashAlgorithmName.SHA256, padding ?? RSASignaturePadding.Pkcs1))}";
    }

    // Null takes the member away.
    private static JsonNode With(JsonNode node, string name, JsonNode? value)
    {
        var copy = node.DeepClone();
        if (value is null) copy.AsObject().Remove(name);
        else copy[name] = value.DeepClone();
        return copy;
    }

    private static string Encode(JsonNode node) => Base64UrlEncoder.Encode(node.ToJsonString());

    private static string Shown(JsonNode? value) => value?.ToJsonString() is not { } text ? "null" : text.Length > 60 ? text[..60] : text;
}
