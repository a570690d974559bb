using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FoodDelivery.NotificationService.Channels;

/// <summary>
/// What a push service carries and cannot read: encrypted for one device (RFC 8291), in one record of aes128gcm (RFC 8188).
/// </summary>
internal static class PushEncryption
{
    /// <summary>Longest text: services take 4096 bytes in all.</summary>
    public const int Longest = RecordSize - HeaderSize - TagSize - 1;

    private const int RecordSize = 4096;
    private const int TagSize = 16;
    private const int SaltSize = 16;
    private const int PointSize = 65;
    private const int HeaderSize = SaltSize + 4 + 1 + PointSize;

    /// <param name="device">The device's public key.</param>
    /// <param name="auth">Its secret.</param>
    public static byte[] Encrypt(ReadOnlySpan<byte> text, byte[] device, byte[] auth)
    {
        using var once = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        return Encrypt(text, device, auth, once, RandomNumberGenerator.GetBytes(SaltSize));
    }

    /// <param name="once">A key pair for this message alone.</param>
    internal static byte[] Encrypt(ReadOnlySpan<byte> text, byte[] device, byte[] auth, ECDiffieHellman once, byte[] salt)
    {
        var own = Bytes(once.ExportParameters(false).Q);
        var (key, nonce) = Keys(once, device, auth, salt, [.. "WebPush: info\0"u8, .. device, .. own]);
        // One record, its last: the text, and a 2 where padding would begin.
        byte[] padded = [.. text, 2];
        var body = new byte[HeaderSize + padded.Length + TagSize];
        salt.CopyTo(body, 0);
        BinaryPrimitives.WriteUInt32BigEndian(body.AsSpan(SaltSize), RecordSize);
        body[SaltSize + 4] = PointSize;
        own.CopyTo(body, SaltSize + 5);
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(nonce, padded, body.AsSpan(HeaderSize, padded.Length), body.AsSpan(HeaderSize + padded.Length));
        return body;
    }

    /// <summary>Whether these bytes are a public key.</summary>
    public static bool IsPoint(byte[] bytes)
    {
        try
        {
            using var key = ECDiffieHellman.Create(Point(bytes));
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <exception cref="CryptographicException">Not an uncompressed point.</exception>
    internal static ECParameters Point(byte[] bytes) => bytes is [4, ..] && bytes.Length == PointSize
        ? new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = bytes[1..33], Y = bytes[33..] } }
        : throw new CryptographicException("Not an uncompressed point of P-256.");

    private static (byte[] Key, byte[] Nonce) Keys(ECDiffieHellman own, byte[] other, byte[] auth, byte[] salt, byte[] info)
    {
        using var peer = ECDiffieHellman.Create(Point(other));
        var shared = own.DeriveRawSecretAgreement(peer.PublicKey);
        var input = HKDF.Expand(HashAlgorithmName.SHA256, HKDF.Extract(HashAlgorithmName.SHA256, shared, auth), 32, info);
        var random = HKDF.Extract(HashAlgorithmName.SHA256, input, salt);
        return (
            HKDF.Expand(HashAlgorithmName.SHA256, random, 16, "Content-Encoding: aes128gcm\0"u8.ToArray()),
            HKDF.Expand(HashAlgorithmName.SHA256, random, 12, "Content-Encoding: nonce\0"u8.ToArray()));
    }

    private static byte[] Bytes(ECPoint point) => [4, .. point.X!, .. point.Y!];
}
