using System.Data;
using System.Text.Json;
using Dapper;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.OrderService.Domain;

namespace FoodDelivery.OrderService.Data;

/// <summary>An order's lines are one JSON document: they are written once and always read together.</summary>
public sealed class OrderLinesHandler : SqlMapper.TypeHandler<IReadOnlyList<OrderLine>>
{
    public override IReadOnlyList<OrderLine> Parse(object value) => JsonSerializer.Deserialize<List<OrderLine>>((string)value, JsonDefaults.Tolerant)!;

    public override void SetValue(IDbDataParameter parameter, IReadOnlyList<OrderLine>? value) => parameter.Value = JsonSerializer.Serialize(value, JsonDefaults.Tolerant);
}
