using System.Net;
using System.Net.Sockets;

namespace FoodDelivery.NotificationService.Channels;

/// <summary>
/// Which addresses belong to the public network. People name the endpoints that this service calls: without this they could have it call
/// what only our own machines may.
/// </summary>
internal static class PublicAddresses
{
    private static readonly IPNetwork[] Reserved =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(text => IPNetwork.Parse(text)),
    ];

    // Of the sixth version only this part is given out.
    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");

    public static bool Contains(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && !Global.Contains(address)) return false;
        return !Reserved.Any(network => network.Contains(address));
    }

    /// <summary>Whether a host may be public: a public address, or a name that is no name of a private network.</summary>
    public static bool MayBe(string host)
    {
        if (IPAddress.TryParse(host.Trim('[', ']'), out var address)) return Contains(address);
        var name = host.TrimEnd('.');
        return name.Contains('.', StringComparison.Ordinal)
            && !new[] { ".local", ".localhost", ".internal", ".lan", ".home.arpa", ".test", ".invalid" }.Any(
                end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase));
    }
}
