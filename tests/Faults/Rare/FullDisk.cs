namespace FoodDelivery.Faults.Rare;

/// <summary>The file system under a server has no byte left; run.sh gave it one of its own, of limited size.</summary>
public static class FullDisk
{
    public static async Task<string> HappenAsync(string server, Stage stage, CancellationToken ct)
    {
        var folder = Path.Combine(Stack.State, server);
        var ballast = Path.Combine(folder, "ballast");
        var disk = new DriveInfo(folder);
        if (disk.DriveFormat != "tmpfs") throw new InvalidOperationException($"{folder} is no file system of its own: start this by run.sh.");
        var filling = FillAsync(ballast, ct);
        await Task.Delay(Stage.Hold, ct);
        var left = disk.AvailableFreeSpace;
        var died = !Stack.IsAlive(server);
        await filling;
        File.Delete(ballast);
        await stage.Supervisor.ReviveAsync(server);
        return $"{left} bytes left for {Stage.Hold.TotalSeconds:0} s, the server {(died ? "ended and was started again" : "went on")}";
    }

    // What the server gives free meanwhile is taken, too.
    private static async Task FillAsync(string path, CancellationToken ct)
    {
        var block = new byte[1 << 20];
        var until = TimeProvider.System.GetUtcNow() + Stage.Hold;
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        for (var size = block.Length; TimeProvider.System.GetUtcNow() < until;)
        {
            try
            {
                file.Write(block.AsSpan(0, size));
            }
            catch (IOException)
            {
                size = Math.Max(1, size / 2);
                if (size == 1) await Task.Delay(TimeSpan.FromMilliseconds(5), ct);
            }
        }
    }
}
