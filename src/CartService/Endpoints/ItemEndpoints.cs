using System.ComponentModel.DataAnnotations;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.CartService.Clients;
using FoodDelivery.CartService.Data;
using FoodDelivery.CartService.Domain;

namespace FoodDelivery.CartService.Endpoints;

/// <param name="Version">The cart's version the caller has seen; absent when it does not matter.</param>
public sealed record AddItemRequest(
    Guid RestaurantId,
    Guid ItemId,
    [property: Range(1, Cart.MaxQuantity)] int Quantity,
    [property: MaxLength(50)] IReadOnlyList<Guid>? OptionIds = null,
    [property: Text(200, MultiLine = true)] string? Note = null,
    long? Version = null);

/// <summary>Members that are absent stay as they are; an empty note removes it.</summary>
/// <param name="Version">The cart's version the caller has seen; absent when it does not matter.</param>
public sealed record ChangeLineRequest(
    [property: Range(1, Cart.MaxQuantity)] int? Quantity = null,
    [property: Text(200, MultiLine = true)] string? Note = null,
    [property: MaxLength(50)] IReadOnlyList<Guid>? OptionIds = null,
    long? Version = null);

/// <summary>The lines of the cart.</summary>
internal static class ItemEndpoints
{
    public static void MapItems(this RouteGroupBuilder group)
    {
        const string Adding =
            "Item and options are checked with the restaurant. The same item with the same options and note adds to its quantity. " +
            "Another restaurant's item is 409 `cart_restaurant_mismatch`, unless `replace=true`. " + CartEndpoints.Versioned;
        var example = new AddItemRequest(Examples.RestaurantId, Examples.ItemId, 2, [Examples.OptionId], "Well done, please");
        group.MapPost("/items", AddAsync)
            .Describe("addCartItem", "Add an item", Adding, example, Examples.Cart, 400, 403, 404, 409, 412, 503);
        group.MapPatch("/items/{lineId:guid}", ChangeAsync).Describe(
            "changeCartItem", "Change quantity, note or options of a line", CartEndpoints.Versioned,
            new ChangeLineRequest(3), Examples.Cart, 400, 403, 404, 409, 412, 503);
        group.MapDelete("/items/{lineId:guid}", RemoveAsync).Describe(
            "removeCartItem", "Remove a line", CartEndpoints.Versioned, response: Examples.Cart, problems: [403, 404, 409, 412, 503]);
    }

    private static async Task<CartResponse> AddAsync(
        AddItemRequest request, bool? replace, CartStore carts, ProductClient product, TimeProvider clock, HttpContext http,
        CancellationToken ct)
    {
        var item = new PriceCheckItem(request.ItemId, request.Quantity, request.OptionIds ?? []);
        var check = await product.LookUpAsync(new PriceCheckRequest(request.RestaurantId, Fulfilment.Pickup, [item], null), ct);
        var line = Line(check, Guid.CreateVersion7(clock.GetUtcNow()), item.OptionIds, request.Note);
        return await carts.ChangeAsync(http, request.Version, cart =>
        {
            var here = replace is true
                ? cart.SwitchTo(request.RestaurantId, check.RestaurantName, check.Currency)
                : cart.StayOrSwitchTo(request.RestaurantId, check.RestaurantName, check.Currency);
            return here.Add(line);
        }, ct);
    }

    private static async Task<CartResponse> ChangeAsync(
        Guid lineId, ChangeLineRequest request, CartStore carts, ProductClient product, HttpContext http, CancellationToken ct)
    {
        CartLine? chosen = null;
        if (request.OptionIds is { } optionIds)
        {
            var cart = await carts.GetAsync(http.User.Id(), ct);
            var item = new PriceCheckItem(cart.Line(lineId).ItemId, 1, optionIds);
            var check = await product.LookUpAsync(new PriceCheckRequest(cart.RestaurantId!.Value, Fulfilment.Pickup, [item], null), ct);
            chosen = Line(check, lineId, optionIds, null);
        }
        return await carts.ChangeAsync(http, request.Version, cart =>
        {
            var line = cart.Line(lineId);
            var (quantity, note) = (request.Quantity ?? line.Quantity, request.Note is null ? line.Note : Trimmed(request.Note));
            return cart.Change((chosen ?? line) with { Quantity = quantity, Note = note });
        }, ct);
    }

    private static Task<CartResponse> RemoveAsync(Guid lineId, CartStore carts, HttpContext http, CancellationToken ct) =>
        carts.ChangeAsync(http, null, cart => cart.Remove(lineId), ct);

    // Whether the restaurant is open or the cart large enough is the quote's business: one fills a cart before.
    private static CartLine Line(PriceCheck check, Guid lineId, IReadOnlyList<Guid> optionIds, string? note)
    {
        if (check.Reasons.FirstOrDefault(reason => reason.ItemId is not null) is { } reason)
        {
            throw new ProblemException(409, reason.Code, reason.Detail)
                .With("itemIds", new[] { reason.ItemId }).With("optionId", reason.OptionId);
        }
        var line = check.Lines[0];
        return new CartLine(
            lineId, line.ItemId, line.Name, line.Quantity, line.UnitPrice, [.. optionIds.Order()],
            [.. line.Options.Select(option => option.Name)], Trimmed(note));
    }

    private static string? Trimmed(string? note) => string.IsNullOrWhiteSpace(note) ? null : note.Trim();
}
