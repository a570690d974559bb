using System.Collections.Concurrent;
using FoodDelivery.PaymentSimulator.Domain;
using Microsoft.Extensions.Options;

namespace FoodDelivery.PaymentSimulator.Endpoints;

/// <summary>Plays the faults of the test cards. "Once" is remembered in memory: after a restart it happens once more.</summary>
internal sealed class FaultInjector(IOptions<SimulatorOptions> options, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, bool> _failedOnce = [];

    /// <summary>"Once" is counted per attempt: the key of an authorisation, the authorization of a capture.</summary>
    public Task BeforeBookingAsync(Fault fault, string attempt, CancellationToken ct) => fault switch
    {
        Fault.SlowBeforeBooking => Task.Delay(options.Value.SlowDelay, clock, ct),
        Fault.ErrorBeforeBooking => throw Failure(),
        Fault.ErrorBeforeBookingOnce when _failedOnce.TryAdd(attempt, true) => throw Failure(),
        Fault.ErrorBeforeBookingOnce or Fault.None or Fault.ErrorAfterBooking or Fault.SilenceAfterBooking => Task.CompletedTask,
    };

    public async Task AfterBookingAsync(Fault fault, HttpContext http)
    {
        switch (fault)
        {
            case Fault.ErrorAfterBooking:
                throw Failure();
            case Fault.SilenceAfterBooking:
                await Task.Delay(options.Value.TimeoutDelay, clock, http.RequestAborted);
                http.Abort();
                break;
            case Fault.None or Fault.SlowBeforeBooking or Fault.ErrorBeforeBooking or Fault.ErrorBeforeBookingOnce:
                break;
        }
    }

    private static ProviderException Failure() => new(500, "provider_error", "Something went wrong on the provider's side.");
}
