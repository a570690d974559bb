using FoodDelivery.Contracts;
using FoodDelivery.OrderService.Clients;
using FoodDelivery.OrderService.Data;
using FoodDelivery.OrderService.Domain;

namespace FoodDelivery.OrderService.Endpoints;

/// <summary>Example answers of the API description.</summary>
internal static class Examples
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public static Guid ItemId { get; } = Guid.Parse("01930b60-3333-7000-8000-000000000001");

    private static readonly Actor Kitchen = new(ActorRole.Restaurant, null);

    private static readonly OrderLine Pizza = new(
        ItemId, "Margherita", 2,
        new Money(950, "EUR"), new Money(1900, "EUR"), ["Large"], null);

    public static OrderResponse Placed { get; } = OrderResponse.For(Submitted(), ActorRole.Customer);

    public static OrderResponse Accepted { get; } = OrderResponse.For(After(Accept), ActorRole.Restaurant);

    public static OrderResponse Rejected { get; } = OrderResponse.For(
        After(order => order.Reject(Kitchen, "itemUnavailable", [ItemId], Noon.AddMinutes(2))), ActorRole.Restaurant);

    public static OrderResponse Started { get; } = OrderResponse.For(After(Accept, order => order.Start(Kitchen, Noon.AddMinutes(5))),
        ActorRole.Restaurant);

    public static OrderResponse Delayed { get; } = OrderResponse.For(
        After(Accept, order => order.Delay(Kitchen, 10, "Oven is full", Noon.AddMinutes(5), TimeSpan.Zero)), ActorRole.Restaurant);

    public static OrderResponse Ready { get; } = OrderResponse.For(
        After(Accept, order => order.MarkReady(Kitchen, Noon.AddMinutes(20), Noon.AddMinutes(50))), ActorRole.Restaurant);

    public static OrderResponse Collected { get; } = OrderResponse.For(
        After(Fulfilment.Pickup, Pack, order => order.Collect(Kitchen, "482113", Noon.AddMinutes(40))), ActorRole.Restaurant);

    public static OrderResponse NoShow { get; } = OrderResponse.For(
        After(Fulfilment.Pickup, Pack, order => order.MarkNoShow(Kitchen, Noon.AddHours(2))), ActorRole.Restaurant);

    public static OrderResponse Cancelling { get; } = OrderResponse.For(
        After(order => order.Cancel(new Actor(ActorRole.Customer, order.CustomerId), "Ordered twice", Noon, Noon)), ActorRole.Customer);

    public static OrderResponse Rated { get; } = OrderResponse.For(
        After(Fulfilment.Pickup, Pack, order => order.Collect(Kitchen, "482113", Noon.AddMinutes(40)),
            order => order.Rate(new Actor(ActorRole.Customer, order.CustomerId), 5, null, "Still hot.", Noon.AddHours(3))),
        ActorRole.Customer);

    public static OpsOrderResponse ForOps { get; } = OpsOrderResponse.Of(After(Accept));

    public static DossierResponse Dossier { get; } = DossierResponse.Of(
        After(Accept),
        [
            new StoryRow { At = Noon, Actor = "customer", Type = OrderPlacedV1.EventType },
            new StoryRow { At = Noon.AddMinutes(2), Actor = "restaurant", Type = OrderAcceptedV1.EventType, Detail = "prepMinutes 20" },
        ],
        new Part<PaymentFacts>(PartState.Known, new PaymentFacts(
            Guid.Parse("01930b6f-1111-7000-8000-000000000001"), "authorized", Eur(2450), Eur(2450), Eur(0), Eur(0), null,
            [
                new PaymentFact(Guid.Parse("01930b6f-1111-7000-8000-000000000002"), "authorize", "done", Eur(2450), true, null, null, 1,
                    Noon, Noon),
            ])),
        new Part<DeliveryFacts>(PartState.Away, null));

    public static StuckResponse Stuck { get; } =
        StuckResponse.Of(new StuckOrder(After(Accept), StuckBecause.NotReady, Noon.AddMinutes(37)));

    public static PromisesResponse Promises { get; } = new(
        new PromiseResponse(Noon.AddMinutes(35), Noon.AddMinutes(50)), new PromiseResponse(Noon.AddMinutes(45), Noon.AddMinutes(60)),
        [
            new PromiseVersionResponse(1, Noon.AddMinutes(35), Noon.AddMinutes(50), PromiseCause.Placed, Noon),
            new PromiseVersionResponse(2, Noon.AddMinutes(45), Noon.AddMinutes(60), PromiseCause.Delay, Noon.AddMinutes(12)),
        ]);

    private static Money Eur(long amount) => new(amount, "EUR");

    private static void Accept(Order order)
    {
        order.Accept(Kitchen, 20, Noon.AddMinutes(2), TimeSpan.Zero);
        if (order.Fulfilment is Fulfilment.Delivery) order.DeliveryPlanned();
    }

    private static void Pack(Order order)
    {
        Accept(order);
        order.MarkReady(Kitchen, Noon.AddMinutes(20), Noon.AddMinutes(50));
    }

    private static Order After(params Action<Order>[] verbs) => After(Fulfilment.Delivery, verbs);

    private static Order After(Fulfilment fulfilment, params Action<Order>[] verbs)
    {
        var order = Submitted(fulfilment);
        foreach (var verb in verbs) verb(order);
        return order;
    }

    private static Order Submitted(Fulfilment fulfilment = Fulfilment.Delivery)
    {
        var delivered = fulfilment is Fulfilment.Delivery;
        var order = new Order(Guid.Parse("01930b6f-02a4-7d11-8a55-c1a2b3c4d5e6"))
        {
            Code = "7KQ2MX",
            CustomerId = Guid.Parse("01930b60-1111-7000-8000-000000000001"),
            RestaurantId = Guid.Parse("01930b60-2222-7000-8000-000000000001"),
            RestaurantName = "Trattoria Demo",
            LineItems = [Pizza],
            Currency = "EUR",
            Subtotal = 1900,
            Fulfilment = fulfilment,
            DeliveryFee = delivered ? 290 : 0,
            ServiceFee = 60,
            Tax = 124,
            Tip = delivered ? 200 : 0,
            Total = delivered ? 2450 : 1960,
            Note = "No onions, please",
            DropoffLat = delivered ? 52.516 : null,
            DropoffLng = delivered ? 13.378 : null,
            DropoffAddress = delivered ? "Example Street 1" : null,
            DeliveryPin = delivered ? "4821" : null,
            PickupCode = delivered ? null : "482113",
            PromiseEarliest = Noon.AddMinutes(35),
            PromiseLatest = Noon.AddMinutes(50),
        };
        order.Place(Noon, Noon.AddMinutes(10));
        order.PaymentAuthorized(Noon, Noon.AddMinutes(7), Noon.AddMinutes(2));
        return order;
    }
}
