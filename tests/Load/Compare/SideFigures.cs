using FoodDelivery.Load.Cost;
using FoodDelivery.Load.Processes;

namespace FoodDelivery.Load.Compare;

/// <summary>What one run of one side came to.</summary>
/// <param name="StatusP99">From an order's step to its arrival on the customer's stream.</param>
/// <param name="CourierP99">The same of a delivery's step.</param>
/// <param name="OfferP99">From the restaurant's acceptance to the courier's offer.</param>
/// <param name="MsByProcess">Processor time of an order.</param>
/// <param name="PssByProcess">Memory after the load, in MB.</param>
public sealed record SideFigures(
    double Delivered, double Placed, double PostP50, double PostP99, double WholeP50, double StatusP99, double CourierP99, double OfferP99,
    IReadOnlyDictionary<string, double> MsByProcess,
    IReadOnlyDictionary<string, double> PssByProcess, double DriverMs, int Problems)
{
    public double Ms => MsByProcess.Values.Sum();

    public double ServicesMs => Services(MsByProcess);

    public double Pss => PssByProcess.Values.Sum();

    public double ServicesPss => Services(PssByProcess);

    public static SideFigures Of(CostRun cost, IReadOnlyList<Component> components)
    {
        var (figures, load) = (cost.Run.Figures, cost.Load);
        var steps = new[] { figures.OrderStream, figures.DeliveryStream, figures.ToOffer }.Select(step => step.Percentiles(99)[0]).ToList();
        var (post, whole) = (figures.Place.Percentiles(50, 99), figures.Whole.Percentiles(50));
        return new SideFigures(
            figures.DeliveredPerSecond, figures.PlacedPerSecond, post[0], post[1], whole[0], steps[0], steps[1], steps[2],
            load.Uses.ToDictionary(use => use.Key, use => use.Value.Ms / load.Orders),
            components.ToDictionary(component => component.Name, component => ProcessMemory.OfSession(component.Pid).Pss),
            load.Driver / load.Orders, cost.Run.Errors.Total + cost.Run.Lost);
    }

    private static double Services(IReadOnlyDictionary<string, double> byProcess) =>
        byProcess.Where(process => LocalStack.Services.Contains(process.Key)).Sum(process => process.Value);
}
