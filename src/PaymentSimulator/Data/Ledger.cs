using System.Text.Json;
using System.Text.Json.Serialization;
using FoodDelivery.PaymentSimulator.Domain;
using Microsoft.Extensions.Options;

namespace FoodDelivery.PaymentSimulator.Data;

/// <summary>One keyed request: the caller's key and the hash of what it asks for.</summary>
internal readonly record struct Operation(string Key, string Fingerprint);

/// <summary>
/// The provider's book. Deciding, numbering and applying an entry happen under one lock, so entries are in one order and each key
/// books once; the answer waits until the entry is on disk. Reads wait for the disk as well.
/// </summary>
internal sealed class Ledger : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly Lock _gate = new();
    private readonly List<LedgerEntry> _entries = [];
    private readonly Dictionary<string, LedgerEntry> _byKey = [];
    private readonly Dictionary<string, string> _inProgress = [];
    private readonly Dictionary<string, Authorization> _authorizations = [];
    private readonly Journal _journal;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _lifetime;

    public Ledger(IOptions<SimulatorOptions> options, TimeProvider clock, IHostApplicationLifetime host, ILogger<Ledger> log)
    {
        _clock = clock;
        _lifetime = options.Value.AuthorizationLifetime;
        var file = options.Value.LedgerFile;
        (_journal, var torn) = Journal.Open(file, durable: true, Replay, log.StopOnFailure(host, file));
        if (torn > 0)
        {
            log.TornLine(file, torn);
        }
        log.Replayed(file, _entries.Count);
    }

    /// <summary>False after a failed write; the process is then on its way out.</summary>
    public bool IsWritable => !_journal.Settled.IsFaulted;

    /// <summary>
    /// Reserves the key. Null: it is new, and the caller books it or calls <see cref="Release"/>. An entry: it was booked before.
    /// 409 while another request works on it, 422 when it was used for something else.
    /// </summary>
    public LedgerEntry? Claim(Operation operation)
    {
        lock (_gate)
        {
            var booked = _byKey.GetValueOrDefault(operation.Key);
            var fingerprint = booked?.Fingerprint ?? _inProgress.GetValueOrDefault(operation.Key);
            if (fingerprint is not null && fingerprint != operation.Fingerprint)
            {
                throw new ProviderException(422, "idempotency_key_reused", "This Idempotency-Key was used for a different request.");
            }
            if (booked is null && !_inProgress.TryAdd(operation.Key, operation.Fingerprint))
            {
                throw InProgress();
            }
            return booked;
        }
    }

    /// <summary>Gives an unbooked key back: the next request with it is a fresh attempt.</summary>
    public void Release(Operation operation)
    {
        lock (_gate)
        {
            _inProgress.Remove(operation.Key);
        }
    }

    public Task<LedgerEntry> AuthorizeAsync(Operation operation, string reference, long amount, string currency, TestCard card) =>
        BookAsync(operation, now => new LedgerEntry(0, default, card.DeclineCode is null ? EntryKind.Auth : EntryKind.Decline, "", "",
            reference, amount, currency, "", "", card.Token, card.DeclineCode is null ? now + _lifetime : null, card.DeclineCode));

    public Task<LedgerEntry> CaptureAsync(Operation operation, string authorizationId, long amount) =>
        BookAsync(operation, now => Get(authorizationId).Capture(amount, now));

    public Task<LedgerEntry> VoidAsync(Operation operation, string authorizationId) =>
        BookAsync(operation, now => Get(authorizationId).Void(now));

    public Task<LedgerEntry> RefundAsync(Operation operation, string authorizationId, long amount, string? reason) =>
        BookAsync(operation, _ => Get(authorizationId).Refund(amount, reason));

    public Task<T> ReadAuthorizationAsync<T>(string id, Func<Authorization, DateTimeOffset, T> read) =>
        ReadAsync(() => read(Get(id), _clock.GetUtcNow()));

    /// <summary>The entry booked under the key, null if there is none; 409 while the outcome is still open.</summary>
    public Task<LedgerEntry?> FindByKeyAsync(string key) =>
        ReadAsync(() => _inProgress.ContainsKey(key) ? throw InProgress() : _byKey.GetValueOrDefault(key));

    /// <summary>All entries in booking order, or those of one reference.</summary>
    public Task<List<LedgerEntry>> ListAsync(string? reference) =>
        ReadAsync(() => reference is null ? [.. _entries] : _entries.FindAll(entry => entry.Reference == reference));

    public ValueTask DisposeAsync() => _journal.DisposeAsync();

    private async Task<LedgerEntry> BookAsync(Operation operation, Func<DateTimeOffset, LedgerEntry> decide)
    {
        LedgerEntry entry;
        Task durable;
        lock (_gate)
        {
            if (_byKey.ContainsKey(operation.Key))
            {
                throw new InvalidOperationException($"Key {operation.Key} is booked already: it was not claimed.");
            }
            var now = _clock.GetUtcNow();
            var id = Guid.CreateVersion7(now).ToString("N");
            var decided = decide(now);
            entry = decided with
            {
                Seq = _entries.Count + 1,
                At = now,
                OperationId = $"op_{id}",
                AuthorizationId = decided.AuthorizationId is "" ? $"auth_{id}" : decided.AuthorizationId,
                Key = operation.Key,
                Fingerprint = operation.Fingerprint,
            };
            durable = _journal.AppendAsync(JsonSerializer.SerializeToUtf8Bytes(entry, Json));
            Apply(entry);
            _inProgress.Remove(operation.Key);
        }
        await durable;
        return entry;
    }

    private async Task<T> ReadAsync<T>(Func<T> read)
    {
        T result;
        Task settled;
        lock (_gate)
        {
            result = read();
            settled = _journal.Settled;
        }
        await settled;
        return result;
    }

    private void Replay(ReadOnlySpan<byte> line)
    {
        var entry = JsonSerializer.Deserialize<LedgerEntry>(line, Json) ?? throw new InvalidDataException("it is null.");
        if (entry.Seq != _entries.Count + 1)
        {
            throw new InvalidDataException($"seq {entry.Seq} follows {_entries.Count}.");
        }
        if (entry.Kind is not (EntryKind.Auth or EntryKind.Decline) && !_authorizations.ContainsKey(entry.AuthorizationId))
        {
            throw new InvalidDataException($"authorization {entry.AuthorizationId} was never booked.");
        }
        Apply(entry);
    }

    private void Apply(LedgerEntry entry)
    {
        if (!_byKey.TryAdd(entry.Key, entry))
        {
            throw new InvalidDataException($"key {entry.Key} is booked twice.");
        }
        _entries.Add(entry);
        if (entry.Kind is EntryKind.Auth or EntryKind.Decline)
        {
            _authorizations.Add(entry.AuthorizationId, new Authorization(entry));
        }
        else
        {
            Get(entry.AuthorizationId).Apply(entry);
        }
    }

    private Authorization Get(string id) => _authorizations.GetValueOrDefault(id) ?? throw ProviderException.UnknownAuthorization(id);

    private static ProviderException InProgress() =>
        ProviderException.Conflict("idempotency_key_in_progress", "A request with this Idempotency-Key is still being worked on.");
}
