using System.Diagnostics;
using System.Text;
using FoodDelivery.Faults.Crash;

namespace FoodDelivery.Faults.Rolling;

/// <summary>
/// What a cluster's service addresses do for calls between services: an nginx with one port per service, in front of both of its processes. Like
/// those it repeats nothing; the calling service does.
/// </summary>
public sealed class Balancer : IAsyncDisposable
{
    private readonly Process process;

    private Balancer(Process process) => this.process = process;

    /// <param name="services">Port to listen on, and the ports behind it.</param>
    public static Balancer Start(IEnumerable<(string Service, int Port, int[] Behind)> services)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Stack.State, "balancer")).FullName;
        var text = new StringBuilder($"daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{ worker_connections 2048; }}\nhttp {{ access_log off;\n");
        foreach (var (service, port, behind) in services)
        {
            text.AppendLine($"upstream {service} {{ zone {service} 64k; {string.Concat(behind.Select(server => $"server 127.0.0.1:{server} max_fails=3 fail_timeout=2s; "))}keepalive 32; }}")
                .AppendLine($"server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://{service}; proxy_http_version 1.1; proxy_set_header Connection \"\"; proxy_next_upstream error; }} }}");
        }
        File.WriteAllText(Path.Combine(folder, "nginx.conf"), text.Append('}').ToString());
        return new Balancer(Process.Start("nginx", ["-e", Path.Combine(folder, "error.log"), "-p", folder, "-c", Path.Combine(folder, "nginx.conf")]));
    }

    public async ValueTask DisposeAsync()
    {
        await Stack.SignalAsync("TERM", process.Id);
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
