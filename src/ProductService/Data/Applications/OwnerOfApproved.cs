using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.ProductService.Clients;

namespace FoodDelivery.ProductService.Data;

/// <summary>Makes the applicant owner of the approved restaurant: User is asked until it answers.</summary>
public sealed class OwnerOfApproved(ApplicationStore applications, UserClient users, ILogger<OwnerOfApproved> log)
    : IPreparedDeadlineHandler
{
    public async Task PrepareAsync(Guid aggregateId, CancellationToken ct)
    {
        var application = await applications.FindAsync(aggregateId, ct);
        if (application is not { RestaurantId: { } restaurant }) return;
        try
        {
            await users.AppointAsync(restaurant, application.ApplicantId, StaffRole.Owner, actor: null, mustBeStaff: false, ct);
        }
        catch (RefusedException e)
        {
            // For good: asking again would not change it. Ops see the restaurant without an owner, and make one.
            log.LogError("Restaurant {RestaurantId} of an approved application has no owner: {Code}", restaurant, e.Code);
        }
    }

    // What had to be done is done, and the deadline goes with this transaction.
    public Task HandleAsync(Guid aggregateId, Transaction transaction, CancellationToken ct) => Task.CompletedTask;
}
