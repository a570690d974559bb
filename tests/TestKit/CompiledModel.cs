using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Scaffolding;
using Microsoft.Extensions.DependencyInjection;
using Pomelo.EntityFrameworkCore.MySql.Design.Internal;

namespace FoodDelivery.TestKit;

/// <summary>
/// The model of a context as code, so that a service does not work it out at every start. Compares what <c>OnModelCreating</c> says now
/// with the committed files. FD_UPDATE_DOCS=1 writes them instead.
/// </summary>
public static class CompiledModel
{
    /// <param name="folder">Where the files are, from the root of the tree.</param>
    public static void ShouldMatchCommitted(DbContext context, string folder)
    {
        var services = new ServiceCollection().AddEntityFrameworkDesignTimeServices().AddDbContextDesignTimeServices(context);
#pragma warning disable EF1001 // The provider's part of the tool has no public name.
        new MySqlDesignTimeServices().ConfigureDesignTimeServices(services);
#pragma warning restore EF1001
        using var provider = services.BuildServiceProvider();
        // The one for design is always made anew, whatever was compiled before.
        var model = context.GetService<IDesignTimeModel>().Model;
        var made = Directory.CreateTempSubdirectory();
        try
        {
            var files = provider.GetRequiredService<ICompiledModelScaffolder>().ScaffoldModel(model, made.FullName, new()
            {
                ContextType = context.GetType(),
                ModelNamespace = $"{context.GetType().Namespace}.Model",
                Language = "C#",
                UseNullableReferenceTypes = true,
            });
            foreach (var file in files) CommittedFile.ShouldEqual($"{folder}/{Path.GetFileName(file)}", Text(file, context));
        }
        finally
        {
            made.Delete(recursive: true);
        }
    }

    // The model's id is random; one that is the context's makes the same code every time.
    private static string Text(string file, DbContext context)
    {
        var id = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(context.GetType().FullName!)).AsSpan(0, 16));
        return Regex.Replace(File.ReadAllText(file), @"(?<=modelId: new Guid\("")[^""]+", id.ToString()).ReplaceLineEndings("\n");
    }
}
