using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;

namespace FoodDelivery.BuildingBlocks.People;

/// <summary>The part of one service in what is given out to a person: lists of rows, each read a page at a time and sent at once.</summary>
public sealed class PersonExport : IAsyncDisposable
{
    private const int PageSize = 200;

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly PipeWriter pipe;
    private readonly Utf8JsonWriter json;

    private PersonExport(PipeWriter pipe)
    {
        this.pipe = pipe;
        json = new Utf8JsonWriter(pipe, Readable);
    }

    /// <summary>Writes all that a service holds of somebody.</summary>
    /// <param name="at">The moment of the export.</param>
    public static async Task WriteAsync(PipeWriter pipe, IPersonalData data, Guid userId, DateTimeOffset at, CancellationToken ct)
    {
        await using var export = new PersonExport(pipe);
        export.json.WriteStartObject();
        export.Write("at", at);
        await data.ExportAsync(userId, export, ct);
        export.json.WriteEndObject();
        await export.SendAsync(ct);
    }

    /// <summary>One value, as answers have them.</summary>
    public void Write<T>(string name, T value)
    {
        json.WritePropertyName(name);
        JsonSerializer.Serialize(json, value, JsonDefaults.Tolerant);
    }

    /// <summary>
    /// The rows of a query as a list of objects: a member for each column that has a value, in camel case; a column whose name ends
    /// with <c>_json</c> holds JSON, and is called what stands before that.
    /// </summary>
    /// <param name="sql">
    /// <c>SELECT id, … WHERE … AND id &gt; @after ORDER BY id LIMIT @take</c>; may use <c>@userId</c>. The first column is the key of the
    /// pages.
    /// </param>
    /// <param name="first">Smaller than every key; the smallest id when left out.</param>
    public async Task RowsAsync(
        string name, Database database, string sql, Guid userId, CancellationToken ct, object? first = null)
    {
        json.WriteStartArray(name);
        var after = first ?? Guid.Empty;
        IReadOnlyList<object> rows;
        do
        {
            rows = await database.ReadAsync(session => session.QueryAsync<object>(sql, new { userId, after, take = PageSize }), ct);
            foreach (var row in rows.Cast<IDictionary<string, object?>>()) after = WriteRow(row);
            await SendAsync(ct);
        }
        while (rows.Count == PageSize);
        json.WriteEndArray();
    }

    private object WriteRow(IDictionary<string, object?> row)
    {
        json.WriteStartObject();
        foreach (var (column, value) in row)
        {
            if (value is null) continue;
            if (column.EndsWith("_json", StringComparison.Ordinal))
            {
                json.WritePropertyName(Camel(column[..^5]));
                json.WriteRawValue((string)value);
            }
            // The database knows no zones: all its times are UTC.
            else Write(Camel(column), value is DateTime time ? new DateTimeOffset(time, TimeSpan.Zero) : value);
        }
        json.WriteEndObject();
        return row.Values.First()!;
    }

    private static string Camel(string column) =>
        string.Concat(column.Split('_').Select((word, i) => i == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));

    private async Task SendAsync(CancellationToken ct)
    {
        await json.FlushAsync(ct);
        await pipe.FlushAsync(ct);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => json.DisposeAsync();
}
