namespace FoodDelivery.Contracts;

/// <summary>The provider holds the amount. Raised by PaymentService.</summary>
/// <param name="ExpiresAt">When the provider drops the hold.</param>
public sealed record PaymentAuthorizedV1(Guid PaymentId, Guid OrderId, Guid CustomerId, Money Amount, DateTimeOffset ExpiresAt) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "payment.authorized.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Payment;
}

/// <summary>The provider refused; nothing is held. Raised by PaymentService.</summary>
/// <param name="DeclineCode">For example insufficient_funds, stolen_card, amount_mismatch, order_ended.</param>
public sealed record PaymentFailedV1(Guid PaymentId, Guid OrderId, Guid CustomerId, string DeclineCode) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "payment.failed.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Payment;
}

/// <summary>The hold was released, or there was none to release; the customer pays nothing. Raised by PaymentService.</summary>
public sealed record PaymentVoidedV1(Guid PaymentId, Guid OrderId, Guid CustomerId, Money Amount) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "payment.voided.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Payment;
}

/// <summary>The amount was taken. Raised by PaymentService.</summary>
public sealed record PaymentCapturedV1(Guid PaymentId, Guid OrderId, Guid CustomerId, Money Amount) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "payment.captured.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Payment;
}

/// <summary>The provider refused a capture; it is tried again. Raised by PaymentService.</summary>
public sealed record PaymentCaptureFailedV1(Guid PaymentId, Guid OrderId, Guid CustomerId, int Attempt, string Reason) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "payment.capture_failed.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Payment;
}

/// <summary>Captured money was given back, wholly or in part. Raised by PaymentService.</summary>
public sealed record PaymentRefundedV1(
    Guid PaymentId,
    Guid OrderId,
    Guid CustomerId,
    Guid RefundId,
    Money Amount,
    Money TotalRefunded,
    string Reason) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "payment.refunded.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Payment;
}
