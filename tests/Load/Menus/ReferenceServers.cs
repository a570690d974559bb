using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace FoodDelivery.Load.Menus;

/// <summary>What menu reads are compared with: a bare Kestrel, and an nginx that does nothing but pass to it. Both end with this object.</summary>
internal sealed class ReferenceServers : IAsyncDisposable
{
    private readonly List<Process> processes = [];
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("fd-load-");
    private readonly int kestrelPort = FreePort();
    private readonly int nginxPort = FreePort();

    private ReferenceServers()
    {
    }

    public string Kestrel => $"http://127.0.0.1:{kestrelPort}/";

    public string Nginx => $"http://127.0.0.1:{nginxPort}/";

    /// <param name="size">Bytes of every answer.</param>
    public static async Task<ReferenceServers> StartAsync(int size, CancellationToken ct)
    {
        var servers = new ReferenceServers();
        try
        {
            servers.StartKestrel(size);
            await servers.StartNginxAsync(ct);
            await servers.AwaitAsync(servers.Kestrel, ct);
            await servers.AwaitAsync(servers.Nginx, ct);
            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes)
        {
            // Kestrel ends with its input, nginx with the signal; the tree, because nginx has workers.
            if (process.StartInfo.RedirectStandardInput) process.StandardInput.Close();
            else if (!process.HasExited) process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
        }
        folder.Delete(recursive: true);
    }

    private void StartKestrel(int size)
    {
        var self = Environment.ProcessPath!;
        List<string> arguments = [BareServer.Mode, "--port", $"{kestrelPort}", "--size", $"{size}"];
        if (Path.GetFileNameWithoutExtension(self) == "dotnet") arguments.Insert(0, typeof(ReferenceServers).Assembly.Location);
        processes.Add(Process.Start(new ProcessStartInfo(self, arguments) { RedirectStandardInput = true })!);
    }

    private async Task StartNginxAsync(CancellationToken ct)
    {
        var temporary = string.Concat(new[] { "client_body", "proxy", "fastcgi", "uwsgi", "scgi" }.Select(name => $"    {name}_temp_path {folder.FullName}/{name};\n"));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "nginx.conf"),
            $$"""
            {{(Environment.UserName == "root" ? "user root;" : "")}}
            worker_processes auto;
            pid {{folder.FullName}}/nginx.pid;
            daemon off;
            events { worker_connections 4096; }
            http {
            {{temporary}}
                access_log off;
                upstream bare { server 127.0.0.1:{{kestrelPort}}; keepalive 32; }
                server {
                    listen 127.0.0.1:{{nginxPort}};
                    location / {
                        proxy_pass http://bare;
                        proxy_http_version 1.1;
                        proxy_set_header Connection "";
                    }
                }
            }
            """, ct);
        // Debian keeps it where an ordinary account's PATH does not look.
        var nginx = File.Exists("/usr/sbin/nginx") ? "/usr/sbin/nginx" : "nginx";
        processes.Add(Process.Start(new ProcessStartInfo(nginx, ["-p", folder.FullName, "-e", $"{folder.FullName}/error.log", "-c", $"{folder.FullName}/nginx.conf"]))!);
    }

    private async Task AwaitAsync(string url, CancellationToken ct)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(1) };
        for (var began = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                using var answer = await http.GetAsync(url, ct);
                if (answer.IsSuccessStatusCode) return;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
            {
                if (processes.Find(process => process.HasExited) is { } ended) throw new UsageException($"{ended.StartInfo.FileName} ended at its start with {ended.ExitCode}.");
            }
            if (Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(20)) throw new UsageException($"{url} does not answer.");
            await Task.Delay(50, ct);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
