namespace FoodDelivery.PaymentService.Domain;

/// <summary>
/// The books. A hold moves between the two hold accounts (no money flows); a capture ends the hold and moves money from the customer to the
/// platform; a refund moves it back. So −(sum of <see cref="Customer"/>) is what the provider took, net.
/// </summary>
public static class Accounts
{
    public const string ProviderHold = "provider_hold";
    public const string CustomerHold = "customer_hold";
    public const string Customer = "customer";
    public const string Platform = "platform";
}

/// <summary>One side of a booking; debits are positive.</summary>
public sealed record LedgerEntry(Guid TxnId, Guid OperationId, string Account, long AmountMinor);

public static class Ledger
{
    public static IEnumerable<LedgerEntry> Hold(Operation operation, long amount) =>
        Book(operation, (Accounts.ProviderHold, amount), (Accounts.CustomerHold, -amount));

    public static IEnumerable<LedgerEntry> Release(Operation operation, long held) =>
        Book(operation, (Accounts.ProviderHold, -held), (Accounts.CustomerHold, held));

    public static IEnumerable<LedgerEntry> Capture(Operation operation, long held, long captured) => Book(operation,
        (Accounts.ProviderHold, -held), (Accounts.CustomerHold, held), (Accounts.Customer, -captured), (Accounts.Platform, captured));

    public static IEnumerable<LedgerEntry> Refund(Operation operation, long amount) =>
        Book(operation, (Accounts.Customer, amount), (Accounts.Platform, -amount));

    private static IEnumerable<LedgerEntry> Book(Operation operation, params (string Account, long Amount)[] sides)
    {
        if (sides.Sum(side => side.Amount) != 0) throw new InvalidOperationException($"The booking of operation {operation.Id} does not balance.");
        var txn = Guid.CreateVersion7();
        return sides.Select(side => new LedgerEntry(txn, operation.Id, side.Account, side.Amount)).ToArray();
    }
}
