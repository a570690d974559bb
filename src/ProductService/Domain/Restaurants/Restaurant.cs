using FoodDelivery.BuildingBlocks;
using FoodDelivery.Contracts;

namespace FoodDelivery.ProductService.Domain;

/// <summary>
/// A restaurant with its hours, menu and outages. A verb whose effect is already there raises nothing; every other raises one event.
/// Hours, menu and outages are replaced, never changed in place: who has read them keeps what was read.
/// </summary>
public sealed class Restaurant : Aggregate
{
    /// <summary>Kind of the deadline at which a pause or a busy time ends by itself.</summary>
    public const string Reopens = "restaurant.reopens";

    private Restaurant() { }

    public string Name { get; private set; } = "";
    public IReadOnlyList<string> Cuisines { get; private set; } = [];
    public string? Description { get; private set; }
    public string Address { get; private set; } = "";

    /// <summary>For customers and couriers; null when it has given none.</summary>
    public string? Phone { get; private set; }
    public GeoPoint Location { get; private set; } = null!;
    public OpeningHours Hours { get; private set; } = null!;
    public int DeliveryRadiusMeters { get; private set; }
    public Money MinimumOrder { get; private set; }
    public int PrepMinutes { get; private set; }
    public Pause Pause { get; private set; } = Pause.None;
    public Busy Busy { get; private set; } = Busy.None;

    /// <summary>Since when it is gone for good; null while it is there.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }

    public Menu Menu { get; private set; } = Menu.Empty;
    public int MenuVersion { get; private set; }
    public IReadOnlyList<Outage> Outages { get; private set; } = [];

    public string Currency => MinimumOrder.Currency;

    private (string, string?, string?, int, Money, int) Profile =>
        (Name, Description, Phone, DeliveryRadiusMeters, MinimumOrder, PrepMinutes);

    public static Restaurant Create(RestaurantDraft draft)
    {
        RestaurantRules.Check(draft);
        var restaurant = new Restaurant
        {
            Id = draft.Id,
            Name = draft.Name,
            Cuisines = draft.Cuisines,
            Description = draft.Description,
            Address = draft.Address,
            Phone = draft.Phone,
            Location = draft.Location,
            Hours = draft.Hours,
            DeliveryRadiusMeters = draft.DeliveryRadiusMeters,
            MinimumOrder = draft.MinimumOrder,
            PrepMinutes = draft.PrepMinutes,
        };
        restaurant.Publish();
        return restaurant;
    }

    /// <summary>How much longer than usual an order takes; null when it does not.</summary>
    public int? BusyMinutesAt(DateTimeOffset now) => Busy.MinutesAt(now) is var minutes and > 0 ? minutes : null;

    public bool IsAvailable(Guid itemId, Guid? optionId, DateTimeOffset now) => Find(itemId, optionId)?.IsActive(now) is not true;

    /// <summary>
    /// Whether an item can be ordered: it is there, and so are as many options of each of its groups as must be chosen.
    /// </summary>
    public Availability AvailabilityOf(MenuItem item, DateTimeOffset now)
    {
        var lacks = item.OptionGroups.Select(group => Lack(item, group, now)).OfType<Availability>();
        if (Find(item.Id, null) is { } outage && outage.IsActive(now)) lacks = lacks.Prepend(new(false, outage.Until, outage.Reason));
        var all = lacks.ToList();
        if (all.Count == 0) return new Availability(true, null, null);
        return all[0] with { Until = all.Any(lack => lack.Until is null) ? null : all.Max(lack => lack.Until) };
    }

    private Availability? Lack(MenuItem item, OptionGroup group, DateTimeOffset now)
    {
        var outages = group.Options.Select(option => Find(item.Id, option.Id)).OfType<Outage>()
            .Where(outage => outage.IsActive(now)).ToList();
        var lacking = group.Min - (group.Options.Count - outages.Count);
        if (lacking <= 0) return null;
        var back = outages.OrderBy(outage => outage.Until ?? DateTimeOffset.MaxValue).ElementAt(lacking - 1);
        return new Availability(false, back.Until, $"{group.Name}: not enough of it is available.");
    }

    public Outage? Find(Guid itemId, Guid? optionId) =>
        Outages.FirstOrDefault(outage => outage.ItemId == itemId && outage.OptionId == optionId);

    /// <summary>Changes what is said of it and its terms; what is null stays as it is, and an empty phone is removed.</summary>
    public void Describe(
        string? name, string? description, int? deliveryRadiusMeters, Money? minimumOrder, int? prepMinutes, string? phone = null)
    {
        RefuseGone();
        if (minimumOrder is { } minimum) RestaurantRules.CheckMinimum(minimum, Currency);
        var before = Profile;
        Name = name ?? Name;
        Description = description ?? Description;
        Phone = phone is "" ? null : phone ?? Phone;
        DeliveryRadiusMeters = deliveryRadiusMeters ?? DeliveryRadiusMeters;
        MinimumOrder = minimumOrder ?? MinimumOrder;
        PrepMinutes = prepMinutes ?? PrepMinutes;
        if (Profile != before) Publish();
    }

    /// <summary>Changes what only the platform may; what is null stays as it is.</summary>
    public void Correct(IReadOnlyList<string>? cuisines, string? address, GeoPoint? location, string? timeZone)
    {
        RefuseGone();
        RestaurantRules.CheckPlace(cuisines ?? Cuisines, location ?? Location);
        var hours = timeZone is null ? Hours : Hours with { TimeZone = timeZone };
        RestaurantRules.Check(hours);
        var isSame = (address ?? Address, location ?? Location, hours) == (Address, Location, Hours)
            && (cuisines is null || cuisines.SequenceEqual(Cuisines));
        if (isSame) return;
        (Cuisines, Address, Location, Hours) = (cuisines ?? Cuisines, address ?? Address, location ?? Location, hours);
        Publish();
    }

