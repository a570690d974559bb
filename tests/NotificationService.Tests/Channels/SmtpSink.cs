using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MimeKit;

namespace FoodDelivery.NotificationService.Tests.Channels;

/// <summary>A mail server on a port of its own: RFC 5321 with STARTTLS and AUTH PLAIN, as far as a client that sends needs it.</summary>
public sealed class SmtpSink : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly X509Certificate2? certificate;

    /// <param name="tls">Offers STARTTLS, with a certificate whose authority is in <see cref="CaFile"/>.</param>
    public SmtpSink(bool tls = false)
    {
        if (tls)
        {
            certificate = Certificate();
            CaFile = Path.GetTempFileName();
            File.WriteAllText(CaFile, certificate.ExportCertificatePem());
        }
        listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public string? CaFile { get; }

    /// <summary>What it has taken, in order.</summary>
    public ConcurrentQueue<(string To, MimeMessage Mail, bool Encrypted, string? Login)> Taken { get; } = new();

    /// <summary>Answers a command itself: gets its line, or DATA. once the mail is complete; null for the ordinary answer.</summary>
    public Func<string, Task<string?>> Answer { get; set; } = _ => Task.FromResult<string?>(null);

    public void Dispose()
    {
        stop.Cancel();
        listener.Dispose();
        if (CaFile is not null) File.Delete(CaFile);
    }

    private async Task AcceptAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            var client = await listener.AcceptTcpClientAsync(stop.Token);
            _ = Task.Run(async () =>
            {
                using (client)
                {
                    try { await ServeAsync(client.GetStream()); }
                    catch (Exception e) when (e is IOException or AuthenticationException or OperationCanceledException) { }
                }
            });
        }
    }

    private async Task ServeAsync(Stream stream)
    {
        var (encrypted, login, recipient) = (false, (string?)null, "");
        await SayAsync(stream, await Answer("CONNECT") ?? "220 sink ready");
        while (await LineAsync(stream) is { } line)
        {
            if (await Answer(line) is { } own)
            {
                await SayAsync(stream, own);
                continue;
            }
            switch (line.Split(' ')[0].ToUpperInvariant())
            {
                case "EHLO":
                    var tls = certificate is not null && !encrypted;
                    await SayAsync(stream, $"250-sink\r\n{(tls ? "250-STARTTLS\r\n" : "")}{(encrypted ? "250-AUTH PLAIN\r\n" : "")}250 8BITMIME");
                    break;
                case "STARTTLS":
                    await SayAsync(stream, "220 go");
                    var secured = new SslStream(stream);
                    await secured.AuthenticateAsServerAsync(certificate!);
                    (stream, encrypted) = (secured, true);
                    break;
                case "AUTH":
                    login = Encoding.UTF8.GetString(Convert.FromBase64String(line.Split(' ')[2])).Replace('\0', ':').Trim(':');
                    await SayAsync(stream, login == "fd:secret" ? "235 welcome" : "535 no");
                    break;
                case "MAIL" or "RSET" or "NOOP":
                    await SayAsync(stream, "250 ok");
                    break;
                case "RCPT":
                    recipient = line.Split('<', '>')[1];
                    await SayAsync(stream, "250 ok");
                    break;
                case "DATA":
                    await SayAsync(stream, "354 go on");
                    using (var mail = new MemoryStream())
                    {
                        while (await LineAsync(stream) is { } text && text != ".")
                        {
                            mail.Write(Encoding.Latin1.GetBytes((text.StartsWith('.') ? text[1..] : text) + "\r\n"));
                        }
                        mail.Position = 0;
                        var refused = await Answer("DATA.");
                        if (refused is null) Taken.Enqueue((recipient, await MimeMessage.LoadAsync(mail), encrypted, login));
                        await SayAsync(stream, refused ?? "250 taken");
                    }
                    break;
                case "QUIT":
                    await SayAsync(stream, "221 bye");
                    return;
                default:
                    await SayAsync(stream, "502 what?");
                    break;
            }
        }
    }

    private static async Task SayAsync(Stream stream, string text)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text + "\r\n"));
        await stream.FlushAsync();
    }

    private static async Task<string?> LineAsync(Stream stream)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await stream.ReadAsync(one) == 1)
        {
            if (one[0] == '\n') return Encoding.Latin1.GetString([.. line]).TrimEnd('\r');
            line.Add(one[0]);
        }
        return null;
    }

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
