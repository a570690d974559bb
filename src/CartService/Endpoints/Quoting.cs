using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.CartService.Clients;
using FoodDelivery.CartService.Data;
using FoodDelivery.CartService.Domain;
using FoodDelivery.Contracts;
using Microsoft.Extensions.Options;

namespace FoodDelivery.CartService.Endpoints;

/// <summary>Turns a cart into a binding price.</summary>
public sealed class Quoting(CartStore carts, QuoteStore quotes, ProductClient product, UserClient users, IOptions<PricingOptions> pricing, TimeProvider clock)
{
    private const int Attempts = 3;

    public async Task<QuoteResponse> QuoteAsync(Guid customerId, QuoteRequest request, CancellationToken ct)
    {
        if (request.PromoCode is not null) throw new ProblemException(409, "promo_unknown", "There is no such promotion.");
        if (request.ScheduledFor is not null) throw new ProblemException(409, "scheduling_not_available", "Orders cannot be scheduled yet; order for now.");
        var dropoff = await DropoffAsync(customerId, request, ct);
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var cart = await carts.GetAsync(customerId, ct);
            if (cart.Lines.Count == 0) throw new ProblemException(409, "cart_empty", "The cart is empty.");
            var check = await CheckAsync(cart, request.Fulfilment, dropoff, ct);
            var priced = cart with { Lines = [.. cart.Lines.Zip(check.Lines, (line, now) => line with { Name = now.Name, UnitPrice = now.UnitPrice, Options = [.. now.Options.Select(option => option.Name)] })] };
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
            return QuoteResponse.From(quote, changes);
        }
        throw new ProblemException(409, "cart_version_conflict", "The cart is being changed; ask for the quote again.");
    }

    private async Task<Dropoff?> DropoffAsync(Guid customerId, QuoteRequest request, CancellationToken ct)
    {
        var given = (request.Dropoff is null ? 0 : 1) + (request.AddressId is null ? 0 : 1);
        if (request.Fulfilment == Fulfilment.Pickup) return given == 0 ? null : throw ProblemException.Invalid("/dropoff", "A pickup has neither dropoff nor addressId.");
        if (given != 1) throw ProblemException.Invalid("/dropoff", "A delivery needs either dropoff or addressId.");
        if (request.Dropoff is { } place) return new Dropoff(place.Lat, place.Lng, place.Address, place.Notes);
        var saved = await users.GetAddressAsync(customerId, request.AddressId!.Value, ct);
        return new Dropoff(saved.Lat, saved.Lng, saved.Address, saved.Notes);
    }

    private async Task<PriceCheck> CheckAsync(Cart cart, Fulfilment fulfilment, Dropoff? dropoff, CancellationToken ct)
    {
        var items = cart.Lines.Select(line => new PriceCheckItem(line.ItemId, line.Quantity, line.OptionIds)).ToList();
        var check = await product.CheckAsync(new PriceCheckRequest(cart.RestaurantId!.Value, fulfilment, items, dropoff is null ? null : new GeoPoint(dropoff.Lat, dropoff.Lng)), ct);
        if (check.Orderable) return check;
        var first = check.Reasons[0];
        var problem = new ProblemException(409, first.Code, first.Detail).With("reasons", check.Reasons);
        if (check.Reasons.Select(reason => reason.OpensAt).FirstOrDefault(opensAt => opensAt is not null) is { } opensAt) problem.With("opensAt", opensAt);
        var itemIds = check.Reasons.Where(reason => reason.ItemId is not null).Select(reason => reason.ItemId!.Value).Distinct().ToList();
        throw itemIds.Count == 0 ? problem : problem.With("itemIds", itemIds);
    }

    private Quote Price(Guid customerId, Cart cart, PriceCheck check, QuoteRequest request, Dropoff? dropoff)
    {
        var (now, currency) = (clock.GetUtcNow(), check.Currency);
        var tip = request.Tip ?? Money.Zero(currency);
        if (!Pricing.IsTip(tip, check.Subtotal)) throw ProblemException.Invalid("/tip", $"A tip is 0 up to the subtotal, at most 100.00 {currency}.");
        var deliveryFee = new Money(dropoff is null ? 0 : Pricing.DeliveryFee(check.DistanceMeters ?? 0, pricing.Value), currency);
        var serviceFee = new Money(Pricing.ServiceFee(check.Subtotal.Amount, pricing.Value), currency);
        var tax = new Money(Pricing.ContainedTax(check.Lines.Select(line => (line.LineTotal.Amount, line.TaxRateBasisPoints))), currency);
        var lines = cart.Lines.Select(line => new QuoteLine(line.ItemId, line.Name, line.Quantity, line.UnitPrice, line.LineTotal, line.OptionIds, line.Options, line.Note)).ToList();
        return new Quote(
            Guid.CreateVersion7(now), customerId, cart.Version, check.RestaurantId, check.RestaurantName, check.Location, check.MenuVersion, check.PrepMinutes, request.Fulfilment, dropoff, lines,
            check.Subtotal, deliveryFee, serviceFee, tax, tip, Money.Zero(currency), check.Subtotal + deliveryFee + serviceFee + tip,
            Pricing.Promise(now, check.PrepMinutes, dropoff is null ? null : check.DistanceMeters, pricing.Value), now, now + QuoteStore.Validity);
    }
}
