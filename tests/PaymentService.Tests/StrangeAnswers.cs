using System.Net;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.PaymentService.Tests;

/// <summary>Only a refusal in the provider's own words fails a payment; everything strange leaves it pending until it is looked up.</summary>
public sealed class StrangeAnswers(StoppedPaymentApi api) : IClassFixture<StoppedPaymentApi>, IDisposable
{
    [Theory]
    [InlineData(HttpStatusCode.OK, "<html>")]
    [InlineData(HttpStatusCode.OK, "null")]
    [InlineData(HttpStatusCode.OK, "{\"status\":\"authorized\"}")]
    [InlineData(HttpStatusCode.OK, "{\"id\":\"x\",\"status\":\"voided\",\"amount\":2350}")]
    [InlineData(HttpStatusCode.Unauthorized, "{\"code\":\"unauthenticated\"}")]
    [InlineData(HttpStatusCode.TooManyRequests, "{\"code\":\"rate_limited\"}")]
    [InlineData(HttpStatusCode.Conflict, "{\"code\":\"idempotency_key_in_progress\"}")]
    [InlineData(HttpStatusCode.NotFound, "not the provider at all")]
    [InlineData(HttpStatusCode.BadGateway, "")]
    public async Task Nonsense_is_no_outcome(HttpStatusCode status, string body)
    {
        var order = api.NewOrder();
        api.Fake = _ => new HttpResponseMessage(status) { Content = new StringContent(body) };
        Assert.Equal("pending", await order.AuthorizeAsync());
        await api.RunDueAsync(); // the look-up gets nonsense, too
        Assert.Empty(await order.EventsAsync());
        Assert.Equal(1, (await api.BacklogAsync("unknown_payments")).Number);

        api.Fake = null;
        api.Clock.Advance(TimeSpan.FromSeconds(60));
        await api.RunDueAsync();
        Assert.Equal("authorized", await order.StatusAsync());
        Assert.Equal(["auth"], await api.Provider.KindsAsync(order.Id));
        Assert.Equal(0, (await api.BacklogAsync("unknown_payments")).Number);
    }

    [Fact]
    public async Task A_hold_of_another_amount_is_released_and_the_payment_fails()
    {
        var order = api.NewOrder();
        api.Fake = request => StubServices.Json(new
        {
            id = "auth_wrong", status = request.RequestUri!.AbsolutePath.EndsWith("/void", StringComparison.Ordinal) ? "voided" : "authorized", amount = 9999, expiresAt = DateTimeOffset.UtcNow.AddDays(7),
        });
        Assert.Equal("amount_mismatch", (await order.PostAsync().ShouldBe(HttpStatusCode.OK)).Text("declineCode"));
        await api.RunDueAsync();

        Assert.Equal(["failed", "voided"], await order.EventsAsync());
        Assert.Equal(9999, Assert.Single(await api.PublishedAsync<PaymentVoidedV1>(order.Id)).Amount.Amount);
        Assert.Equal("failed", await order.StatusAsync());
        Assert.Equal(0, await api.UnbalancedAsync());
    }

    public void Dispose() => api.Fake = null;
}
