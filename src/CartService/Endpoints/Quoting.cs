using System.ComponentModel.DataAnnotations;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.CartService.Clients;
using FoodDelivery.CartService.Data;
using FoodDelivery.CartService.Domain;
using FoodDelivery.Contracts;
using Microsoft.Extensions.Options;

namespace FoodDelivery.CartService.Endpoints;

/// <param name="Dropoff">For a delivery, instead of <paramref name="AddressId"/>.</param>
/// <param name="AddressId">A saved address of the customer.</param>
/// <param name="Tip">For the courier, up to the subtotal and at most 100.00; a pickup takes none.</param>
/// <param name="PromoCode">There are no promotions yet: any code is 409 <c>promo_unknown</c>.</param>
/// <param name="ScheduledFor">Not available yet: 409 <c>scheduling_not_available</c>.</param>
/// <param name="LeaveAtDoor">The courier may leave it at the door, and needs no PIN.</param>
public sealed record QuoteRequest(
    DropoffRequest? Dropoff = null, Guid? AddressId = null, Fulfilment Fulfilment = Fulfilment.Delivery, Money? Tip = null,
    [property: Text(40)] string? PromoCode = null, DateTimeOffset? ScheduledFor = null, bool LeaveAtDoor = false);

public sealed record DropoffRequest(
    [property: Range(-90.0, 90.0)] double Lat,
    [property: Range(-180.0, 180.0)] double Lng,
    [property: Text(300, MinimumLength = 1)] string Address,
    [property: Text(300, MultiLine = true)] string? Notes = null);

