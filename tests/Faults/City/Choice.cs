using System.Text.Json.Nodes;
using FoodDelivery.Faults.Witness;

namespace FoodDelivery.Faults.City;

/// <summary>What somebody orders: a dish with the options it requires, of a restaurant, to an address of his.</summary>
public sealed record Choice(Guid RestaurantId, JsonNode Location, Guid Item, Guid[] OptionIds, Guid AddressId)
{
    /// <summary>Chooses at the restaurant of a member of its staff, and tells the witness what the menu costs.</summary>
    /// <param name="turn">Customers of the same restaurant with different turns order different dishes, so that one may sell out without the others.</param>
    public static async Task<Choice> MakeAsync(Func<string, Task<JsonNode>> asCustomer, Func<string, Task<JsonNode>> asStaff, WitnessBook witness, int turn = 0)
    {
        var restaurantId = (await asStaff("/api/v1/users/me"))["restaurantIds"]![0]!.GetValue<Guid>();
        var menu = await asCustomer($"/api/v1/restaurants/{restaurantId}/menu");
        var items = menu["categories"]!.AsArray().SelectMany(category => category!["items"]!.AsArray()).Select(item => item!).ToList();
        foreach (var item in items)
        {
            var options = Groups(item).SelectMany(group => group["options"]!.AsArray()).Sum(option => Math.Max(0, option!["priceDelta"]!["amount"]!.GetValue<long>()));
            witness.Price(item["id"]!.GetValue<Guid>(), Price(item), options);
        }
        var dishes = items.Where(item => item["available"]!.GetValue<bool>() && Price(item) >= 500).ToList();
        var dish = dishes[turn % dishes.Count];
        Guid[] required = [.. Groups(dish).SelectMany(group => group["options"]!.AsArray().Take(group["min"]!.GetValue<int>()).Select(option => option!["id"]!.GetValue<Guid>()))];
        var location = (await asCustomer($"/api/v1/restaurants/{restaurantId}"))["location"]!;
        var address = (await asCustomer("/api/v1/users/me/addresses"))["items"]![0]!["id"]!.GetValue<Guid>();
        return new Choice(restaurantId, location, dish["id"]!.GetValue<Guid>(), required, address);
    }

    private static long Price(JsonNode item) => item["price"]!["amount"]!.GetValue<long>();

    private static IEnumerable<JsonNode> Groups(JsonNode item) => (item["optionGroups"]?.AsArray() ?? []).Select(group => group!);
}
