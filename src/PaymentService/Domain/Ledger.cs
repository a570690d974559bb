using FoodDelivery.Contracts;

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

/// <summary>Two entries that cannot but sum to 0: an amount into one account and out of the other. Debits are positive.</summary>
/// <param name="TxnId">Bookings of one movement share it.</param>
public sealed record Booking(
    Guid TxnId, Guid PaymentId, Guid OperationId, string Account, string ContraAccount, long AmountMinor, string Currency,
    DateTimeOffset BookedAt)
{
    public long ContraAmountMinor => -AmountMinor;
}

/// <summary>What each movement books.</summary>
public static class Ledger
{
    public static IEnumerable<Booking> Hold(Operation operation, Money amount, DateTimeOffset now) =>
        Book(operation, now, (Accounts.ProviderHold, Accounts.CustomerHold, amount));

    public static IEnumerable<Booking> Release(Operation operation, Money held, DateTimeOffset now) =>
        Book(operation, now, (Accounts.ProviderHold, Accounts.CustomerHold, Back(held)));

    public static IEnumerable<Booking> Capture(Operation operation, Money held, Money captured, DateTimeOffset now) => Book(operation, now,
        (Accounts.ProviderHold, Accounts.CustomerHold, Back(held)), (Accounts.Customer, Accounts.Platform, Back(captured)));

    public static IEnumerable<Booking> Refund(Operation operation, Money amount, DateTimeOffset now) =>
        Book(operation, now, (Accounts.Customer, Accounts.Platform, amount));

    private static IEnumerable<Booking> Book(
        Operation operation, DateTimeOffset now, params (string Account, string Contra, Money Amount)[] moves)
    {
        var txn = Guid.CreateVersion7(now);
        return moves.Select(move => new Booking(
            txn, operation.PaymentId, operation.Id, move.Account, move.Contra, move.Amount.Amount, move.Amount.Currency, now)).ToArray();
    }

    private static Money Back(Money amount) => amount with { Amount = -amount.Amount };
}
