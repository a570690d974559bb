using FoodDelivery.BuildingBlocks;
using FoodDelivery.Contracts;

namespace FoodDelivery.OrderService.Domain;

// How the customer found it: of what was served, as long as it is remembered.
public sealed partial class Order
{
    public const int MaxRatings = 5;
    private static readonly TimeSpan RateWithin = TimeSpan.FromDays(30);

    /// <summary>1 to 5; null while it is not rated.</summary>
    public int? RatingFood { get; private set; }

    /// <summary>1 to 5; null when nothing was said of it, and for an order that was fetched.</summary>
    public int? RatingDelivery { get; private set; }
    public string? RatingComment { get; private set; }
    public DateTimeOffset? RatedAt { get; private set; }

    /// <summary>How often it was rated: every change is told, so there is an end to them.</summary>
    public int Ratings { get; private set; }

    /// <summary>Says how it was, or says otherwise.</summary>
    /// <exception cref="RefusedException">Also too late, and after too many changes.</exception>
    public bool Rate(Actor by, int food, int? delivery, string? comment, DateTimeOffset now)
    {
        if (Ask(OrderCommand.Rate, by) is not { } to) return false;
        if ((food, delivery, comment) == (RatingFood, RatingDelivery, RatingComment)) return false;
        var until = (StepSince ?? PlacedAt) + RateWithin;
        if (now > until) throw Refused("rating_closed", $"It could be rated until {until:O}.", by);
        if (Ratings >= MaxRatings) throw Refused("rating_limit", $"A rating can be changed {MaxRatings - 1} times.", by);
        var before = (Food: RatingFood, Delivery: RatingDelivery);
        (RatingFood, RatingDelivery, RatingComment, RatedAt, Ratings) = (food, delivery, comment, now, Ratings + 1);
        Move(to, by, now, delivery is null ? $"food {food}" : $"food {food}, delivery {delivery}", new OrderRatedV1(
            Id, CustomerId, RestaurantId, Code, DriverId, food, delivery, before.Food, before.Delivery));
        return true;
    }
}
