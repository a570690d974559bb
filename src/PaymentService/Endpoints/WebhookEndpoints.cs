using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.PaymentService.Clients;
using FoodDelivery.PaymentService.Data;
using Microsoft.Extensions.Options;

namespace FoodDelivery.PaymentService.Endpoints;

public static class WebhookEndpoints
{
    public static void MapWebhooks(this WebApplication app) => app.MapPost("/api/v1/payments/webhooks/{provider}", TakeAsync)
        .WithTags("Payments")
        .Produces(StatusCodes.Status200OK).Produces(StatusCodes.Status202Accepted)
        .Describe("takePaymentWebhook", "Webhook of the payment provider",
            "Signed by the provider (`Webhook-Signature`), at most 300 s old. 200 when taken, now or earlier; "
            + "202 when it names nothing we know. The message only makes us ask the provider.",
            problems: [400, 401, 404]);

    private static async Task<IResult> TakeAsync(
        string provider, HttpContext http, IPaymentProvider known, IOptions<ProviderOptions> options, WebhookReceipts receipts,
        TimeProvider clock, ILogger<WebhookReceipts> log, CancellationToken ct)
    {
        if (provider != known.Name) throw ProblemException.NotFound("The provider");
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer, ct);
        var body = buffer.ToArray();
        var signature = http.Request.Headers[WebhookSignature.Header].ToString();
        if (!WebhookSignature.IsValid(signature, body, options.Value.WebhookSecret, clock.GetUtcNow()))
        {
            throw new ProblemException(401, "webhook_signature_invalid", "The signature is missing, wrong or too old.");
        }
        var (id, type, operationKey) = Read(body);
        var receipt = await receipts.TakeAsync(provider, id, type, operationKey, ct);
        if (receipt != Receipt.Parked) return TypedResults.Ok();
        log.LogWarning("Webhook {EventId} ({Type}) of {Provider} names an unknown operation; parked", id, type, provider);
        return TypedResults.StatusCode(StatusCodes.Status202Accepted);
    }

    private static (string Id, string Type, string OperationKey) Read(byte[] body)
    {
        try
        {
            var message = JsonSerializer.Deserialize<Message>(body, JsonDefaults.Tolerant);
            if (message is { Id.Length: > 0 and <= 100, Type.Length: > 0 and <= 64, Data.OperationKey.Length: > 0 and <= 200 }
                && Ascii.IsValid(message.Id))
            {
                return (message.Id, message.Type, message.Data.OperationKey);
            }
        }
        catch (JsonException)
        {
            // answered below like any other message that is none
        }
        throw new ProblemException(400, "malformed_json", "Not a webhook message: id, type and data.operationKey are needed.");
    }

    private sealed record Message(string? Id, string? Type, MessageData? Data);

    private sealed record MessageData(string? OperationKey);
}

/// <summary>
/// Checks <c>Webhook-Signature: t=unix seconds,v1=hex</c>, hex being the HMAC-SHA256 of <c>t.body</c>. The time is signed, so that a
/// recorded message cannot be played later.
/// </summary>
public static class WebhookSignature
{
    public const string Header = "Webhook-Signature";

    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(300);

    public static bool IsValid(string header, ReadOnlySpan<byte> body, string secret, DateTimeOffset now)
    {
        var parts = header.Split(',', StringSplitOptions.TrimEntries);
        var time = Array.Find(parts, part => part.StartsWith("t=", StringComparison.Ordinal))?[2..];
        if (!long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return false;
        if (Math.Abs((double)now.ToUnixTimeSeconds() - seconds) > Tolerance.TotalSeconds) return false;

        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), (byte[])[.. Encoding.ASCII.GetBytes($"{time}."), .. body]);
        var wanted = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(expected));
        var matches = false;
        // Several v1 are sent while a secret is being changed.
        foreach (var part in parts.Where(part => part.StartsWith("v1=", StringComparison.Ordinal)))
        {
            matches |= CryptographicOperations.FixedTimeEquals(wanted, Encoding.ASCII.GetBytes(part[3..]));
        }
        return matches;
    }
}
