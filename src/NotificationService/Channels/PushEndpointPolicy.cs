using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace FoodDelivery.NotificationService.Channels;

/// <summary>Where pushes may go: what people give us as their push service is called from within our network.</summary>
internal sealed class PushEndpointPolicy(IOptions<PushOptions> options, IHostEnvironment environment)
{
    private bool AllowsPrivate => options.Value.AllowPrivateEndpoints ?? environment.IsDevelopment();

    /// <summary>What is wrong with an endpoint; null for nothing.</summary>
    public string? Refuse(string endpoint)
    {
        if (!endpoint.All(char.IsAscii) || !Uri.TryCreate(endpoint, UriKind.Absolute, out var uri)) return "It is not an address.";
        if (uri.UserInfo.Length > 0 || uri.Fragment.Length > 0) return "It has no user and no fragment.";
        if (AllowsPrivate && uri.Scheme is "http" or "https") return null;
        if (uri.Scheme != "https") return "It begins with https:.";
        return PublicAddresses.MayBe(uri.Host) ? null : "It is not in the public network.";
    }

    /// <summary>
    /// Connections to public addresses only. The name is looked up here and the answer used: it may change after it was checked. No proxy,
    /// which would look it up itself; no redirects, which would lead elsewhere.
    /// </summary>
    public SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        MaxResponseHeadersLength = 16,
        ConnectCallback = ConnectAsync,
    };

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var found = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, ct);
        IPAddress[] allowed = AllowsPrivate ? found : [.. found.Where(PublicAddresses.Contains)];
        if (allowed.Length == 0) throw new PrivateAddressException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A name of a push service that leads into a private network.</summary>
internal sealed class PrivateAddressException() : IOException("The push service is in a private network.");
