using FoodDelivery.BuildingBlocks;
using FoodDelivery.Contracts;

namespace FoodDelivery.UserService.Domain;

/// <summary>What a driver rides.</summary>
public enum Vehicle { Bike, Scooter, Car }

/// <summary>Somebody who can log in.</summary>
public sealed class Account : Aggregate
{
    /// <summary>Restaurants that one account can be staff of.</summary>
    public const int MaxRestaurants = 50;

    private Account() { }

    /// <summary>Normalised, see <see cref="EmailAddress"/>.</summary>
    public string Email { get; private set; } = "";

    public string DisplayName { get; private set; } = "";

    public string PasswordHash { get; private set; } = "";

    public IReadOnlyList<string> Roles { get; private set; } = [];

    /// <summary>Restaurants the account is staff of; empty for others.</summary>
    public IReadOnlyList<Guid> RestaurantIds { get; private set; } = [];

    /// <summary>What the person is in which of them; one that is not named is of before, and they are its owner.</summary>
    public IReadOnlyList<StaffPosition> StaffRoles { get; private set; } = [];

    /// <summary>What the person is in each of their restaurants.</summary>
    public IReadOnlyList<StaffPosition> Positions => [.. RestaurantIds.Select(id => new StaffPosition(id, RoleAt(id)!.Value))];

    public string? Phone { get; private set; }

    /// <summary>Null for accounts that are not drivers, as is <see cref="DriverStatus"/>.</summary>
    public Vehicle? Vehicle { get; private set; }

    public DriverStatus? DriverStatus { get; private set; }

    /// <summary>Why a driver is refused or suspended.</summary>
    public string? DriverReason { get; private set; }

    /// <summary>Since when ops let nobody in; null while they do.</summary>
    public DateTimeOffset? BlockedAt { get; private set; }

    public string? BlockedReason { get; private set; }

    /// <summary>Since when nothing of the person is left; null for everybody who has an account.</summary>
    public DateTimeOffset? ErasedAt { get; private set; }

    /// <summary>The language in which the person is written to.</summary>
    public Locale Locale { get; private set; }

    /// <summary>Since when it is known that mail to the address arrives; null while it is not.</summary>
    public DateTimeOffset? EmailVerifiedAt { get; private set; }

    /// <summary>Counts changes of the account, events or not.</summary>
    public long Revision { get; private set; } = 1;

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>All that a customer gets to see of a driver's name.</summary>
    public string FirstName => DisplayName.Split(' ', 2)[0];

    /// <summary>A new account. A driver applies, and has a bike unless they say otherwise.</summary>
    public static Account Register(Person person, DateTimeOffset now)
    {
        var isDriver = person.Roles.Contains(Contracts.Roles.Driver);
        var account = new Account
        {
            Id = person.Id ?? Guid.CreateVersion7(now),
            Email = person.Email,
            DisplayName = person.DisplayName,
            PasswordHash = person.PasswordHash,
            Roles = person.Roles,
            Phone = person.Phone,
            Locale = person.Locale,
            Vehicle = isDriver ? person.Vehicle ?? Domain.Vehicle.Bike : null,
            DriverStatus = isDriver ? Domain.DriverStatus.Applied : null,
            CreatedAt = now,
        };
        account.Raise(new UserRegisteredV1(account.Id, account.Roles));
        return account;
    }

    /// <summary>Changes what is not null; an empty phone removes it.</summary>
    public void ChangeProfile(string? displayName, string? phone, Locale? locale = null)
    {
        DisplayName = displayName ?? DisplayName;
        Locale = locale ?? Locale;
        Phone = phone is null ? Phone : phone.Length == 0 ? null : phone;
        Revision++;
    }

    /// <summary>Mail to the address has arrived.</summary>
    public void VerifyEmail(DateTimeOffset now)
    {
        if (EmailVerifiedAt is not null) return;
        EmailVerifiedAt = now;
        Revision++;
    }

