using System.Security.Cryptography;
using System.Text;

namespace FoodDelivery.UserService.Security;

/// <summary>
/// Encrypts private keys for the database with AES-256-GCM under the setting <c>Auth:KeyEncryptionKey</c> (32 bytes, base64), bound to
/// their key id. While that is being changed it holds several, separated by commas: the first encrypts, each decrypts what it encrypted.
/// Development may go without; anywhere else the service refuses to start, because a copy of the database would let anyone sign tokens.
/// </summary>
internal sealed class KeyProtector
{
    private const byte Plain = 0;
    private const byte Encrypted = 1;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly byte[][] keys = [];

    public KeyProtector(IConfiguration configuration, IHostEnvironment environment)
    {
        var setting = configuration["Auth:KeyEncryptionKey"];
        if (!string.IsNullOrEmpty(setting)) keys = [.. setting.Split(',', StringSplitOptions.TrimEntries).Select(Decode)];
        else if (!environment.IsDevelopment())
        {
            throw new InvalidOperationException("Setting Auth:KeyEncryptionKey is missing; only Development may go without.");
        }
    }

    public byte[] Protect(byte[] secret, string kid)
    {
        if (keys.Length == 0) return [Plain, .. secret];
        var nonce = RandomNumberGenerator.GetBytes(NonceLength);
        var (cipher, tag) = (new byte[secret.Length], new byte[TagLength]);
        using var aes = new AesGcm(keys[0], TagLength);
        aes.Encrypt(nonce, secret, cipher, tag, Encoding.UTF8.GetBytes(kid));
        return [Encrypted, .. nonce, .. tag, .. cipher];
    }

    public byte[] Unprotect(byte[] stored, string kid)
    {
        if (stored[0] == Plain) return stored[1..];
        if (keys.Length == 0)
        {
            throw new InvalidOperationException("The signing keys are encrypted, but setting Auth:KeyEncryptionKey is missing.");
        }
        const int tagAt = 1 + NonceLength, cipherAt = tagAt + TagLength;
        var (nonce, tag, cipher) = (stored[1..tagAt], stored[tagAt..cipherAt], stored[cipherAt..]);
        var secret = new byte[cipher.Length];
        foreach (var key in keys)
        {
            try
            {
                using var aes = new AesGcm(key, TagLength);
                aes.Decrypt(nonce, cipher, tag, secret, Encoding.UTF8.GetBytes(kid));
                return secret;
            }
            catch (AuthenticationTagMismatchException)
            {
                // Encrypted under another one.
            }
        }
        throw new CryptographicException($"Signing key {kid} was encrypted under none of the keys in setting Auth:KeyEncryptionKey.");
    }

    private static byte[] Decode(string setting)
    {
        var bytes = new byte[32];
        return Convert.TryFromBase64String(setting, bytes, out var length) && length == bytes.Length
            ? bytes
            : throw new InvalidOperationException("Setting Auth:KeyEncryptionKey must be 32 bytes in base64.");
    }
}
