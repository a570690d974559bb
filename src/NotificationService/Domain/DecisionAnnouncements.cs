using FoodDelivery.Contracts;
using static FoodDelivery.NotificationService.Domain.OrderAnnouncements;

namespace FoodDelivery.NotificationService.Domain;

/// <summary>What was decided about people and restaurants, and what became of a restaurant's taking of orders.</summary>
public static class DecisionAnnouncements
{
    // Who hears of it for the first time much later has seen it long ago.
    private static readonly TimeSpan News = TimeSpan.FromDays(1);

    public static IEnumerable<Announcement> For(RestaurantApplicationDecidedV1 e, DateTimeOffset at) =>
    [
        e.Approved
            ? Told(
                e.ApplicantId, "application_approved", "Your restaurant is accepted",
                $"{e.Name} is on the platform and yours. Make the menu and the hours, and take your first orders.", at,
                new(Restaurant: e.Name))
            : Told(
                e.ApplicantId, "application_refused", "Your application was refused", $"{e.Name}: {e.Reason}", at,
                new(Restaurant: e.Name, Reason: e.Reason)),
    ];

    public static IEnumerable<Announcement> For(DriverApprovedV1 e, DateTimeOffset at) =>
    [
        Told(e.DriverId, "driver_approved", "You can deliver", "Go online, and you are offered deliveries.", at),
    ];

    public static IEnumerable<Announcement> For(DriverRefusedV1 e, DateTimeOffset at) =>
    [
        Told(
            e.DriverId, "driver_refused", "Your application was refused", $"You can apply again. Why: {e.Reason}", at,
            new(Reason: e.Reason)),
    ];

    public static IEnumerable<Announcement> For(DriverSuspendedV1 e, DateTimeOffset at) =>
    [
        Told(
            e.DriverId, "driver_suspended", "You get no more offers", $"Operations have suspended you: {e.Reason}", at,
            new(Reason: e.Reason)),
    ];

    /// <summary>A pause, or being busy, is told by whoever set it; its end comes by itself.</summary>
    public static IEnumerable<Announcement> For(RestaurantStatusChangedV1 e, DateTimeOffset at) => e.Status switch
    {
        "open" =>
        [
            Told(e.RestaurantId, "restaurant_reopened", "Open again", "You get new orders from now on, as your hours say.", at),
        ],
        "closed" =>
        [
            Told(
                e.RestaurantId, "restaurant_closed", "Closed for good", $"You get no more orders: {e.Reason}", at, new(Reason: e.Reason)),
        ],
        _ => [],
    };

    private static Announcement Told(
        Guid recipient, string template, string title, string text, DateTimeOffset at, TextValues? values = null) =>
        Message(recipient, template, title, text, null, at, values: values, until: at + News);
}
