namespace FoodDelivery.Contracts;

/// <summary>
/// An amount of money. Arithmetic is checked: an overflow or a mix of currencies throws instead of producing a wrong sum.
/// </summary>
/// <param name="Amount">Integer minor units (cents for EUR). May be negative in corrections.</param>
/// <param name="Currency">ISO 4217 code, three upper-case letters.</param>
public readonly record struct Money(long Amount, string Currency)
{
    /// <summary>Zero in the given currency.</summary>
    public static Money Zero(string currency) => new(0, currency);

    /// <summary>Sum of two amounts of one currency.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public static Money operator +(Money left, Money right) => new(checked(left.Amount + right.Amount), SameCurrency(left, right));

    /// <summary>Difference of two amounts of one currency.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public static Money operator -(Money left, Money right) => new(checked(left.Amount - right.Amount), SameCurrency(left, right));

    /// <summary>An amount taken several times.</summary>
    public static Money operator *(Money left, int times) => new(checked(left.Amount * times), left.Currency);

    /// <inheritdoc />
    public override string ToString() => $"{Amount / 100m:0.00} {Currency}";

    private static string SameCurrency(Money left, Money right) => left.Currency == right.Currency
        ? left.Currency
        : throw new InvalidOperationException($"Cannot combine {left.Currency} with {right.Currency}.");
}