    public void SetHours(OpeningHours hours)
    {
        RefuseGone();
        RestaurantRules.Check(hours);
        Hours = hours;
        Publish();
    }

    public void PauseOrders(DateTimeOffset? until, string reason, Guid actor, DateTimeOffset now)
    {
        RefuseGone();
        var pause = new Pause(true, RestaurantRules.End(until, now), reason);
        if (pause == Pause) return;
        (Pause, Busy) = (pause, Busy.None);
        AwaitEnd(pause.Until);
        Raise(new RestaurantStatusChangedV1(Id, "paused", pause.Until, pause.Reason, actor));
    }

    /// <summary>It does not answer: no orders until then. A pause that lasts as long, or has no end, stays as it is.</summary>
    public void PauseForSilence(DateTimeOffset until, DateTimeOffset now)
    {
        if (ClosedAt is not null || Pause.IsActive(now) && (Pause.Until is null || Pause.Until >= until)) return;
        PauseOrders(until, "Orders were not answered", Guid.Empty, now);
    }

    /// <summary>Takes orders, each for so many minutes more; ends a pause.</summary>
    public void BeBusy(int minutes, DateTimeOffset? until, string reason, Guid actor, DateTimeOffset now)
    {
        RefuseGone();
        var busy = new Busy(minutes, RestaurantRules.End(until, now), reason);
        if (busy == Busy && !Pause.IsActive(now)) return;
        (Pause, Busy) = (Pause.None, busy);
        AwaitEnd(busy.Until);
        Raise(new RestaurantStatusChangedV1(Id, "busy", busy.Until, busy.Reason, actor, minutes));
    }

    /// <summary>Ends a pause, or a busy time.</summary>
    public void Resume(Guid actor, DateTimeOffset now)
    {
        if (Pause.IsActive(now) || Busy.MinutesAt(now) > 0) Reopen(actor);
    }

    /// <summary>The end of a pause or busy time that was set with it has come.</summary>
    public void EndOfPause(DateTimeOffset now)
    {
        var ends = Pause.IsOn ? Pause.Until : Busy.Minutes > 0 ? Busy.Until : null;
        if (ends <= now) Reopen(null);
    }

    /// <summary>It takes no orders any more, and nothing of it can be changed.</summary>
    public void CloseForGood(string reason, Guid actor, DateTimeOffset now)
    {
        if (ClosedAt is not null) return;
        (ClosedAt, Pause, Busy) = (now, Pause.None, Busy.None);
        ClearDeadline(Reopens);
        Raise(new RestaurantStatusChangedV1(Id, "closed", null, reason, actor));
    }

    private void Reopen(Guid? actor)
    {
        (Pause, Busy) = (Pause.None, Busy.None);
        ClearDeadline(Reopens);
        Raise(new RestaurantStatusChangedV1(Id, "open", null, null, actor));
    }

    private void AwaitEnd(DateTimeOffset? until)
    {
        if (until is { } at) SetDeadline(Reopens, at);
        else ClearDeadline(Reopens);
    }

    private void RefuseGone()
    {
        if (ClosedAt is not null) throw new RefusedException("restaurant_gone", "This restaurant has been closed for good.");
    }

    /// <summary>Switches an item, or one option of it, off or on.</summary>
    public void SetAvailability(Guid itemId, Guid? optionId, Availability wanted, Guid actor, DateTimeOffset now)
    {
        RefuseGone();
        if (!Menu.Has(itemId, optionId)) throw Refused.NotFound(optionId is null ? "The item" : "The option");
        var (available, until, reason) = wanted;
        if (available && until is not null) throw Refused.Invalid("/until", "An available item has no until.");
        var outage = new Outage(itemId, optionId, RestaurantRules.End(until, now), reason);
        var present = Find(itemId, optionId);
        if (available ? present is null || !present.IsActive(now) : present == outage) return;
        // Outages that have ended are dropped on the way.
        var others = Outages.Where(other => other != present && other.IsActive(now));
        Outages = available ? [.. others] : [.. others, outage];
        // Options are part of the menu for others: their change is a new menu version.
        if (optionId is null) Raise(new ItemAvailabilityChangedV1(Id, itemId, available, outage.Until, available ? null : reason, actor));
        else PublishMenu();
    }

    /// <summary>Replaces the menu by what the edit makes of it, which must keep the rules of a menu.</summary>
    public void EditMenu(Func<Menu, Menu> edit)
    {
        RefuseGone();
        var menu = edit(Menu);
        if (MenuRules.FirstBroken(menu, Currency) is { } broken) throw Refused.Invalid(broken.Pointer, broken.Message);
        TakeMenu(menu);
    }

    /// <summary>The same for an edit that only removes: it breaks no rule, and a menu from before a limit must be able to shrink.</summary>
    public void ReduceMenu(Func<Menu, Menu> remove) => TakeMenu(remove(Menu));

    // Outages of what it no longer holds are forgotten.
    private void TakeMenu(Menu menu)
    {
        Menu = menu;
        Outages = [.. Outages.Where(outage => menu.Has(outage.ItemId, outage.OptionId))];
        PublishMenu();
    }

    // Also makes any later change of name, terms or hours visible.
    private void Publish() => Raise(new RestaurantPublishedV1(Id, Name, Location, Hours.TimeZone));

    private void PublishMenu() => Raise(new MenuPublishedV1(Id, ++MenuVersion, Menu.Items.Count()));
}
