using System.Net;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Hosting;

namespace FoodDelivery.NotificationService.Clients;

/// <summary>Asks User whom to write to. Null: nobody, for good.</summary>
public sealed class UserClient(HttpClient http)
{
    /// <exception cref="DependencyUnavailableException">User does not answer; ask again later.</exception>
    public Task<Contact?> FindContactAsync(Guid userId, CancellationToken ct) =>
        FindAsync<Contact>($"/internal/v1/users/{userId}/contact", ct);

    /// <summary>How to reach these people, in one call where they are several. Who is missing in the answer is nobody, for good.</summary>
    /// <exception cref="DependencyUnavailableException">User does not answer; ask again later.</exception>
    public async Task<IReadOnlyDictionary<Guid, Contact>> FindContactsAsync(IReadOnlyCollection<Guid> people, CancellationToken ct)
    {
        if (people.Count > 1)
        {
            var list = await FindAsync<ContactList>($"/internal/v1/contacts?id={string.Join("&id=", people)}", ct);
            if (list is not null) return list.Contacts.ToDictionary(contact => contact.Id);
        }
        // One, or a User of the release before, which knows no other way.
        var known = new Dictionary<Guid, Contact>();
        foreach (var person in people)
        {
            if (await FindContactAsync(person, ct) is { } contact) known[person] = contact;
        }
        return known;
    }

    /// <summary>Who works at a restaurant.</summary>
    /// <exception cref="DependencyUnavailableException">User does not answer; ask again later.</exception>
    public async Task<IReadOnlyCollection<Guid>> FindStaffAsync(Guid restaurantId, CancellationToken ct) =>
        [.. (await FindAsync<StaffList>($"/internal/v1/restaurants/{restaurantId}/staff", ct))?.Staff.Select(one => one.UserId) ?? []];

    /// <summary>Null also when the link has been used meanwhile, or has expired.</summary>
    /// <exception cref="DependencyUnavailableException">User does not answer; ask again later.</exception>
    public Task<Link?> FindLinkAsync(Guid linkId, CancellationToken ct) => FindAsync<Link>($"/internal/v1/links/{linkId}", ct);

    /// <summary>
    /// The mail that says that an account is erased has gone out: User forgets where to. When User does not answer it does so by itself,
    /// within an hour.
    /// </summary>
    public async Task ForgetLinkAsync(Guid linkId, CancellationToken ct)
    {
        try
        {
            using var response = await http.DeleteAsync($"/internal/v1/links/{linkId}", ct);
        }
        catch (DependencyUnavailableException)
        {
            // Better than to send the mail again.
        }
    }

    private async Task<T?> FindAsync<T>(string path, CancellationToken ct) where T : class
    {
        using var response = await http.GetAsync(path, ct);
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone) return null;
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<T>(JsonDefaults.Tolerant, ct);
    }
}

/// <summary>How to reach somebody.</summary>
/// <param name="Locale">en or de.</param>
/// <param name="Erased">Nobody is to be written to any more.</param>
public sealed record Contact(Guid Id, string Email, bool EmailVerified, string DisplayName, string Locale, string? Phone, bool Erased);

/// <summary>Of several.</summary>
public sealed record ContactList(IReadOnlyList<Contact> Contacts);

/// <summary>Who works at a restaurant; in what position is nothing to us.</summary>
public sealed record StaffList(IReadOnlyList<StaffMember> Staff);

/// <summary>One of them.</summary>
public sealed record StaffMember(Guid UserId);

/// <summary>What the mail of a one-time link is made of.</summary>
/// <param name="Kind">passwordReset, emailVerification, emailChange, emailChanged, invite, accountReady or accountErased.</param>
/// <param name="DisplayName">Empty for who has no account yet.</param>
/// <param name="Token">What the link ends with; null for a mail that only tells something.</param>
public sealed record Link(
    string Kind, string Email, string DisplayName, string Locale, string? Token, DateTimeOffset ExpiresAt, LinkDetail? Detail);

/// <summary>Of an invitation.</summary>
public sealed record LinkDetail(string RestaurantName, string Role);