    /// <param name="seenHash">That of the password which the person has just proved to know.</param>
    /// <exception cref="RefusedException"><c>password_changed_meanwhile</c>.</exception>
    public void ChangePassword(string seenHash, string newHash)
    {
        RefuseOtherPassword(seenHash);
        ResetPassword(newHash);
    }

    /// <summary>The password that somebody has proved to know is no longer that of the account.</summary>
    /// <exception cref="RefusedException"><c>password_changed_meanwhile</c>.</exception>
    public void RefuseOtherPassword(string seenHash)
    {
        if (PasswordHash == seenHash) return;
        throw new RefusedException("password_changed_meanwhile", "The password was changed by another request.");
    }

    /// <summary>A new password, for who has shown by other means whose account it is.</summary>
    public void ResetPassword(string newHash)
    {
        PasswordHash = newHash;
        EndAllSessions();
    }

    /// <summary>Every token that the account was given is good no more.</summary>
    public void EndAllSessions()
    {
        Revision++;
        RevokeAccess();
    }

    /// <param name="email">Normalised; mail to it has arrived.</param>
    public void ChangeEmail(string email, DateTimeOffset now)
    {
        (Email, EmailVerifiedAt) = (email, now);
        Revision++;
    }

    /// <summary>What the person is in a restaurant; null for who is not staff there.</summary>
    public StaffRole? RoleAt(Guid restaurantId) => !RestaurantIds.Contains(restaurantId)
        ? null
        : StaffRoles.FirstOrDefault(position => position.RestaurantId == restaurantId, new(restaurantId, StaffRole.Owner)).Role;

    /// <summary>
    /// Makes the person staff of exactly these restaurants, owner of those that are new; of none, they have the role no more.
    /// </summary>
    public void AppointStaffOf(IReadOnlyList<Guid> restaurantIds)
    {
        if (RestaurantIds.SequenceEqual(restaurantIds)) return;
        Take([.. restaurantIds.Select(id => new StaffPosition(id, RoleAt(id) ?? StaffRole.Owner))]);
    }

    /// <summary>Makes the person staff of a restaurant, or changes what they are there.</summary>
    /// <exception cref="RefusedException"><c>too_many_restaurants</c>.</exception>
    public void JoinStaff(Guid restaurantId, StaffRole role)
    {
        if (RoleAt(restaurantId) == role) return;
        var others = Positions.Where(position => position.RestaurantId != restaurantId).ToList();
        if (others.Count >= MaxRestaurants)
        {
            throw new RefusedException("too_many_restaurants", $"Nobody is staff of more than {MaxRestaurants} restaurants.");
        }
        Take([.. others, new StaffPosition(restaurantId, role)]);
    }

    /// <summary>The person is no longer staff of a restaurant.</summary>
    public void LeaveStaff(Guid restaurantId) => Take([.. Positions.Where(position => position.RestaurantId != restaurantId)]);

    private void Take(IReadOnlyList<StaffPosition> positions)
    {
        var loses = Positions.Any(before => !positions.Any(now => now.RestaurantId == before.RestaurantId && now.Role >= before.Role));
        var others = Roles.Where(role => role != Contracts.Roles.Restaurant);
        Roles = positions.Count == 0 ? [.. others] : [.. others, Contracts.Roles.Restaurant];
        (RestaurantIds, StaffRoles) = ([.. positions.Select(position => position.RestaurantId)], positions);
        Revision++;
        // What somebody gains may wait for their next token; what they lose may not.
        if (loses) RevokeAccess();
    }

    /// <summary>One of the account's sessions ended: its tokens are good no more.</summary>
    public void EndSession(Guid sessionId) => Raise(new AccessRevokedV1(Id, sessionId));

    /// <summary>Nobody gets in with it; an approved driver is suspended as well.</summary>
    public void Block(string reason, DateTimeOffset now)
    {
        if (BlockedAt is not null) return;
        (BlockedAt, BlockedReason) = (now, reason);
        EndAllSessions();
        if (DriverStatus == Domain.DriverStatus.Approved) Suspend(reason);
    }

    /// <summary>Who was suspended with it stays so: that is a decision of its own.</summary>
    public void Unblock()
    {
        if (BlockedAt is null) return;
        (BlockedAt, BlockedReason) = (null, null);
        Revision++;
    }

