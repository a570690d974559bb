using FoodDelivery.Contracts;

namespace FoodDelivery.OrderService.Domain;

/// <summary>Who acts.</summary>
/// <param name="Id">User id; null for the system.</param>
public sealed record Actor(ActorRole Role, Guid? Id)
{
    public static Actor System { get; } = new(ActorRole.System, null);
}

/// <summary>One step of an order: a history row and an event. A change has as many steps as the version grows.</summary>
public sealed record OrderStep(OrderStatus? From, OrderStatus To, string EventType, Actor By, DateTimeOffset At, string? Detail, Action<IEventSink> Publish)
{
    public static OrderStep Of<T>(OrderStatus? from, OrderStatus to, Actor by, DateTimeOffset at, string? detail, T data) where T : IEvent =>
        new(from, to, T.EventType, by, at, detail, sink => sink.Publish(data));
}

/// <summary>Takes the events of an order in their order.</summary>
public interface IEventSink
{
    void Publish<T>(T data) where T : IEvent;
}

/// <summary>An order before and after, with the steps between.</summary>
/// <param name="Due">When somebody must have acted on the new status; null when it may last, or when a deadline that it shares with the status before goes on.</param>
public sealed record OrderChange(Order Before, Order After, IReadOnlyList<OrderStep> Steps, DateTimeOffset? Due = null)
{
    public static OrderChange None(Order order) => new(order, order, []);

    public static OrderChange Of(Order before, Order after, DateTimeOffset? due, params OrderStep[] steps) =>
        new(before, after with { Status = steps[^1].To, Version = before.Version + steps.Length }, steps, due);
}

/// <summary>The machine or a rule of the order refuses.</summary>
/// <param name="code">Stable name.</param>
public sealed class OrderRefusedException(string code, string message, Order order) : Exception(message)
{
    public string Code { get; } = code;

    public Order Order { get; } = order;
}
