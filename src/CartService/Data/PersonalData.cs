using FoodDelivery.BuildingBlocks.People;

namespace FoodDelivery.CartService.Data;

/// <summary>What Cart holds of people: what they are about to order, and where it is to go.</summary>
internal sealed class PersonalData(CartStore carts, QuoteStore quotes) : IPersonalData
{
    public async Task ExportAsync(Guid userId, PersonExport export, CancellationToken ct)
    {
        export.Write("cart", await carts.GetAsync(userId, ct));
        export.Write("quotes", await quotes.ListAsync(userId, ct));
    }
}
