using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.CartService.Clients;
using FoodDelivery.CartService.Data;
using FoodDelivery.CartService.Domain;
using FoodDelivery.Contracts;

namespace FoodDelivery.CartService.Endpoints;

/// <param name="Version">The cart's version the caller has seen; absent when it does not matter.</param>
public sealed record AddItemRequest(
    Guid RestaurantId,
    Guid ItemId,
    [property: Range(1, Cart.MaxQuantity)] int Quantity,
    [property: MaxLength(50)] IReadOnlyList<Guid>? OptionIds = null,
    [property: StringLength(200)] string? Note = null,
    long? Version = null);

/// <summary>Members that are absent stay as they are; an empty note removes it.</summary>
/// <param name="Version">The cart's version the caller has seen; absent when it does not matter.</param>
public sealed record ChangeLineRequest(
    [property: Range(1, Cart.MaxQuantity)] int? Quantity = null,
    [property: StringLength(200)] string? Note = null,
    [property: MaxLength(50)] IReadOnlyList<Guid>? OptionIds = null,
    long? Version = null);

public sealed record SwitchRestaurantRequest(Guid RestaurantId);

/// <summary>The customer's one cart.</summary>
public static class CartEndpoints
{
    public static void MapCart(this WebApplication app)
    {
        const string Versioned = "If-Match (or `version`) is optional; another version is 409 `cart_version_conflict`.";
        var group = app.MapGroup("/api/v1/cart").WithTags("Cart").RequireRole(Roles.Customer);
        group.MapGet("", GetAsync).Describe("getCart", "Get the cart", "Customers. Empty: version 0, no lines.", response: Examples.Cart, problems: [403, 503]);
        group.MapDelete("", ClearAsync).Describe("clearCart", "Empty the cart", Versioned, response: Examples.Cart, problems: [403, 409, 503]);
        group.MapPost("/items", AddAsync).Describe(
            "addCartItem", "Add an item",
            $"Item and options are checked with the restaurant. The same item with the same options and note adds to its quantity. Another restaurant's item is 409 `cart_restaurant_mismatch`, unless `replace=true`. {Versioned}",
            new AddItemRequest(Examples.RestaurantId, Examples.ItemId, 2, [Examples.OptionId], "Well done, please"), Examples.Cart, 400, 403, 404, 409, 503);
        group.MapPatch("/items/{lineId:guid}", ChangeAsync)
            .Describe("changeCartItem", "Change quantity, note or options of a line", Versioned, new ChangeLineRequest(3), Examples.Cart, 400, 403, 404, 409, 503);
        group.MapDelete("/items/{lineId:guid}", RemoveAsync).Describe("removeCartItem", "Remove a line", Versioned, response: Examples.Cart, problems: [403, 404, 409, 503]);
        group.MapPut("/restaurant", SwitchAsync)
            .Describe("switchCartRestaurant", "Start anew at a restaurant", "Empties the cart, unless it is that restaurant's already.", new SwitchRestaurantRequest(Examples.RestaurantId), Examples.Cart, 400, 403, 404, 409, 503);
    }

    private static async Task<CartResponse> GetAsync(CartStore carts, ClaimsPrincipal caller, HttpContext http, CancellationToken ct) =>
        Answer(http, await carts.GetAsync(caller.Id(), ct));

    private static async Task<CartResponse> ClearAsync(CartStore carts, ClaimsPrincipal caller, HttpContext http, CancellationToken ct) =>
        Answer(http, await carts.ChangeAsync(caller.Id(), IfVersion(http, null), cart => cart.Clear(), ct));

    private static async Task<CartResponse> AddAsync(
        AddItemRequest request, bool? replace, CartStore carts, ProductClient product, ClaimsPrincipal caller, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        var check = await product.CheckAsync(new PriceCheckRequest(request.RestaurantId, Fulfilment.Pickup, [new PriceCheckItem(request.ItemId, request.Quantity, request.OptionIds ?? [])], null), ct);
        var line = Line(check, Guid.CreateVersion7(clock.GetUtcNow()), request.OptionIds ?? [], request.Note);
        var changed = await carts.ChangeAsync(caller.Id(), IfVersion(http, request.Version), cart =>
        {
            if (cart.Lines.Count > 0 && cart.RestaurantId != request.RestaurantId && replace is not true)
            {
                throw new ProblemException(409, "cart_restaurant_mismatch", "The cart holds items of another restaurant; empty it, or add with replace=true.")
                    .With("cartRestaurantId", cart.RestaurantId).With("requestedRestaurantId", request.RestaurantId);
            }
            return Limited(() => cart.SwitchTo(request.RestaurantId, check.RestaurantName, check.Currency).Add(line));
        }, ct);
        return Answer(http, changed);
    }

