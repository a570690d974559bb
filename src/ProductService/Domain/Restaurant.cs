using FoodDelivery.Contracts;

namespace FoodDelivery.ProductService.Domain;

/// <summary>The restaurant takes no orders for a while.</summary>
/// <param name="Until">When that ends by itself; null: when somebody resumes.</param>
public sealed record Pause(DateTimeOffset? Until, string Reason)
{
    public bool IsActive(DateTimeOffset now) => Until is null || now < Until;
}

/// <summary>A change with the one event that tells of it; the version counts events.</summary>
/// <param name="Event">A record of the catalogue's events.</param>
public sealed record Edit(Restaurant Restaurant, object Event);

/// <summary>A restaurant with its menu. Immutable: each command returns the changed restaurant, or null when the effect is already there.</summary>
public sealed record Restaurant
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required IReadOnlyList<string> Cuisines { get; init; }
    public string? Description { get; init; }
    public required string Address { get; init; }
    public required GeoPoint Location { get; init; }
    public required OpeningHours Hours { get; init; }
    public required int DeliveryRadiusMeters { get; init; }
    public required Money MinimumOrder { get; init; }
    public required int PrepMinutes { get; init; }
    public Pause? Pause { get; init; }
    public Menu Menu { get; init; } = Menu.Empty;
    public int MenuVersion { get; init; }
    public IReadOnlyList<Outage> Outages { get; init; } = [];
    public long Version { get; init; }

    public string Currency => MinimumOrder.Currency;

    public bool IsAvailable(Guid itemId, Guid? optionId, DateTimeOffset now) => Find(itemId, optionId) is not { } outage || !outage.IsActive(now);

    public Outage? Find(Guid itemId, Guid? optionId) => Outages.FirstOrDefault(outage => outage.ItemId == itemId && outage.OptionId == optionId);

    /// <summary>Makes the restaurant visible, and any later change of name, place, terms or hours.</summary>
    public Edit Publish() => Next(this, next => new RestaurantPublishedV1(next.Id, next.Name, next.Location, next.Hours.TimeZone));

    public Edit? ChangeProfile(string? name, string? description, int? deliveryRadiusMeters, long? minimumOrder, int? prepMinutes)
    {
        var changed = this with
        {
            Name = name ?? Name,
            Description = description ?? Description,
            DeliveryRadiusMeters = deliveryRadiusMeters ?? DeliveryRadiusMeters,
            MinimumOrder = minimumOrder is { } amount ? MinimumOrder with { Amount = amount } : MinimumOrder,
            PrepMinutes = prepMinutes ?? PrepMinutes,
        };
        return changed == this ? null : changed.Publish();
    }

    public Edit ChangeHours(OpeningHours hours) => (this with { Hours = hours }).Publish();

    public Edit? PauseOrders(Pause pause, Guid actor) => pause == Pause
        ? null
        : Next(this with { Pause = pause }, next => new RestaurantStatusChangedV1(Id, "paused", pause.Until, pause.Reason, actor));

    public Edit? Resume(Guid actor, DateTimeOffset now) => Pause is null || !Pause.IsActive(now)
        ? null
        : Next(this with { Pause = null }, next => new RestaurantStatusChangedV1(Id, "open", null, null, actor));

    public Edit? SetItemAvailability(Guid itemId, bool available, DateTimeOffset? until, string? reason, Guid actor, DateTimeOffset now) =>
        WithOutage(new Outage(itemId, null, until, reason), available, now) is not { } changed
            ? null
            : Next(changed, next => new ItemAvailabilityChangedV1(Id, itemId, available, available ? null : until, available ? null : reason, actor));

    /// <summary>Options are part of the menu for others: their change is a new menu version.</summary>
    public Edit? SetOptionAvailability(Guid itemId, Guid optionId, bool available, DateTimeOffset? until, string? reason, DateTimeOffset now) =>
        WithOutage(new Outage(itemId, optionId, until, reason), available, now) is not { } changed ? null : changed.PublishMenu();

    /// <summary>Outages of what the new menu no longer holds are forgotten.</summary>
    public Edit ReplaceMenu(Menu menu) => (this with
    {
        Menu = menu,
        Outages = [.. Outages.Where(outage => menu.FindItem(outage.ItemId) is { } item && (outage.OptionId is not { } option || item.FindOption(option) is not null))],
    }).PublishMenu();

    private Edit PublishMenu() => Next(this with { MenuVersion = MenuVersion + 1 }, next => new MenuPublishedV1(Id, next.MenuVersion, next.Menu.Items.Count()));

    private Restaurant? WithOutage(Outage outage, bool available, DateTimeOffset now)
    {
        var present = Find(outage.ItemId, outage.OptionId);
        if (available ? present is null || !present.IsActive(now) : present == outage) return null;
        // Outages that have ended are dropped on the way.
        var others = Outages.Where(other => other != present && other.IsActive(now));
        return this with { Outages = available ? [.. others] : [.. others, outage] };
    }

    private static Edit Next(Restaurant changed, Func<Restaurant, object> tell)
    {
        var next = changed with { Version = changed.Version + 1 };
        return new Edit(next, tell(next));
    }
}
