using System.Text.Json.Nodes;
using FoodDelivery.Contracts;

namespace FoodDelivery.NotificationService.Tests;

/// <summary>
/// Who is shown what on each event: <c>customer=ready</c> is a status on the live stream, <c>customer:order_accepted</c> a message.
/// </summary>
public sealed partial class WhoIsTold(WhoIsTold.OneService service) : IClassFixture<WhoIsTold.OneService>
{
    /// <summary>All events go to the same service.</summary>
    public sealed class OneService : IDisposable
    {
        public NotificationApi Api { get; } = new();

        public void Dispose() => Api.Dispose();
    }

    private readonly NotificationApi api = service.Api;

    private static readonly DateTimeOffset Now = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);
    private static readonly Money Amount = new(1250, "EUR");
    private static readonly GeoPoint Place = new(48.2, 16.3);

    /// <summary>The people and things of one order.</summary>
    private sealed record Cast(Guid Order, Guid Customer, Guid Restaurant, Guid Driver, Guid Delivery)
    {
        public static Cast New() =>
            new(Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
    }

    private sealed record Case(string Told, Func<NotificationApi, Cast, Guid, Task> DeliverAsync);

    private static readonly Dictionary<string, Case> Cases = new(
    [
        On(c => new OrderPlacedV1(c.Order, c.Customer, c.Restaurant, "K7P2QX", Guid.Empty, [],
            Amount, Amount, Amount, Amount, Amount, Amount, Amount, "delivery", Now),
            "customer=pendingPayment"),
        On(c => new OrderSubmittedV1(c.Order, c.Customer, c.Restaurant, "K7P2QX", Amount, 2, Now),
            "customer=awaitingAcceptance restaurant=awaitingAcceptance restaurant:order_submitted"),
        On(c => new OrderPaymentFailedV1(c.Order, c.Customer, c.Restaurant, "declined"), "customer=paymentFailed customer:payment_failed"),
        On(c => new OrderAcceptedV1(c.Order, c.Customer, c.Restaurant, "K7P2QX", "Trattoria", 15, Now,
            Place, Place, "delivery", Amount, Amount, Now, Now, Guid.Empty),
            "customer=accepted restaurant=accepted customer:order_accepted"),
        On(c => new OrderRejectedV1(c.Order, c.Customer, c.Restaurant, "tooBusy", [], 10),
            "customer=rejected restaurant=rejected customer:order_rejected"),
        On(c => new OrderExpiredV1(c.Order, c.Customer, c.Restaurant, 420, 2),
            "customer=expired restaurant=expired customer:order_expired restaurant:restaurant_paused"),
        On(c => new OrderCourierLateV1(c.Order, c.Customer, c.Restaurant, "K7P2QX", 1, Now), "customer:courier_late ops:courier_late"),
        On(c => new OrderPromiseChangedV1(c.Order, c.Customer, c.Restaurant, "K7P2QX", 2, Now, Now, "delay", "preparing", Now, "Europe/Berlin"),
            "customer=preparing restaurant=preparing customer:promise_changed"),
        On(c => new OrderAnswerRemindedV1(c.Order, c.Customer, c.Restaurant, "K7P2QX", 1, Now), "restaurant:order_waits"),
        On(c => new OrderRatedV1(c.Order, c.Customer, c.Restaurant, "K7P2QX", null, 4, null, null, null), "restaurant:order_rated"),
        On(c => new OrderMessageSentV1(Guid.CreateVersion7(), c.Order, "K7P2QX", "courier", [c.Customer, c.Restaurant], Now),
            "customer=message restaurant=message customer:message_received restaurant:message_received"),
        On(c => new OrderPreparingV1(c.Order, c.Customer, c.Restaurant, Now), "customer=preparing restaurant=preparing"),
        On(c => new OrderReadyV1(c.Order, c.Customer, c.Restaurant, Now, false, "delivery"), "customer=ready restaurant=ready"),
        On(c => new OrderDelayedV1(c.Order, c.Customer, c.Restaurant, Now, Now, "busy", 1, "preparing", "restaurant", Now, Now, "Europe/Berlin"),
            "customer=preparing restaurant=preparing customer:order_delayed"),
        On(c => new OrderPickedUpV1(c.Order, c.Customer, c.Restaurant, Now),
            "customer=inDelivery restaurant=inDelivery customer:order_picked_up"),
        On(c => new OrderDeliveredV1(c.Order, c.Customer, c.Restaurant, Now, Now, 0),
            "customer=delivered restaurant=delivered customer:order_delivered"),
        On(c => new OrderCollectedV1(c.Order, c.Customer, c.Restaurant, Now), "customer=collected restaurant=collected"),
        On(c => new OrderCancelRequestedV1(c.Order, c.Customer, c.Restaurant, "customer", "changedMind", "accepted"),
            "customer=cancelling restaurant=cancelling restaurant:order_being_cancelled"),
        On(c => new OrderCancelledV1(c.Order, c.Customer, c.Restaurant, "customer", "changedMind"),
            "customer=cancelled restaurant=cancelled customer:order_cancelled"),
        On(c => new OrderUndeliveredV1(c.Order, c.Customer, c.Restaurant, "noAnswer"),
            "customer=undelivered restaurant=undelivered customer:order_undelivered"),
        On(c => new OrderNoShowV1(c.Order, c.Customer, c.Restaurant, Now), "customer=noShow restaurant=noShow customer:order_no_show"),

        On(c => new DeliveryPlannedV1(c.Delivery, c.Order, c.Customer, c.Restaurant, Now, Now, Now), "customer=planned restaurant=planned"),
        On(c => new DeliverySearchingV1(c.Delivery, c.Order, c.Customer, c.Restaurant, 1), "customer=searching restaurant=searching"),
        On(c => new DeliveryOfferedV1(c.Delivery, c.Order, c.Customer, c.Restaurant, Guid.Empty, c.Driver, Amount, Now), "driver=offer"),
        On(c => new DeliveryOfferExpiredV1(c.Delivery, c.Order, c.Customer, c.Restaurant, Guid.Empty, c.Driver, WentOffline: true), "driver:went_offline"),
        On(c => new DeliveryAssignedV1(c.Delivery, c.Order, c.Customer, c.Restaurant, c.Driver, "Dan", "bike", Now, Now),
            "customer=assigned restaurant=assigned driver=assigned"),
        On(c => new DeliveryUnassignedV1(c.Delivery, c.Order, c.Customer, c.Restaurant, 5),
            "customer=unassigned restaurant=unassigned ops:delivery_unassigned"),
        On(c => new DeliveryAtPickupV1(c.Delivery, c.Order, c.Customer, c.Restaurant, c.Driver, Now),
            "customer=atPickup restaurant=atPickup driver=atPickup"),
        On(c => new DeliveryPickedUpV1(c.Delivery, c.Order, c.Customer, c.Restaurant, c.Driver, Now, 60),
            "customer=pickedUp restaurant=pickedUp driver=pickedUp"),
        On(c => new DeliveryAtDropoffV1(c.Delivery, c.Order, c.Customer, c.Restaurant, c.Driver, Now),
            "customer=atDropoff restaurant=atDropoff driver=atDropoff"),
        On(c => new DeliveryDeliveredV1(c.Delivery, c.Order, c.Customer, c.Restaurant, c.Driver, Now, "pin"),
            "customer=delivered restaurant=delivered driver=delivered"),
        On(c => new DeliveryContactAttemptedV1(c.Delivery, c.Order, c.Customer, c.Restaurant, c.Driver, "door", null, 1, Now, Now),
            "customer=atDropoff customer:courier_at_door"),
        On(c => new DeliveryHelpRequestedV1(c.Delivery, c.Order, c.Customer, c.Restaurant, c.Driver, "vehicle", "Flat tyre", Now), "ops:courier_needs_help"),
        On(c => new DeliveryTransferredV1(
            c.Delivery, c.Order, c.Customer, c.Restaurant, Guid.CreateVersion7(), c.Driver, "Dan", "bike", AfterPickup: true, "pickedUp", Now, Now),
            "customer=pickedUp restaurant=pickedUp driver=pickedUp driver:delivery_given_to_you a stranger:delivery_handed_on"),
        On(c => new DeliveryTakenOverV1(c.Delivery, c.Order, c.Customer, c.Restaurant, c.Driver, Guid.Empty, Now), "driver:delivery_taken_over"),
        On(c => new DeliveryFailedV1(c.Delivery, c.Order, c.Customer, c.Restaurant, c.Driver, "noAnswer"),
            "customer=undeliverable restaurant=undeliverable driver=undeliverable ops:delivery_failed"),
        On(c => new DeliveryReturningV1(c.Delivery, c.Order, c.Customer, c.Restaurant, c.Driver, DeliveryReturningV1.OrderCancelled),
            "customer=returning restaurant=returning driver=returning driver:delivery_recalled"),
        On(c => new DeliveryReturnedV1(c.Delivery, c.Order, c.Customer, c.Restaurant, c.Driver),
            "customer=returned restaurant=returned driver=returned"),
        On(c => new DeliveryDisposedV1(c.Delivery, c.Order, c.Customer, c.Restaurant, c.Driver),
            "customer=disposed restaurant=disposed driver=disposed"),
        On(c => new DeliveryCancelledV1(c.Delivery, c.Order, c.Customer, c.Restaurant, c.Driver),
            "customer=cancelled restaurant=cancelled driver=cancelled driver:delivery_cancelled"),

        On(c => new PaymentCaptureFailedV1(Guid.Empty, c.Order, c.Customer, 2, "timeout"), "ops:capture_failed"),
        On(c => new PaymentRefundedV1(Guid.Empty, c.Order, c.Customer, Guid.Empty, Amount, Amount, "late"), "customer:payment_refunded"),

        On(c => new RestaurantApplicationDecidedV1(Guid.CreateVersion7(), c.Customer, "Trattoria", true, c.Restaurant, null), "customer:application_approved"),
        On(c => new RestaurantStatusChangedV1(c.Restaurant, "open", null, null, null), "restaurant:restaurant_reopened"),
        On(c => new DriverApprovedV1(c.Driver, "Dan", "bike"), "driver:driver_approved"),
        On(c => new DriverRefusedV1(c.Driver, "The licence cannot be read"), "driver:driver_refused"),
        On(c => new DriverSuspendedV1(c.Driver, "Licence expired"), "driver:driver_suspended"),
    ]);

    // Who was asked before, and what happened to the money behind the scenes, is nobody's screen.
    private static readonly string[] Silent =
    [
        "delivery.offer_declined.v1",
        "payment.authorized.v1", "payment.failed.v1", "payment.voided.v1", "payment.captured.v1", "order.courier_released.v1",
        // What is seen where it was done, what is told as a link, and what only services need.
        "restaurant.published.v1", "menu.published.v1", "item.availability_changed.v1", "user.registered.v1", "user.link_requested.v1", "access.revoked.v1",
        "signing_key.withdrawn.v1",
        // Who left for good hears of it by the link's mail.
        "user.erased.v1",
    ];

    public static TheoryData<string> Events => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Events))]
    public async Task Each_event_reaches_whom_it_concerns(string type)
    {
        var cast = Cast.New();
        var id = Guid.CreateVersion7();
        await Cases[type].DeliverAsync(api, cast, id);
        Assert.Equal(Cases[type].Told, await ToldAsync(cast, id));
    }

    [Fact]
    public async Task The_assigned_driver_hears_of_a_delay_in_the_kitchen_and_that_the_food_is_ready()
    {
        var cast = Cast.New();
        var (delayed, ready) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await api.DeliverAsync(cast.Order, 1,
            new DeliveryAssignedV1(cast.Delivery, cast.Order, cast.Customer, cast.Restaurant, cast.Driver, "Dan", "bike", Now, Now));
        await api.DeliverAsync(cast.Order, 1, new OrderDelayedV1(cast.Order, cast.Customer, cast.Restaurant, Now, Now, "busy", 1), delayed);
        await api.DeliverAsync(cast.Order, 2, new OrderReadyV1(cast.Order, cast.Customer, cast.Restaurant, Now, false), ready);
        Assert.Equal("customer:order_delayed driver:pickup_delayed", await ToldAsync(cast, delayed));
        Assert.Equal("customer=ready restaurant=ready driver=ready", await ToldAsync(cast, ready));
    }

    [Theory]
    [InlineData("ops", "customer=accepted restaurant=accepted driver=accepted customer:order_delayed restaurant:order_moved driver:pickup_delayed")]
    [InlineData("restaurant", "customer=accepted restaurant=accepted driver=accepted customer:order_delayed driver:pickup_delayed")]
    public async Task All_but_who_delays_are_told_and_the_new_times_are_data(string by, string told)
    {
        var cast = Cast.New();
        var id = Guid.CreateVersion7();
        await api.DeliverAsync(cast.Order, 1,
            new DeliveryAssignedV1(cast.Delivery, cast.Order, cast.Customer, cast.Restaurant, cast.Driver, "Dan", "bike", Now, Now));
        await api.DeliverAsync(cast.Order, 1, new OrderDelayedV1(cast.Order, cast.Customer, cast.Restaurant, Now, Now.AddMinutes(10), "busy", 1,
            "accepted", by, Now.AddMinutes(10), Now.AddMinutes(25), "Europe/Berlin"), id);
        Assert.Equal(told, await ToldAsync(cast, id));
        var data = await DataAsync(cast.Customer, id, "order.status");
        Assert.Equal((Now.AddMinutes(10), Now.AddMinutes(10), Now.AddMinutes(25)),
            (At(data, "readyBy"), At(data, "promiseEarliest"), At(data, "promiseLatest")));
        var message = await DataAsync(cast.Customer, id, "notification");
        Assert.Equal("The kitchen needs until 13:10.", message["text"]!.GetValue<string>());
        Assert.Equal(Now.AddMinutes(10), At(message, "time"));
    }

    [Theory]
    [InlineData("restaurant", "accepted", "customer=cancelling restaurant=cancelling")]
    [InlineData("ops", "ready", "customer=cancelling restaurant=cancelling restaurant:order_being_cancelled")]
    [InlineData("system", "preparing", "customer=cancelling restaurant=cancelling restaurant:order_being_cancelled")]
    [InlineData("customer", "pendingPayment", "customer=cancelling restaurant=cancelling")]
    public async Task A_kitchen_is_told_to_stop_unless_it_said_so(string by, string stage, string told)
    {
        var (cast, id) = (Cast.New(), Guid.CreateVersion7());
        await api.DeliverAsync(cast.Order, 1, new OrderCancelRequestedV1(cast.Order, cast.Customer, cast.Restaurant, by, "reason", stage), id);
        Assert.Equal(told, await ToldAsync(cast, id));
    }

    [Fact]
    public async Task A_driver_who_was_asked_is_told_when_ops_choose_another()
    {
        var (cast, asked, id) = (Cast.New(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await api.DeliverAsync(cast.Order, 1, new DeliveryAssignedV1(
            cast.Delivery, cast.Order, cast.Customer, cast.Restaurant, cast.Driver, "Dan", "bike", Now, Now, asked), id);
        Assert.Equal("customer=assigned restaurant=assigned driver=assigned a stranger:offer_withdrawn", await ToldAsync(cast, id));
        Assert.Equal("offer_withdrawn", (await DataAsync(asked, id, "notification"))["template"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("Europe/Berlin", 1, "1 line, 12.50 EUR. Please answer by 13:00.")]
    [InlineData("America/New_York", 2, "2 lines, 12.50 EUR. Please answer by 07:00.")]
    [InlineData(null, 2, "2 lines, 12.50 EUR. Please answer by 12:00 UTC.")]
    [InlineData("Nowhere/Town", 2, "2 lines, 12.50 EUR. Please answer by 12:00 UTC.")]
    public async Task Times_are_those_of_the_restaurant_and_the_moment_is_data(string? zone, int lines, string text)
    {
        var (cast, id) = (Cast.New(), Guid.CreateVersion7());
        await api.DeliverAsync(
            cast.Order, 1, new OrderSubmittedV1(cast.Order, cast.Customer, cast.Restaurant, "K7P2QX", Amount, lines, Now, null, zone), id);
        var message = await DataAsync(cast.Restaurant, id, "notification");
        Assert.Equal((text, Now), (message["text"]!.GetValue<string>(), At(message, "time")));
    }

    [Fact]
    public async Task What_was_missing_is_named_to_the_customer()
    {
        var (cast, id, item) = (Cast.New(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await api.DeliverAsync(
            cast.Order, 1, new OrderRejectedV1(cast.Order, cast.Customer, cast.Restaurant, "itemUnavailable", [item], 10, ["Margherita"]), id);
        Assert.Contains("Margherita", (await DataAsync(cast.Customer, id, "notification"))["text"]!.GetValue<string>());
        Assert.Equal(item, (await DataAsync(cast.Customer, id, "order.status"))["itemIds"]![0]!.GetValue<Guid>());
    }

    [Fact]
    public async Task Who_was_not_at_the_door_is_told_to_pay()
    {
        var (cast, id) = (Cast.New(), Guid.CreateVersion7());
        await api.DeliverAsync(
            cast.Order, 1, new OrderUndeliveredV1(cast.Order, cast.Customer, cast.Restaurant, "disposed", "noAnswer", true), id);
        Assert.DoesNotContain("money back", (await DataAsync(cast.Customer, id, "notification"))["text"]!.GetValue<string>());
        Assert.Equal("noAnswer", (await DataAsync(cast.Customer, id, "order.status"))["cause"]!.GetValue<string>());
    }

    [Fact]
    public async Task Who_fetches_an_order_is_told_that_it_is_ready()
    {
        var cast = Cast.New();
        var ready = Guid.CreateVersion7();
        await api.DeliverAsync(cast.Order, 1, new OrderReadyV1(cast.Order, cast.Customer, cast.Restaurant, Now, false, "pickup"), ready);
        Assert.Equal("customer=ready restaurant=ready customer:order_ready", await ToldAsync(cast, ready));
    }

    [Fact]
    public async Task A_driver_who_loses_the_delivery_is_told_and_hears_no_more_of_it()
    {
        var cast = Cast.New();
        var (again, delayed) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var (ready, cancelled) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await api.DeliverAsync(cast.Order, 1,
            new DeliveryAssignedV1(cast.Delivery, cast.Order, cast.Customer, cast.Restaurant, cast.Driver, "Dan", "bike", Now, Now));
        await api.DeliverAsync(cast.Order, 2, new DeliverySearchingV1(cast.Delivery, cast.Order, cast.Customer, cast.Restaurant, 2), again);
        await api.DeliverAsync(cast.Order, 1, new OrderDelayedV1(cast.Order, cast.Customer, cast.Restaurant, Now, Now, "busy", 1), delayed);
        await api.DeliverAsync(cast.Order, 2, new OrderReadyV1(cast.Order, cast.Customer, cast.Restaurant, Now, false), ready);
        var nobodys = new DeliveryCancelledV1(cast.Delivery, cast.Order, cast.Customer, cast.Restaurant, null);
        await api.DeliverAsync(cast.Order, 3, nobodys, cancelled);
        Assert.Equal(
            "customer=searching restaurant=searching driver=searching driver:delivery_no_longer_yours", await ToldAsync(cast, again));
        Assert.Equal("customer:order_delayed", await ToldAsync(cast, delayed));
        Assert.Equal("customer=ready restaurant=ready", await ToldAsync(cast, ready));
        Assert.Equal("customer=cancelled restaurant=cancelled", await ToldAsync(cast, cancelled));
    }

    [Fact]
    public void No_event_was_forgotten() => Assert.Equal(
        EventCatalogue.All.Where(entry => entry.Topic is Topics.Order or Topics.Delivery or Topics.Payment or Topics.Catalog or Topics.User)
            .Select(entry => entry.EventType).Order(StringComparer.Ordinal),
        Cases.Keys.Concat(Silent).Order(StringComparer.Ordinal));

    private async Task<JsonNode> DataAsync(Guid recipient, Guid cause, string name) => JsonNode.Parse((await api.QueryAsync<string>(
        "SELECT data FROM stream_events WHERE cause_event_id = @cause AND recipient_id = @recipient AND name = @name",
        new { cause, recipient, name })).Single())!;

    private static DateTimeOffset At(JsonNode data, string member) => data[member]!.GetValue<DateTimeOffset>();

    private async Task<string> ToldAsync(Cast cast, Guid cause)
    {
        var rows = await api.QueryAsync<(Guid Recipient, string Name, string Data)>(
            "SELECT recipient_id, name, data FROM stream_events WHERE cause_event_id = @id ORDER BY no", new { id = cause });
        return string.Join(' ', rows.Select(row => Who(cast, row.Recipient) + What(row.Name, JsonNode.Parse(row.Data)!)));
    }

    private static string Who(Cast cast, Guid recipient) =>
        recipient == cast.Customer ? "customer"
        : recipient == cast.Restaurant ? "restaurant"
        : recipient == cast.Driver ? "driver"
        : recipient == Domain.Audience.Ops ? "ops" : "a stranger";

    private static string What(string name, JsonNode data) => name switch
    {
        "notification" => ":" + data["template"],
        "offer.created" => "=offer",
        "message" => "=message",
        _ => "=" + data["status"],
    };

    private static KeyValuePair<string, Case> On<T>(Func<Cast, T> make, string told) where T : IEvent =>
        new(T.EventType, new Case(told, (api, cast, id) => api.DeliverAsync(cast.Order, 1, make(cast), id)));
}
