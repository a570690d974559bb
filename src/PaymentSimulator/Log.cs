namespace FoodDelivery.PaymentSimulator;

internal static partial class Log
{
    [LoggerMessage(5900, LogLevel.Information, "Ledger {File}: {Entries} entries replayed")]
    public static partial void Replayed(this ILogger log, string file, int entries);

    [LoggerMessage(5901, LogLevel.Warning, "{File}: dropped a torn last line of {Bytes} bytes; it was never acknowledged")]
    public static partial void TornLine(this ILogger log, string file, long bytes);

    [LoggerMessage(5902, LogLevel.Critical, "{File} cannot be written; stopping, because the memory is now ahead of the file")]
    private static partial void JournalFailed(this ILogger log, Exception e, string file);

    /// <summary>What to do when a journal fails: say so and end the process; the next start reads what is really on disk.</summary>
    public static Action<Exception> StopOnFailure(this ILogger log, IHostApplicationLifetime host, string file) => e =>
    {
        log.JournalFailed(e, file);
        Environment.ExitCode = 1;
        host.StopApplication();
    };

    [LoggerMessage(5903, LogLevel.Information, "Webhook {EventId} not accepted at try {Attempt}: {Reason}")]
    public static partial void WebhookRefused(this ILogger log, string eventId, int attempt, string reason);

    [LoggerMessage(5904, LogLevel.Warning, "Webhook {EventId} given up after {Attempts} tries")]
    public static partial void WebhookGivenUp(this ILogger log, string eventId, int attempts);
}
