using System.Buffers;
using System.Text.Json;

namespace FoodDelivery.PaymentSimulator.Data;

/// <summary>
/// An append-only file of lines. What is appended while the disk is busy goes down together with the next write, so many
/// callers share one fsync. Appending is thread-safe; lines lie in the file in the order of the calls.
/// </summary>
internal sealed class Journal : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _work = new(0);
    private readonly FileStream _file;
    private readonly bool _durable;
    private readonly Action<Exception> _failed;
    private readonly Task _writer;
    private ArrayBufferWriter<byte> _filling = new();
    private ArrayBufferWriter<byte> _flushing = new();
    private TaskCompletionSource _batch = NewBatch();
    private Task _lastAppended = Task.CompletedTask;
    private bool _closed;

    private Journal(FileStream file, bool durable, Action<Exception> failed)
    {
        _file = file;
        _durable = durable;
        _failed = failed;
        _writer = Task.Run(WriteBatchesAsync);
    }

    /// <summary>
    /// Ends when everything appended so far is on disk: a reader that waits for it never tells what a crash could take back.
    /// </summary>
    public Task Settled
    {
        get
        {
            lock (_gate)
            {
                return _lastAppended;
            }
        }
    }

    /// <summary>
    /// Opens or creates the file and hands over its lines in order. A last line without its line end was being written when the
    /// process died, so nobody was told of it: it is cut off. Any other damage is an <see cref="InvalidDataException"/>.
    /// Durable means that each batch is fsync'ed before its callers go on; "failed" is called once when writing fails, and from
    /// then on every append fails.
    /// </summary>
    public static (Journal Journal, long TornBytes) Open(
        string path, bool durable, Action<ReadOnlySpan<byte>> replay, Action<Exception> failed)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        FileStream file;
        try
        {
            // Share.None is the only mode that refuses a second process on every system; plain readers such as cat are not affected.
            file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                BufferSize = 0,
            });
        }
        catch (IOException e)
        {
            throw new InvalidDataException($"{path} cannot be opened for writing: {e.Message}", e);
        }
        try
        {
            var torn = Replay(file, path, replay);
            return (new Journal(file, durable, failed), torn);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The task ends when the line is in the file, and on disk if the journal is durable.</summary>
    public Task AppendAsync(ReadOnlySpan<byte> line)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (_filling.WrittenCount == 0)
            {
                _work.Release();
            }
            _filling.Write(line);
            _filling.Write("\n"u8);
            return _lastAppended = _batch.Task;
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }
            _closed = true;
            _work.Release();
        }
        await _writer;
        await _file.DisposeAsync();
        _work.Dispose();
    }

    private static long Replay(FileStream file, string path, Action<ReadOnlySpan<byte>> replay)
    {
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var start = 0;
        for (var number = 1; bytes.AsSpan(start).IndexOf((byte)'\n') is var length and >= 0; number++)
        {
            try
            {
                replay(bytes.AsSpan(start, length));
            }
            catch (Exception e) when (e is JsonException or InvalidDataException)
            {
                throw new InvalidDataException($"{path} is damaged at line {number}: {e.Message}", e);
            }
            start += length + 1;
        }
        if (start < bytes.Length)
        {
            file.SetLength(start);
            file.Flush(flushToDisk: true);
        }
        file.Position = start;
        return bytes.Length - start;
    }

    private static TaskCompletionSource NewBatch() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task WriteBatchesAsync()
    {
        while (true)
        {
            await _work.WaitAsync();
            TaskCompletionSource batch;
            lock (_gate)
            {
                if (_filling.WrittenCount == 0)
                {
                    if (_closed)
                    {
                        return;
                    }
                    continue;
                }
                (_filling, _flushing) = (_flushing, _filling);
                batch = _batch;
                _batch = NewBatch();
            }
            try
            {
                _file.Write(_flushing.WrittenSpan);
                _file.Flush(_durable);
            }
            catch (Exception e) // whatever it was, the callers get it and nothing is written after a hole
            {
                Fail(batch, e);
                return;
            }
            _flushing.ResetWrittenCount();
            batch.SetResult();
        }
    }

    private void Fail(TaskCompletionSource batch, Exception e)
    {
        lock (_gate)
        {
            _closed = true;
            _lastAppended = batch.Task;
            _batch.SetException(e);
        }
        batch.SetException(e);
        _failed(e);
    }
}
