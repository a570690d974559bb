using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.PaymentService.Data;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FoodDelivery.PaymentService.Endpoints;

/// <summary>One side of a booking.</summary>
/// <param name="Amount">Debits are positive; the entries of a transaction sum to 0.</param>
public sealed record LedgerEntryResponse(
    long Id, Guid TransactionId, string Account, Money Amount, Guid OperationId, string Kind, DateTimeOffset BookedAt);

/// <summary>A transaction whose entries do not sum to 0.</summary>
/// <param name="OrderId">Null when its payment is not there any more.</param>
/// <param name="Difference">What they sum to.</param>
public sealed record UnbalancedResponse(Guid TransactionId, Guid? OrderId, Money Difference, int Entries, DateTimeOffset BookedAt);

/// <summary>The books at a glance.</summary>
/// <param name="UnbalancedTransactions">Must be 0.</param>
/// <param name="Accounts">Sum of each account; all together 0 per currency.</param>
/// <param name="Operations">Operations that are not done: how many, and since when the oldest.</param>
/// <param name="ParkedWebhooks">Messages of the provider about operations we do not know.</param>
public sealed record ReconciliationResponse(
    int UnbalancedTransactions, IReadOnlyList<AccountResponse> Accounts, IReadOnlyList<OpenOperationsResponse> Operations,
    int ParkedWebhooks);

/// <summary>Sum of an account.</summary>
public sealed record AccountResponse(string Account, Money Balance);

/// <summary>Operations of one kind and status.</summary>
public sealed record OpenOperationsResponse(string Kind, string Status, int Count, DateTimeOffset Oldest);

public static class OpsEndpoints
{
    public static void MapOps(this WebApplication app)
    {
        app.MapGet("/api/v1/ops/payment/ledger", LedgerAsync).WithTags("Ops").RequireRole(Roles.Ops)
            .Describe("getOrderLedger", "Ledger entries of an order",
                response: new Page<LedgerEntryResponse>([Examples.Entry], null), problems: [400, 403]);
        app.MapGet("/api/v1/ops/payment/ledger/unbalanced", UnbalancedAsync).WithTags("Ops").RequireRole(Roles.Ops)
            .Describe("listUnbalancedTransactions", "List transactions that do not sum to 0",
                "Of the whole ledger, oldest first, at most a hundred. There must be none.",
                response: new Page<UnbalancedResponse>([Examples.Unbalanced], null), problems: [403]);
        app.MapGet("/api/v1/ops/payment/reconciliation", ReconcileAsync).WithTags("Ops").RequireRole(Roles.Ops)
            .Describe("getPaymentReconciliation", "Sums and open operations", response: Examples.Reconciliation, problems: [403]);
    }

    private static async Task<Ok<Page<LedgerEntryResponse>>> LedgerAsync(Guid orderId, LedgerReads ledger, CancellationToken ct)
    {
        var rows = await ledger.OfOrderAsync(orderId, ct);
        var entries = rows.Select(row => new LedgerEntryResponse(
            row.Id, row.TxnId, row.Account, new Money(row.AmountMinor, row.Currency), row.OperationId, row.Kind.Wire(), row.BookedAt));
        return TypedResults.Ok(new Page<LedgerEntryResponse>([.. entries], null));
    }

    private static async Task<Ok<Page<UnbalancedResponse>>> UnbalancedAsync(LedgerReads ledger, CancellationToken ct)
    {
        var rows = await ledger.UnbalancedAsync(ct);
        return TypedResults.Ok(new Page<UnbalancedResponse>(
            [
                .. rows.Select(row => new UnbalancedResponse(
                    row.TxnId, row.OrderId, new Money(row.AmountMinor, row.Currency), row.Entries, row.BookedAt)),
            ], null));
    }

    private static async Task<Ok<ReconciliationResponse>> ReconcileAsync(LedgerReads ledger, CancellationToken ct)
    {
        var (accounts, unbalanced, operations, parked) = await ledger.ReconcileAsync(ct);
        return TypedResults.Ok(new ReconciliationResponse(
            unbalanced,
            [.. accounts.Select(sum => new AccountResponse(sum.Account, new Money(sum.AmountMinor, sum.Currency)))],
            [.. operations.Select(count => new OpenOperationsResponse(count.Kind.Wire(), count.Status.Wire(), count.Count, count.Oldest))],
            parked));
    }
}
