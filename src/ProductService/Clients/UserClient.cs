using System.Net;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;

namespace FoodDelivery.ProductService.Clients;

/// <param name="ExpiresAt">From then on its link is good no more.</param>
public sealed record Invite(Guid Id, string Email, StaffRole Role, DateTimeOffset ExpiresAt);

public sealed record StaffMember(Guid UserId, string DisplayName, string Email, StaffRole Role);

/// <param name="Invites">Those that have been neither accepted nor withdrawn.</param>
public sealed record StaffList(IReadOnlyList<StaffMember> Staff, IReadOnlyList<Invite> Invites);

/// <summary>
/// User keeps who is staff, as a part of accounts and their tokens. What it refuses is refused here in its words; when it is away, 503.
/// </summary>
public sealed class UserClient(HttpClient http)
{
    public async Task<StaffList> ListStaffAsync(Guid restaurantId, CancellationToken ct) =>
        await ReadAsync<StaffList>(await http.GetAsync(Uri($"{restaurantId}/staff"), ct), ct);

    public async Task<Invite> InviteAsync(
        Guid restaurantId, string restaurantName, string email, StaffRole role, Guid actor, CancellationToken ct) =>
        await ReadAsync<Invite>(await http.PostAsJsonAsync(
            Uri($"{restaurantId}/invites"), new { email, role, restaurantName, actor }, JsonDefaults.Tolerant, ct), ct);

    public async Task WithdrawAsync(Guid restaurantId, Guid inviteId, CancellationToken ct) =>
        await CheckAsync(await http.DeleteAsync(Uri($"{restaurantId}/invites/{inviteId}"), ct), ct);

    /// <param name="actor">Null: the platform itself.</param>
    /// <param name="mustBeStaff">Only somebody who is staff already.</param>
    public async Task AppointAsync(
        Guid restaurantId, Guid userId, StaffRole role, Guid? actor, bool mustBeStaff, CancellationToken ct) =>
        await CheckAsync(await http.PutAsJsonAsync(
            Uri($"{restaurantId}/staff/{userId}"), new { role, actor, mustBeStaff }, JsonDefaults.Tolerant, ct), ct);

    public async Task RemoveAsync(Guid restaurantId, Guid userId, Guid actor, CancellationToken ct) =>
        await CheckAsync(await http.DeleteAsync(Uri($"{restaurantId}/staff/{userId}?actor={actor}"), ct), ct);

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken ct)
    {
        using (response)
        {
            await CheckAsync(response, ct);
            return await response.Content.ReadFromJsonAsync<T>(JsonDefaults.Tolerant, ct)
                ?? throw new InvalidOperationException("User's answer is empty.");
        }
    }

    private static async Task CheckAsync(HttpResponseMessage response, CancellationToken ct)
    {
        if (response.IsSuccessStatusCode) return;
        var refusal = response.StatusCode switch
        {
            HttpStatusCode.BadRequest => Refusal.Invalid,
            HttpStatusCode.NotFound => Refusal.NotFound,
            HttpStatusCode.Conflict => Refusal.Conflict,
            _ => throw new DependencyUnavailableException("user"),
        };
        var problem = await response.Content.ReadFromJsonAsync<Told>(JsonDefaults.Tolerant, ct);
        throw new RefusedException(problem!.Code, problem.Detail, refusal);
    }

    private static Uri Uri(string path) => new($"/internal/v1/restaurants/{path}", UriKind.Relative);

    private sealed record Told(string Code, string Detail);
}
