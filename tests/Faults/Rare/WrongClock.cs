namespace FoodDelivery.Faults.Rare;

/// <summary>
/// One process lives in another time for a while: it is started with a wrong clock, and later with the right one, which to it is a jump. Only the
/// service's own clock is wrong (src/BuildingBlocks/Failpoint.cs); the libraries that it stands on keep the system's.
/// </summary>
public static class WrongClock
{
    private static readonly (string Service, TimeSpan Shift)[] Shifts =
    [
        ("order", TimeSpan.FromMinutes(5)), ("order", TimeSpan.FromHours(25)), ("payment", TimeSpan.FromMinutes(-10)), ("payment", TimeSpan.FromHours(25)),
        ("delivery", TimeSpan.FromHours(1)), ("delivery", TimeSpan.FromMinutes(-10)), ("notification", TimeSpan.FromHours(1)), ("user", TimeSpan.FromMinutes(5)), ("cart", TimeSpan.FromHours(25)),
    ];

    // A clock that jumps lets every deadline pass, so orders may end in another way than told.
    public static IEnumerable<RareFault> All => Shifts.Select(shift =>
        new RareFault("F31", $"{shift.Service}'s clock is {Math.Abs(shift.Shift.TotalMinutes):0} min {(shift.Shift > TimeSpan.Zero ? "ahead" : "behind")}", EndsOtherwise: true, (_, ct) => HappenAsync(shift.Service, shift.Shift, ct)));

    private static async Task<string> HappenAsync(string service, TimeSpan shift, CancellationToken ct)
    {
        var settings = Path.Combine(Stack.State, $"{service}.env");
        var usual = await File.ReadAllLinesAsync(settings, ct);
        try
        {
            await File.AppendAllLinesAsync(settings, [$"CLOCK_SHIFT={shift.TotalSeconds:0}"], ct);
            await Stack.RunAsync("restart", service);
            await Task.Delay(Stage.Hold, ct);
        }
        finally
        {
            await File.WriteAllLinesAsync(settings, usual, CancellationToken.None);
        }
        await Stack.RunAsync("restart", service);
        return $"for {Stage.Hold.TotalSeconds:0} s";
    }
}
