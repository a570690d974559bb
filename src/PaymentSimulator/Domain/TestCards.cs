namespace FoodDelivery.PaymentSimulator.Domain;

/// <summary>What goes wrong, and on which side of the booking.</summary>
internal enum Fault
{
    None,
    SlowBeforeBooking,
    ErrorBeforeBooking,
    ErrorBeforeBookingOnce,
    ErrorAfterBooking,
    SilenceAfterBooking,
}

/// <summary>A card token and how it behaves when it is authorised and captured.</summary>
internal sealed record TestCard(string Token, string? DeclineCode = null, Fault OnAuthorize = Fault.None, Fault OnCapture = Fault.None);

internal static class TestCards
{
    /// <summary>Every known token; the README's table says the same in words.</summary>
    public static IReadOnlyDictionary<string, TestCard> All { get; } = new TestCard[]
    {
        new("tok_ok"),
        new("tok_decline_funds", DeclineCode: "insufficient_funds"),
        new("tok_decline_stolen", DeclineCode: "stolen_card"),
        new("tok_slow", OnAuthorize: Fault.SlowBeforeBooking),
        new("tok_timeout", OnAuthorize: Fault.SilenceAfterBooking),
        new("tok_500_before", OnAuthorize: Fault.ErrorBeforeBooking),
        new("tok_500_after", OnAuthorize: Fault.ErrorAfterBooking),
        new("tok_flaky", OnAuthorize: Fault.ErrorBeforeBookingOnce),
        new("tok_capture_fail_once", OnCapture: Fault.ErrorBeforeBookingOnce),
        new("tok_capture_timeout", OnCapture: Fault.SilenceAfterBooking),
    }.ToDictionary(card => card.Token);

    /// <param name="token">What follows two underscores is whose card it is, and changes nothing here.</param>
    public static TestCard Get(string token) => All.TryGetValue(token.Split("__")[0], out var card)
        ? card
        : throw ProviderException.Invalid("unknown_token", "No such card token.");
}
