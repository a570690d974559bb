namespace FoodDelivery.BuildingBlocks.Messaging;

/// <summary>The lists of <c>deploy/kafka</c>: a line says one thing, in words; <c>#</c> begins a remark.</summary>
internal static class ListFile
{
    public static IEnumerable<string[]> Lines(string file) =>
        from line in File.ReadLines(file)
        where line.Length > 0 && line[0] != '#'
        select line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
