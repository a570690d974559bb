using FoodDelivery.Load.Processes;

namespace FoodDelivery.Load.Compare;

/// <summary>A commit in a folder of its own below .local, built there by its own scripts; a second comparison finds it built.</summary>
public static class OtherCommit
{
    /// <returns>The commit's short name and its folder.</returns>
    /// <exception cref="UsageException">There is no such commit.</exception>
    public static async Task<(string Name, string Folder)> CheckOutAsync(string root, string commit, CancellationToken ct)
    {
        var id = (await GitAsync(root, ct, "rev-parse", "--verify", "--end-of-options", $"{commit}^{{commit}}"))
            ?? throw new UsageException($"'{commit}' is no commit of this repository.");
        var name = id[..10];
        var folder = Path.Combine(root, ".local", "compare", name);
        // A clone leaves no trace in this repository when its folder is deleted; it borrows the objects.
        if (!Directory.Exists(Path.Combine(folder, ".git")))
        {
            _ = await GitAsync(root, ct, "clone", "--quiet", "--shared", "--no-checkout", root, folder) ?? throw Failed(folder);
        }
        _ = await GitAsync(folder, ct, "checkout", "--quiet", "--force", "--detach", id) ?? throw Failed(folder);
        ShareCache(root, folder);
        return (name, folder);
    }

    // What was downloaded or compiled to machine code once; everything in it is named by its content or version.
    private static void ShareCache(string root, string folder)
    {
        var (own, shared) = (Path.Combine(folder, ".local", "cache"), Path.Combine(root, ".local", "cache"));
        if (Directory.Exists(own)) return;
        Directory.CreateDirectory(shared);
        Directory.CreateDirectory(Path.GetDirectoryName(own)!);
        Directory.CreateSymbolicLink(own, shared);
    }

    private static async Task<string?> GitAsync(string folder, CancellationToken ct, params string[] arguments)
    {
        var (code, output) = await LocalStack.RunAsync("git", ["-C", folder, .. arguments], ct);
        if (code != 0) Console.WriteLine(output.Trim());
        return code == 0 ? output.Trim() : null;
    }

    private static UsageException Failed(string folder) => new($"The commit could not be checked out into {folder}.");
}
