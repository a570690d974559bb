namespace FoodDelivery.PaymentSimulator;

internal static partial class Log
{
    [LoggerMessage(5900, LogLevel.Information, "Ledger {File}: {Entries} entries replayed")]
    public static partial void Replayed(this ILogger log, string file, int entries);

    [LoggerMessage(5901, LogLevel.Warning, "{File}: dropped a torn last line of {Bytes} bytes; it was never acknowledged")]
    public static partial void TornLine(this ILogger log, string file, long bytes);

    [LoggerMessage(5902, LogLevel.Critical, "{File} cannot be written; stopping, because the book in memory is now ahead of the file")]
    public static partial void JournalFailed(this ILogger log, Exception e, string file);

    [LoggerMessage(5903, LogLevel.Information, "Webhook {EventId} not accepted at try {Attempt}: {Reason}")]
    public static partial void WebhookRefused(this ILogger log, string eventId, int attempt, string reason);

    [LoggerMessage(5904, LogLevel.Warning, "Webhook {EventId} given up after {Attempts} tries")]
    public static partial void WebhookGivenUp(this ILogger log, string eventId, int attempts);
}