/// <summary>Turns a cart into a binding price.</summary>
public sealed class Quoting(
    CartStore carts, QuoteStore quotes, ProductClient product, UserClient users, IGeocoder geocoder, IOptions<GeocoderOptions> where,
    IOptions<PricingOptions> pricing, TimeProvider clock)
{
    private const int Attempts = 3;

    public async Task<QuoteResponse> QuoteAsync(Guid customerId, QuoteRequest request, CancellationToken ct)
    {
        quotes.Admit(customerId);
        if (request.PromoCode is not null) throw new RefusedException("promo_unknown", "There is no such promotion.");
        if (request.ScheduledFor is not null)
        {
            throw new RefusedException("scheduling_not_available", "Orders cannot be scheduled yet; order for now.");
        }
        var dropoff = await DropoffAsync(customerId, request, ct);
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var cart = await carts.GetAsync(customerId, ct);
            if (cart.Lines.Count == 0) throw new RefusedException("cart_empty", "The cart is empty.");
            var check = await CheckAsync(cart, request.Fulfilment, dropoff, ct);
            var priced = cart with { Lines = [.. cart.Lines.Zip(check.Lines, Shown)] };
            var changes = cart.Lines.Zip(priced.Lines).Where(pair => pair.First.UnitPrice != pair.Second.UnitPrice)
                .Select(pair => new PriceChange(pair.First.LineId, pair.First.UnitPrice, pair.Second.UnitPrice)).ToList();
            if (changes.Count > 0)
            {
                priced = priced with { Version = cart.Version + 1 };
                // False: the cart was edited meanwhile, so its price is another one too.
                if (!await carts.TryReplaceAsync(customerId, cart.Version, priced, ct)) continue;
            }
            var quote = Price(customerId, priced, check, request, dropoff);
            await quotes.AddAsync(quote, ct);
            return QuoteResponse.From(quote, changes, check.ClosesAt);
        }
        throw new RefusedException("cart_version_conflict", "The cart is being changed; ask for the quote again.");
    }

    private static CartLine Shown(CartLine line, PriceCheckLine now) =>
        line with { Name = now.Name, UnitPrice = now.UnitPrice, Options = [.. now.Options.Select(option => option.Name)] };

    private async Task<Dropoff?> DropoffAsync(Guid customerId, QuoteRequest request, CancellationToken ct)
    {
        var given = (request.Dropoff is null ? 0 : 1) + (request.AddressId is null ? 0 : 1);
        if (request.Fulfilment == Fulfilment.Pickup)
        {
            if (request.LeaveAtDoor) throw ProblemException.Invalid("/leaveAtDoor", "A pickup is left at no door.");
            return given == 0 ? null : throw ProblemException.Invalid("/dropoff", "A pickup has neither dropoff nor addressId.");
        }
        if (given != 1) throw ProblemException.Invalid("/dropoff", "A delivery needs either dropoff or addressId.");
        if (request.Dropoff is { } place) return Compared(new(place.Lat, place.Lng, place.Address, place.Notes, request.LeaveAtDoor));
        var saved = await users.GetAddressAsync(customerId, request.AddressId!.Value, ct);
        return Compared(new(saved.Lat, saved.Lng, saved.Address, saved.Notes, request.LeaveAtDoor));
    }

    // Marked and not refused: people move a pin to the door that is theirs.
    private Dropoff Compared(Dropoff dropoff)
    {
        if (geocoder.Find(dropoff.Address) is not { } known) return dropoff;
        var metres = (int)known.MetresTo(new GeoPoint(dropoff.Lat, dropoff.Lng));
        return metres <= where.Value.ToleranceMeters ? dropoff : dropoff with { OffByMeters = metres };
    }

    private async Task<PriceCheck> CheckAsync(Cart cart, Fulfilment fulfilment, Dropoff? dropoff, CancellationToken ct)
    {
        var items = cart.Lines.Select(line => new PriceCheckItem(line.ItemId, line.Quantity, line.OptionIds)).ToList();
        var place = dropoff is null ? null : new GeoPoint(dropoff.Lat, dropoff.Lng);
        var check = await product.CheckAsync(new PriceCheckRequest(cart.RestaurantId!.Value, fulfilment, items, place), ct);
        if (check.Orderable) return check;
        var first = check.Reasons[0];
        var refusal = new RefusedException(first.Code, first.Detail).With("reasons", check.Reasons);
        if (check.Reasons.FirstOrDefault(reason => reason.OpensAt is not null)?.OpensAt is { } opensAt) refusal.With("opensAt", opensAt);
        var itemIds = check.Reasons.Select(reason => reason.ItemId).OfType<Guid>().Distinct().ToList();
        throw itemIds.Count == 0 ? refusal : refusal.With("itemIds", itemIds);
    }

    private Quote Price(Guid customerId, Cart cart, PriceCheck check, QuoteRequest request, Dropoff? dropoff)
    {
        var (now, currency) = (clock.GetUtcNow(), check.Currency);
        var tip = request.Tip ?? Money.Zero(currency);
        if (!Pricing.IsTip(tip, check.Subtotal))
        {
            throw ProblemException.Invalid("/tip", $"A tip is 0 up to the subtotal, at most 100.00 {currency}.");
        }
        // Tips are the courier's, and nobody brings a pick-up.
        if (request.Fulfilment == Fulfilment.Pickup && tip.Amount > 0) throw ProblemException.Invalid("/tip", "A pickup takes no tip.");
        var deliveryFee = new Money(dropoff is null ? 0 : Pricing.DeliveryFee(check.DistanceMeters ?? 0, pricing.Value), currency);
        var serviceFee = new Money(Pricing.ServiceFee(check.Subtotal.Amount, pricing.Value), currency);
        var tax = new Money(Pricing.ContainedTax(check.Lines.Select(line => (line.LineTotal.Amount, line.TaxRateBasisPoints))), currency);
        var promise = Pricing.Promise(now, check.PrepMinutes, dropoff is null ? null : check.DistanceMeters, pricing.Value);
        return new Quote(
            Guid.CreateVersion7(now), customerId, cart.Version,
            check.RestaurantId, check.RestaurantName, check.Location, check.MenuVersion, check.PrepMinutes,
            request.Fulfilment, dropoff, [.. cart.Lines.Select(QuoteLine.From)],
            check.Subtotal, deliveryFee, serviceFee, tax, tip, Money.Zero(currency), check.Subtotal + deliveryFee + serviceFee + tip,
            promise, now, now + QuoteStore.Validity, cart.Wish);
    }
}
