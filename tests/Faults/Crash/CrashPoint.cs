using FoodDelivery.Faults.City;
using static FoodDelivery.Faults.City.Story;

namespace FoodDelivery.Faults.Crash;

/// <summary>A point of the order's way where a process is killed.</summary>
/// <param name="Number">C1 to C24; C21 is the grid.</param>
/// <param name="Service">Who is killed.</param>
/// <param name="Failpoints">The places that stand for it; runs take them in turn.</param>
/// <param name="Stories">What the orders in flight are up to.</param>
/// <param name="What">Where it is.</param>
/// <param name="Expected">What must be true after the restart.</param>
/// <param name="MostPasses">The kill comes at a pass from the first to this one.</param>
public sealed record CrashPoint(string Number, string Service, string[] Failpoints, Story[] Stories, string What, string Expected, int MostPasses = 3)
{
    private static readonly Story[] Three = [Delivered, Delivered, Delivered];

    public static IReadOnlyList<CrashPoint> All { get; } =
    [
        new("C1", "order", ["order.place.before_commit"], [Delivered, Delivered, Cancelled], "Placing an order, before its commit", "The client does not know; its repeat makes the order once"),
        new("C2", "order", ["order.place.before_reply"], [Delivered, Delivered, Cancelled], "Placing an order, after the last commit, before the reply", "The repeat gets the stored 201 with the same id"),
        new("C3", "order", ["order.place.before_payment"], [Delivered, Delivered, Declined], "Order and key committed, payment not asked", "409 until the key's lock ends, then the repeat finishes the order; the payment is made once"),
        new("C4", "order", ["outbox.before_produce"], Three, "Relay of Order, rows read under its lease, not produced", "The next holder of the lease publishes them"),
        new("C5", "order", ["outbox.before_mark"], Three, "Relay of Order, acknowledged by the broker, not marked", "Twice in Kafka, once in effect"),
        new("C6", "payment", ["consumer.before_transaction"], [Delivered, Rejected, Cancelled], "Payment, consumed, before its transaction", "Delivered again, done once"),
        new("C7", "payment", ["payment.authorize.before_provider"], [Delivered, Delivered, Delivered, Declined], "Payment, intent committed, provider not asked", "The worker takes the operation up when its claim lapses, with the same key"),
        new("C8", "payment", ["payment.authorize.after_provider"], [Delivered, Delivered, Delivered, Declined], "Payment, provider booked, answer not recorded", "The next attempt asks by the key and records what was booked"),
        new("C9", "payment", ["consumer.before_offset"], [Delivered, Rejected, Cancelled], "Payment, transaction committed, offset not stored", "Delivered again, found in the inbox, nothing done"),
        new("C10", "order", ["order.submit.before_outbox", "order.report.before_outbox"], Three, "Order, on the authorisation or on a report that moves it, status changed, event not yet inserted", "One transaction: neither status nor event, then both", 1),
        new("C11", "payment", ["payment.capture.before_provider", "payment.capture.after_provider"], Three, "The capture (here at pick-up): asked for, or booked and not recorded", "Captured once"),
        new("C12", "delivery", ["delivery.offer.before_commit", "delivery.accept.before_commit"], Three, "Delivery, driver locked, before the commit", "The lock goes with the connection; the driver is free"),
        new("C13", "delivery", ["delivery.accept.after_commit"], Three, "Delivery, assignment committed, event not sent", "The relay sends it after the restart"),
        new("C14", "delivery", ["delivery.offer.before_commit"], Three, "Two replicas of Delivery offer at the same moment, one is killed holding the locks", "One offer per driver and delivery; the other replica goes on", 1),
        new("C15", "delivery", ["delivery.deliver.after_commit"], Three, "Delivery, delivered and committed, before the reply", "The order becomes delivered once; the driver's repeat is answered"),
        new("C16", "notification", ["notification.push.before", "notification.push.after", "consumer.before_offset"], Three, "Notification, row committed, around the push", "The stream resumes behind the last number shown; nothing is missing or shown twice"),
        new("C17", "order", ["order.command.before_commit", "order.command.before_reply"], [CancelRacesAccept, CancelRacesAccept, CancelRacesAccept], "Cancellation and acceptance race, Order is killed among them", "One of them wins; the money follows the winner"),
        new("C18", "payment", ["payment.void.after_provider", "payment.void.before_provider", "payment.refund.after_provider"], [Refunded, Rejected, Cancelled], "Void or refund booked at the provider, not recorded", "Repeated by key, booked once", 1),
        new("C19", "product", ["deadline.after_claim"], [Busy, Busy, Busy], "Deadline sweeper, deadline claimed, not handled", "The claim goes with the transaction; handled once after the restart", 1),
        new("C20", "user", ["user.refresh.before_reply"], [Refreshed, Refreshed, Delivered], "Refresh token rotated, before the reply", "The old token gets the same successor, which is good"),
        new("C22", "delivery", ["delivery.undecided.before_commit"], [NobodyHome, WrongAddress, Damaged], "Nobody has decided in time about an order that could not be handed over, before the commit", "The claim goes with the transaction; it ends once after the restart, and the money follows its cause"),
        new("C23", "delivery", ["delivery.command.before_reply"], [AnotherTry, WrongAddress, HandedOn], "A driver's or customer's step at the door, committed, before the reply", "The repeat is answered with what is so; the wait is not begun anew, and no other try is used up", 6),
        new("C24", "order", ["deadline.after_claim"], [Reminded, Reminded, Reminded], "Deadline sweeper of Order, a reminder claimed, not handled", "The restaurant is reminded twice, not three times", 2),
    ];

    public static CrashPoint Find(string number) =>
        All.FirstOrDefault(point => point.Number.Equals(number, StringComparison.OrdinalIgnoreCase)) ?? throw new UsageException($"There is no crash point {number}; there are C1 to C24, and C21 is the grid.");
}
