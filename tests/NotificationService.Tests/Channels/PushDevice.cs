using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FoodDelivery.NotificationService.Tests.Channels;

/// <summary>What came in at a push service.</summary>
public sealed record Pushed(string Path, JsonNode Payload, IReadOnlyDictionary<string, string> Headers, JsonNode Claims);

/// <summary>A push service (RFC 8030) with one device behind it, which decrypts what comes (RFC 8291) and checks who sent it (RFC 8292).</summary>
public sealed class PushDevice : IAsyncDisposable
{
    private readonly ECDiffieHellman key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] auth = RandomNumberGenerator.GetBytes(16);
    private readonly string serverKey;
    private WebApplication? app;
    private int requests;

    /// <param name="serverKey">Whose pushes it takes.</param>
    public PushDevice(string serverKey) => this.serverKey = serverKey;

    public ConcurrentQueue<Pushed> Received { get; } = new();

    /// <summary>Answers itself: gets the path; null for 201.</summary>
    public Func<HttpContext, Task<int?>> Answer { get; set; } = _ => Task.FromResult<int?>(null);

    public int Requests => requests;

    public string Url { get; private set; } = "";

    public object Subscription(string path = "/send/1") => new
    {
        endpoint = path.Contains(':') || Url.Length == 0 ? path : Url + path, expirationTime = (double?)null,
        keys = new { p256dh = Base64Url.EncodeToString(Public()), auth = Base64Url.EncodeToString(auth) },
    };

    public async Task<PushDevice> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.MapPost("{**path}", TakeAsync);
        await app.StartAsync();
        Url = app.Urls.Single();
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null) await app.DisposeAsync();
        key.Dispose();
    }

    /// <summary>RFC 8291, from the device's side.</summary>
    public static byte[] Decrypt(byte[] body, ECDiffieHellman device, byte[] auth)
    {
        var (salt, size) = (body[..16], BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(16)));
        var sender = body[21..(21 + body[20])];
        Assert.Equal(65, sender.Length);
        var record = body[(21 + 65)..];
        Assert.True(record.Length <= size);
        using var peer = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = sender[1..33], Y = sender[33..] } });
        var own = device.ExportParameters(false).Q;
        byte[] info = [.. Encoding.ASCII.GetBytes("WebPush: info\0"), 4, .. own.X!, .. own.Y!, .. sender];
        var secret = device.DeriveRawSecretAgreement(peer.PublicKey);
        // HMAC by hand: not by the calls that the sender uses.
        var input = Mac(Mac(auth, secret), [.. info, 1]);
        var random = Mac(salt, input);
        var cek = Mac(random, [.. Encoding.ASCII.GetBytes("Content-Encoding: aes128gcm\0"), 1])[..16];
        var nonce = Mac(random, [.. Encoding.ASCII.GetBytes("Content-Encoding: nonce\0"), 1])[..12];
        var plain = new byte[record.Length - 16];
        using var aes = new AesGcm(cek, 16);
        aes.Decrypt(nonce, record.AsSpan(0, plain.Length), record.AsSpan(plain.Length), plain);
        var end = Array.FindLastIndex(plain, one => one != 0);
        Assert.Equal(2, plain[end]);
        return plain[..end];
    }

    private static byte[] Mac(byte[] key, byte[] data) => HMACSHA256.HashData(key, data);

    private byte[] Public()
    {
        var point = key.ExportParameters(false).Q;
        return [4, .. point.X!, .. point.Y!];
    }

    private async Task TakeAsync(HttpContext http)
    {
        Interlocked.Increment(ref requests);
        if (await Answer(http) is { } status)
        {
            http.Response.StatusCode = status;
            return;
        }
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        Assert.InRange(body.Length, 1, 4096);
        if (Claims(http.Request.Headers.Authorization.ToString()) is not { } claims)
        {
            http.Response.StatusCode = 403;
            return;
        }
        var payload = JsonNode.Parse(Decrypt(body.ToArray(), key, auth))!;
        Received.Enqueue(new Pushed(
            http.Request.Path, payload, http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), claims));
        http.Response.StatusCode = (int)HttpStatusCode.Created;
    }

    // Only the sender that the subscription was made for, for this service, not for ever.
    private JsonNode? Claims(string authorization)
    {
        var parts = authorization.Replace("vapid ", "", StringComparison.Ordinal).Split(", ").ToDictionary(part => part.Split('=', 2)[0], part => part.Split('=', 2)[1]);
        if (parts["k"] != serverKey) return null;
        var point = Base64Url.DecodeFromChars(parts["k"]);
        using var signer = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = point[1..33], Y = point[33..] } });
        var token = parts["t"].Split('.');
        if (!signer.VerifyData(Encoding.ASCII.GetBytes($"{token[0]}.{token[1]}"), Base64Url.DecodeFromChars(token[2]), HashAlgorithmName.SHA256)) return null;
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(token[1]))!;
        var left = DateTimeOffset.FromUnixTimeSeconds(claims["exp"]!.GetValue<long>()) - DateTimeOffset.UtcNow;
        return claims["aud"]!.GetValue<string>() == Url && left > TimeSpan.Zero && left <= TimeSpan.FromHours(24) ? claims : null;
    }
}
