using FoodDelivery.Load.Measuring;
using FoodDelivery.Load.Processes;

namespace FoodDelivery.Load.Compare;

/// <summary>Both sides beside each other, as means of their rounds, and each round.</summary>
public static class CompareTables
{
    public static void AddTo(Report report, IReadOnlyList<SideFigures> mine, IReadOnlyList<SideFigures> others, string other)
    {
        report.Section("means of the rounds", "this tree", other, "ratio");
        Row("orders delivered a second", side => side.Delivered);
        Row("orders placed a second", side => side.Placed);
        Row("POST /orders p50 ms", side => side.PostP50);
        Row("POST /orders p99 ms", side => side.PostP99);
        Row("first dish → delivered p50 ms", side => side.WholeP50);
        Row("order.status → customer's stream p99 ms", side => side.StatusP99);
        Row("delivery.status → customer's stream p99 ms", side => side.CourierP99);
        Row("accepted → courier's offer p99 ms", side => side.OfferP99);
        Row("processor ms of an order", side => side.Ms);
        Row("the eight services' part of it", side => side.ServicesMs);
        Row("the driver, beside it", side => side.DriverMs);
        Row("PSS MB of the eight services", side => side.ServicesPss);
        Row("PSS MB of the system", side => side.Pss);
        Row("errors and lost orders", side => side.Problems);

        Processes("processor ms of an order by process", side => side.MsByProcess);
        Processes("PSS MB by process", side => side.PssByProcess);

        report.Section(
            "each round", "orders/s this tree", $"orders/s {other}", "ratio ", "processor ms this tree", $"processor ms {other}", "ratio");
        foreach (var (i, (own, theirs)) in mine.Zip(others).Index())
        {
            report.Row(
                $"round {i + 1}", own.Delivered, theirs.Delivered, own.Delivered / theirs.Delivered, own.Ms, theirs.Ms, own.Ms / theirs.Ms);
        }

        void Row(string name, Func<SideFigures, double> figure)
        {
            var (own, theirs) = (mine.Average(figure), others.Average(figure));
            report.Row(name, own, theirs, own / theirs);
        }

        // A process that one of them lacks (an old broker has ZooKeeper beside it) costs that one nothing.
        void Processes(string title, Func<SideFigures, IReadOnlyDictionary<string, double>> figures)
        {
            report.Section(title, "this tree", other, "ratio");
            var names = mine.Concat(others).SelectMany(side => figures(side).Keys).Distinct().ToList();
            foreach (var name in LocalStack.Services.Concat(names.Except(LocalStack.Services).Order()).Where(names.Contains))
            {
                Row(name, side => figures(side).GetValueOrDefault(name));
            }
        }
    }
}
