using FoodDelivery.Load.Orders;

namespace FoodDelivery.Load.City;

/// <summary>A driver who waits near a restaurant, takes every offer and carries it to the door at once.</summary>
public sealed class Courier(Person person, GeoPoint post, OrdersRun run)
{
    private static readonly TimeSpan PositionEvery = TimeSpan.FromSeconds(5);

    public async Task GoOnlineAsync(CancellationToken ct)
    {
        var state = await person.SendAsync<DriverState>(HttpMethod.Put, "/api/v1/drivers/me/status", new { status = "online" }, ct);
        if (state.ActiveDeliveryId is not null) run.Figures.CourierWasBusy();
        await PostPositionAsync(ct);
    }

    /// <summary>Ends the shift. Who still carries something stays online; that order is counted as lost already.</summary>
    public async Task GoOfflineAsync(CancellationToken ct)
    {
        try
        {
            await person.SendAsync<DriverState>(HttpMethod.Put, "/api/v1/drivers/me/status", new { status = "offline" }, ct);
        }
        catch (CallFailedException e) when (e.Code == "driver_busy")
        {
            run.Figures.CourierStayedBusy();
        }
    }

    /// <summary>Uploads a position every few seconds; not all couriers in the same moment.</summary>
    public async Task MoveAboutAsync(CancellationToken ct)
    {
        await Task.Delay(PositionEvery * Random.Shared.NextDouble(), ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!ct.IsCancellationRequested)
        {
            run.Work.Start(PostPositionAsync);
            await Task.Delay(PositionEvery, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void OnEvent(StreamEvent e)
    {
        if (e is not { Name: "offer.created", Data: { OfferId: { } offer, DeliveryId: { } delivery, OrderId: { } order } }) return;
        run.Figures.Offered(run.Orders.Find(order).OfferedAt(e.ArrivedAt), e);
        run.Work.Start(ct => CarryAsync(offer, delivery, order, ct));
    }

    private async Task CarryAsync(Guid offerId, Guid deliveryId, Guid orderId, CancellationToken ct)
    {
        var order = run.Orders.Find(orderId);
        if (await order.CustomerOrNobodyAsync(ct) is not { } customer)
        {
            // An order from before this run: nobody here can open the door.
            run.Figures.StrangeOffer();
            await person.PostAsync($"/api/v1/offers/{offerId}/decline", new { reason = "notMine" }, ct);
            return;
        }
        await person.PostAsync($"/api/v1/offers/{offerId}/accept", null, ct);
        await StepAsync("arrive-pickup", null);
        await order.Ready.WaitAsync(ct);
        await StepAsync("pick-up", null);
        await StepAsync("arrive-dropoff", null);
        var pin = await customer.ReadPinAsync(orderId, ct);
        await StepAsync("deliver", new { proof = new { type = "pin", value = pin } });

        Task StepAsync(string step, object? body) => person.PostAsync($"/api/v1/deliveries/{deliveryId}/{step}", body, ct);
    }

    // A few metres around the post, as satellite positions jump.
    private Task PostPositionAsync(CancellationToken ct) => person.PostAsync("/api/v1/drivers/me/positions", new
    {
        points = new[] { new { lat = Jitter(post.Lat), lng = Jitter(post.Lng), at = TimeProvider.System.GetUtcNow() } },
    }, ct);

    private static double Jitter(double degrees) => Math.Round(degrees + ((Random.Shared.NextDouble() - 0.5) * 0.0004), 6);
}