    /// <summary>
    /// The person leaves for good: what is left is an id that orders and books may go on naming. Its address is free again, and no word
    /// is the password.
    /// </summary>
    /// <param name="seenHash">Of the password which the person has just proved to know.</param>
    /// <exception cref="RefusedException"><c>password_changed_meanwhile</c>.</exception>
    public void Erase(string seenHash, DateTimeOffset now)
    {
        RefuseOtherPassword(seenHash);
        var roles = Roles;
        // No address: one has an at sign.
        (Email, DisplayName, PasswordHash, Phone, EmailVerifiedAt) = ($"erased:{Id}", "", "", null, null);
        (Vehicle, DriverStatus, DriverReason, BlockedAt, BlockedReason) = (null, null, null, null, null);
        (Roles, RestaurantIds, StaffRoles, Locale, ErasedAt) = ([], [], [], Locale.En, now);
        EndAllSessions();
        Raise(new UserErasedV1(Id, roles, now));
    }

    /// <summary>Refuses an application; the driver may apply again.</summary>
    /// <exception cref="RefusedException"><c>driver_state_conflict</c>, <c>not_found</c> for who is no driver.</exception>
    public void Refuse(string reason)
    {
        if (Take(DriverCommand.Refuse, reason)) Raise(new DriverRefusedV1(Id, reason));
    }

    /// <summary>A driver who was refused applies again; one who waits may still change the vehicle.</summary>
    /// <exception cref="RefusedException"><c>driver_state_conflict</c> for who has been approved before.</exception>
    public void Apply(Vehicle? vehicle)
    {
        if (DriverStatus is not (Domain.DriverStatus.Applied or Domain.DriverStatus.Refused))
        {
            throw new RefusedException("driver_state_conflict", "Only who waits or was refused can apply (again).")
                .With("currentStatus", DriverStatus);
        }
        (DriverStatus, DriverReason, Vehicle) = (Domain.DriverStatus.Applied, null, vehicle ?? Vehicle);
        Revision++;
    }

    /// <summary>Lets a driver take deliveries; also lifts a suspension.</summary>
    /// <exception cref="RefusedException"><c>not_found</c> for who is no driver.</exception>
    public void Approve()
    {
        if (Take(DriverCommand.Approve, null)) Raise(new DriverApprovedV1(Id, FirstName, Word(Vehicle!.Value)));
    }

    /// <summary>Lets a driver take no new deliveries.</summary>
    /// <exception cref="RefusedException"><c>driver_state_conflict</c> for an applicant, <c>not_found</c> for who is no driver.</exception>
    public void Suspend(string reason)
    {
        if (Take(DriverCommand.Suspend, reason)) Raise(new DriverSuspendedV1(Id, reason));
    }

    private void RevokeAccess() => Raise(new AccessRevokedV1(Id, Revision: Revision));

    // False when its effect is already there.
    private bool Take(DriverCommand command, string? reason)
    {
        var status = DriverStatus ?? throw new RefusedException("not_found", "The driver was not found.", Refusal.NotFound);
        var next = DriverMachine.After(status, command)
            ?? throw new RefusedException(
                "driver_state_conflict", $"A driver who is {Word(status)} cannot be taken through {Word(command)}.")
                .With("currentStatus", status).With("allowedActions", DriverMachine.Allowed(status));
        if (next == status) return false;
        (DriverStatus, DriverReason) = (next, reason);
        Revision++;
        return true;
    }

    private static string Word(Enum value) => value.ToString().ToLowerInvariant();
}

/// <summary>Who gets an account.</summary>
/// <param name="Email">Normalised.</param>
/// <param name="Vehicle">Heeded of drivers only.</param>
/// <param name="Id">Null: a new one.</param>
public sealed record Person(
    string Email, string DisplayName, string PasswordHash, IReadOnlyList<string> Roles,
    string? Phone = null, Vehicle? Vehicle = null, Guid? Id = null, Locale Locale = Locale.En);
