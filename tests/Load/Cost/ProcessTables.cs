using FoodDelivery.Load.Measuring;
using FoodDelivery.Load.Processes;

namespace FoodDelivery.Load.Cost;

/// <summary>Processor time and context switches of one order, by process.</summary>
public static class ProcessTables
{
    public static void AddTo(Report report, Stretch load, Stretch? rest)
    {
        report.Section(
            "processor time of an order", "ms an order", "share %", "user ms", "system ms", "voluntary switches", "forced switches",
            "at rest ms/s");
        var all = Sum(load, _ => true);
        foreach (var name in Ordered(load)) Row(name, load.Uses[name], rest?.Uses.GetValueOrDefault(name));
        Row("the eight services", Sum(load, LocalStack.Services.Contains), rest is null ? null : Sum(rest, LocalStack.Services.Contains));
        Row("the system", all, rest is null ? null : Sum(rest, _ => true));
        report.Row(
            "the driver, beside it", load.Driver / load.Orders, null, null, null, null, null, rest?.Driver / rest?.Length.TotalSeconds);
        report.Picture("ms of processor time an order", [.. Ordered(load).Select(name => (name, load.Uses[name].Ms / load.Orders))]);

        void Row(string name, ProcessUse use, ProcessUse? atRest) => report.Row(
            name, use.Ms / load.Orders, use.Ms / all.Ms * 100, use.UserMs / load.Orders, use.SystemMs / load.Orders,
            (double)use.Voluntary / load.Orders, (double)use.Forced / load.Orders,
            atRest is null ? double.NaN : atRest.Ms / rest!.Length.TotalSeconds);
    }

    /// <summary>The eight services in their order, then the servers.</summary>
    public static IEnumerable<string> Ordered(Stretch stretch) =>
        LocalStack.Services.Where(stretch.Uses.ContainsKey).Concat(stretch.Uses.Keys.Except(LocalStack.Services).Order());

    public static ProcessUse Sum(Stretch stretch, Func<string, bool> which) =>
        stretch.Uses.Where(use => which(use.Key)).Aggregate(new ProcessUse(0, 0, 0, 0), (sum, use) => sum + use.Value);
}