    private static async Task<CartResponse> ChangeAsync(
        Guid lineId, ChangeLineRequest request, CartStore carts, ProductClient product, ClaimsPrincipal caller, HttpContext http, CancellationToken ct)
    {
        CartLine? chosen = null;
        if (request.OptionIds is { } optionIds)
        {
            var cart = await carts.GetAsync(caller.Id(), ct);
            var present = cart.Find(lineId) ?? throw ProblemException.NotFound("The line");
            var check = await product.CheckAsync(new PriceCheckRequest(cart.RestaurantId!.Value, Fulfilment.Pickup, [new PriceCheckItem(present.ItemId, 1, optionIds)], null), ct);
            chosen = Line(check, lineId, optionIds, null);
        }
        var changed = await carts.ChangeAsync(caller.Id(), IfVersion(http, request.Version), cart =>
        {
            var line = cart.Find(lineId) ?? throw ProblemException.NotFound("The line");
            var changed = line with { Quantity = request.Quantity ?? line.Quantity, Note = request.Note is null ? line.Note : Trimmed(request.Note) };
            if (chosen is not null) changed = changed with { Name = chosen.Name, UnitPrice = chosen.UnitPrice, OptionIds = chosen.OptionIds, Options = chosen.Options };
            return Limited(() => cart.Change(changed));
        }, ct);
        return Answer(http, changed);
    }

    private static async Task<CartResponse> RemoveAsync(Guid lineId, CartStore carts, ClaimsPrincipal caller, HttpContext http, CancellationToken ct) =>
        Answer(http, await carts.ChangeAsync(caller.Id(), IfVersion(http, null), cart => cart.Find(lineId) is null ? throw ProblemException.NotFound("The line") : cart.Remove(lineId), ct));

    private static async Task<CartResponse> SwitchAsync(SwitchRestaurantRequest request, CartStore carts, ProductClient product, ClaimsPrincipal caller, HttpContext http, CancellationToken ct)
    {
        var check = await product.CheckAsync(new PriceCheckRequest(request.RestaurantId, Fulfilment.Pickup, [], null), ct);
        return Answer(http, await carts.ChangeAsync(caller.Id(), IfVersion(http, null), cart => cart.SwitchTo(request.RestaurantId, check.RestaurantName, check.Currency), ct));
    }

    // Whether the restaurant is open or the cart large enough is the quote's business: one fills a cart before.
    private static CartLine Line(PriceCheck check, Guid lineId, IReadOnlyList<Guid> optionIds, string? note)
    {
        if (check.Reasons.FirstOrDefault(reason => reason.ItemId is not null) is { } reason)
        {
            throw new ProblemException(409, reason.Code, reason.Detail).With("itemIds", new[] { reason.ItemId }).With("optionId", reason.OptionId);
        }
        var line = check.Lines[0];
        return new CartLine(lineId, line.ItemId, line.Name, line.Quantity, line.UnitPrice, [.. optionIds.Order()], [.. line.Options.Select(option => option.Name)], Trimmed(note));
    }

    private static string? Trimmed(string? note) => string.IsNullOrWhiteSpace(note) ? null : note.Trim();

    private static Cart Limited(Func<Cart> change)
    {
        try
        {
            return change();
        }
        catch (CartLimitException e)
        {
            throw new ProblemException(409, "cart_limit_reached", e.Message);
        }
    }

    private static long? IfVersion(HttpContext http, long? inBody)
    {
        var value = http.Request.Headers.IfMatch.ToString();
        if (value is "" or "*") return inBody;
        var text = value.StartsWith("W/", StringComparison.Ordinal) ? value[2..] : value;
        return long.TryParse(text.Trim('"'), out var version) ? version : throw ProblemException.Invalid("header:If-Match", "If-Match holds the ETag of the cart, for example \"3\".");
    }

    private static CartResponse Answer(HttpContext http, Cart cart)
    {
        http.Response.Headers.ETag = $"\"{cart.ShownVersion}\"";
        http.Response.Headers.CacheControl = "no-store";
        return CartResponse.From(cart);
    }
}
