using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.NotificationService.Data;
using FoodDelivery.NotificationService.Domain;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FoodDelivery.NotificationService.Endpoints;

/// <summary>Whether a person is told something by a channel.</summary>
public sealed record PreferenceChoice(MessageType Type, Channel Channel, bool Enabled);

/// <param name="From">HH:mm on the person's clock; later than <paramref name="To"/> means over midnight.</param>
/// <param name="TimeZone">IANA name.</param>
public sealed record QuietHoursModel(
    [property: Pattern(QuietHoursModel.Clock)] string From, [property: Pattern(QuietHoursModel.Clock)] string To,
    [property: Pattern("^[A-Za-z0-9_+/-]{1,64}$")] string TimeZone)
{
    internal const string Clock = "^([01][0-9]|2[0-3]):[0-5][0-9]$";
}

/// <param name="Choices">What is not named is as it is for who has chosen nothing.</param>
/// <param name="QuietHours">Hours in which pushes that can wait do so; left out for none.</param>
public sealed record PreferencesRequest(
    [property: MaxLength(20)] IReadOnlyList<PreferenceChoice> Choices, QuietHoursModel? QuietHours = null);

/// <param name="Fixed">It belongs to an order under way, or to the account, and cannot be switched off.</param>
public sealed record PreferenceState(MessageType Type, Channel Channel, bool Enabled, bool Fixed);

public sealed record PreferencesResponse(IReadOnlyList<PreferenceState> Choices, QuietHoursModel? QuietHours);

/// <summary>What people are told besides the live stream.</summary>
internal static class PreferenceEndpoints
{
    public static void MapPreferences(this WebApplication app)
    {
        var group = app.MapGroup("/api/v1/notifications/preferences").WithTags("Preferences")
            .RequireRole(Roles.Customer, Roles.Restaurant, Roles.Driver, Roles.Ops);
        var quiet = new QuietHoursModel("22:00", "07:30", "Europe/Berlin");
        var example = new PreferencesResponse(
            [
                new PreferenceState(MessageType.OrderUpdates, Channel.Push, true, true),
                new PreferenceState(MessageType.OrderSummaries, Channel.Email, false, false),
            ], quiet);
        group.MapGet("", GetAsync).Describe(
            "getNotificationPreferences", "Get what I am told by mail and push",
            "`fixed` ones belong to an order under way or to the account.", response: example);
        group.MapPut("", PutAsync).Describe(
            "setNotificationPreferences", "Choose what I am told by mail and push",
            "Replaces all; what is not named is on, but for mails of each new order to a restaurant's people. "
            + "What belongs to an order under way, or to the account, cannot be switched off (400). "
            + "Mails of new orders come for the restaurants at which the caller works when choosing. "
            + "In quiet hours a push that can wait comes when they are over; mails come at any time.",
            request: new PreferencesRequest([new PreferenceChoice(MessageType.OrderSummaries, Channel.Email, false)], quiet),
            response: example, problems: 400);
    }

    private static async Task<Ok<PreferencesResponse>> GetAsync(ClaimsPrincipal caller, PreferenceStore store, CancellationToken ct) =>
        TypedResults.Ok(ToResponse(await store.FindAsync(caller.Id(), ct)));

    private static async Task<Ok<PreferencesResponse>> PutAsync(
        PreferencesRequest request, ClaimsPrincipal caller, PreferenceStore store, CancellationToken ct)
    {
        var seen = new HashSet<(MessageType, Channel)>();
        foreach (var (i, choice) in request.Choices.Index())
        {
            var pair = (choice.Type, choice.Channel);
            if (!seen.Add(pair)) throw ProblemException.Invalid($"/choices/{i}", "It is named twice.");
            var offered = ChannelTable.Offered.Where(one => (one.Type, one.Channel) == pair).ToList();
            if (offered.Count == 0) throw ProblemException.Invalid($"/choices/{i}", "Nothing of this type is told by this channel.");
            if (!choice.Enabled && !offered[0].Optional)
            {
                throw ProblemException.Invalid(
                    $"/choices/{i}/enabled", "What belongs to an order under way, or to the account, cannot be switched off.");
            }
        }
        var chosen = new Preferences(
            request.Choices.Where(choice => choice.Enabled != ChannelTable.IsOnByDefault(choice.Type, choice.Channel))
                .Select(choice => (choice.Type, choice.Channel)).ToHashSet(),
            request.QuietHours is { } quiet ? ToQuietHours(quiet) : null);
        await store.SaveAsync(caller.Id(), chosen, caller.Has(Roles.Restaurant) ? caller.RestaurantIds() : [], ct);
        return TypedResults.Ok(ToResponse(chosen));
    }

    private static QuietHours ToQuietHours(QuietHoursModel model)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(model.TimeZone, out var zone) || !zone.HasIanaId)
        {
            throw ProblemException.Invalid("/quietHours/timeZone", "Not a time zone: an IANA name is needed, for example Europe/Berlin.");
        }
        if (model.From == model.To) throw ProblemException.Invalid("/quietHours/to", "Quiet hours begin and end at different times.");
        return new QuietHours(Time(model.From), Time(model.To), zone.Id);
    }

    private static TimeOnly Time(string text) => TimeOnly.ParseExact(text, QuietHours.ClockFormat, CultureInfo.InvariantCulture);

    private static PreferencesResponse ToResponse(Preferences chosen) => new(
        [
            .. ChannelTable.Offered.Select(one => new PreferenceState(
                one.Type, one.Channel, chosen.Want(one.Type, one.Channel), !one.Optional)),
        ],
        chosen.Quiet is { } quiet ? new QuietHoursModel(QuietHours.Text(quiet.From), QuietHours.Text(quiet.To), quiet.TimeZone) : null);
}
