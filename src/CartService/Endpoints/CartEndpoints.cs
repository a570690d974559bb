using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.CartService.Clients;
using FoodDelivery.CartService.Data;
using FoodDelivery.CartService.Domain;
using FoodDelivery.Contracts;

namespace FoodDelivery.CartService.Endpoints;

public sealed record SwitchRestaurantRequest(Guid RestaurantId);

/// <summary>The customer's one cart as a whole; <see cref="ItemEndpoints"/> change its lines.</summary>
public static class CartEndpoints
{
    internal const string Versioned = "If-Match (or `version`) is optional; another version is 412 `precondition_failed`.";

    public static void MapCart(this WebApplication app)
    {
        const string Switching = "Empties the cart, unless it is that restaurant's already. If-Match is optional.";
        var group = app.MapGroup("/api/v1/cart").WithTags("Cart").RequireRole(Roles.Customer);
        group.MapGet("", GetAsync).Describe(
            "getCart", "Get the cart", "Customers. Empty: version 0, no lines.", response: Examples.Cart, problems: [403, 503]);
        group.MapDelete("", ClearAsync).Describe(
            "clearCart", "Empty the cart", Versioned, response: Examples.Cart, problems: [403, 409, 412, 503]);
        group.MapItems();
        group.MapPut("/restaurant", SwitchAsync).Describe(
            "switchCartRestaurant", "Start anew at a restaurant", Switching,
            new SwitchRestaurantRequest(Examples.RestaurantId), Examples.Cart, 400, 403, 404, 409, 412, 503);
    }

    private static async Task<CartResponse> GetAsync(CartStore carts, ClaimsPrincipal caller, HttpContext http, CancellationToken ct) =>
        Answer(http, await carts.GetAsync(caller.Id(), ct));

    private static Task<CartResponse> ClearAsync(CartStore carts, HttpContext http, CancellationToken ct) =>
        carts.ChangeAsync(http, null, cart => cart.Clear(), ct);

    private static async Task<CartResponse> SwitchAsync(
        SwitchRestaurantRequest request, CartStore carts, ProductClient product, HttpContext http, CancellationToken ct)
    {
        var check = await product.LookUpAsync(new PriceCheckRequest(request.RestaurantId, Fulfilment.Pickup, [], null), ct);
        return await carts.ChangeAsync(http, null, cart => cart.SwitchTo(request.RestaurantId, check.RestaurantName, check.Currency), ct);
    }

    /// <summary>Changes the caller's cart, if it still has the version that he has seen, and answers with the changed one.</summary>
    /// <param name="seen">The version in the body; null when it does not matter.</param>
    internal static async Task<CartResponse> ChangeAsync(
        this CartStore carts, HttpContext http, long? seen, Func<Cart, Cart> change, CancellationToken ct)
    {
        return Answer(http, await carts.ChangeAsync(http.User.Id(), cart =>
        {
            http.CheckIfMatch(cart.ShownVersion);
            if (seen is not null && seen != cart.ShownVersion)
            {
                throw new ProblemException(412, "precondition_failed", "The cart has another version by now; read it again.")
                    .With("version", cart.ShownVersion);
            }
            return change(cart);
        }, ct));
    }

    private static CartResponse Answer(HttpContext http, Cart cart)
    {
        http.SetVersion(cart.ShownVersion);
        http.Response.Headers.CacheControl = "no-store";
        return CartResponse.From(cart);
    }
}
