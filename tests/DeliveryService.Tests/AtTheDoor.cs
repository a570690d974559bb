using System.Net;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.DeliveryService.Tests;

/// <summary>Nobody opens: the attempts, the clock that both sides see, and when it may be said.</summary>
public sealed class AtTheDoor(DeliveryApi api) : IClassFixture<DeliveryApi>
{
    [Fact]
    public async Task That_nobody_is_there_is_said_after_an_attempt_and_the_wait_that_follows_it()
    {
        var (order, driver, id) = await api.CarriedAsync("pickedUp");
        var problem = await FailAsync(driver, id).ShouldBeProblem(HttpStatusCode.Conflict, "attempt_clock_running");
        Assert.Equal(300, problem["secondsLeft"]!.GetValue<int>());
        await ContactAsync(driver, id).ShouldBeProblem(HttpStatusCode.Conflict, "delivery_state_conflict");
        // Costs the customer as much, so it is believed no sooner.
        await DeliveryApi.StepAsync(driver, id, "fail", new { reason = "badAddress" }).ShouldBeProblem(HttpStatusCode.Conflict, "attempt_clock_running");

        await DeliveryApi.StepAsync(driver, id, "arrive-dropoff").ShouldBe(HttpStatusCode.OK);
        await FailAsync(driver, id).ShouldBeProblem(HttpStatusCode.Conflict, "attempt_clock_running");
        Assert.Null((await order.Customer.GetAsync($"/api/v1/deliveries/{id}").ShouldBe(HttpStatusCode.OK))["attempt"]!["mayFailAt"]);

        var began = api.Clock.GetUtcNow();
        var shown = await ContactAsync(driver, id, "I am at the blue door.").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(began.AddMinutes(5), shown["attempt"]!["mayFailAt"]!.GetValue<DateTimeOffset>());
        Assert.Equal(
            shown["attempt"]!.ToJsonString(),
            (await order.Customer.GetAsync($"/api/v1/deliveries/{id}").ShouldBe(HttpStatusCode.OK))["attempt"]!.ToJsonString());

        api.Clock.Advance(TimeSpan.FromSeconds(299));
        await ContactAsync(driver, id).ShouldBe(HttpStatusCode.OK); // which does not begin the wait anew
        var early = await FailAsync(driver, id);
        Assert.Equal(TimeSpan.FromSeconds(1), early.Headers.RetryAfter?.Delta);
        problem = await Task.FromResult(early).ShouldBeProblem(HttpStatusCode.Conflict, "attempt_clock_running");
        Assert.Equal(1, problem["secondsLeft"]!.GetValue<int>());
        Assert.Equal(began.AddMinutes(5), problem["mayFailAt"]!.GetValue<DateTimeOffset>());
        api.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("undeliverable", (await FailAsync(driver, id).ShouldBe(HttpStatusCode.OK)).Text("status"));

        var told = await api.PublishedAsync<DeliveryContactAttemptedV1>(order.Id);
        Assert.Equal([("door", "I am at the blue door.", 1), ("door", null, 2)], told.Select(e => (e.Kind, e.Text, e.Attempt)));
        Assert.All(told, e => Assert.Equal(began.AddMinutes(5), e.WaitsUntil));
    }

    [Theory]
    [InlineData("refused")]
    [InlineData("damaged")]
    [InlineData("lost")]
    [InlineData("courierFault")]
    [InlineData("unsafe")]
    public async Task Other_reasons_wait_for_nobody(string reason)
    {
        var (order, driver, id) = await api.CarriedAsync("pickedUp");
        await DeliveryApi.StepAsync(driver, id, "fail", new { reason }).ShouldBe(HttpStatusCode.OK);
        Assert.Equal(reason, Assert.Single(await api.PublishedAsync<DeliveryFailedV1>(order.Id)).Reason);
    }

    [Fact]
    public async Task Another_try_is_a_wait_of_its_own()
    {
        var (order, driver, id) = await api.CarriedAsync("atDropoff");
        await api.NobodyOpensAsync(driver, id);
        var again = await order.Customer.PostJsonAsync($"/api/v1/deliveries/{id}/redeliver").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(0, again["attempt"]!["contacts"]!.GetValue<int>());
        await FailAsync(driver, id).ShouldBeProblem(HttpStatusCode.Conflict, "attempt_clock_running");
        await api.NobodyOpensAsync(driver, id);
    }

    [Theory]
    [InlineData("redeliver", "atDropoff")]
    [InlineData("return", "returning")]
    [InlineData("dispose", "disposed")]
    public async Task What_becomes_of_an_order_with_a_wrong_address_its_driver_may_decide(string action, string status)
    {
        var (_, driver, id) = await WrongAddressAsync();
        var failed = await driver.Client.GetAsync($"/api/v1/deliveries/{id}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(api.Clock.GetUtcNow().AddMinutes(10), failed["decideBy"]!.GetValue<DateTimeOffset>());
        Assert.Equal(["redeliver", "return", "dispose"], failed["allowedActions"]!.AsArray().Select(allowed => allowed!.GetValue<string>()));
        for (var i = 0; i < 2; i++) Assert.Equal(status, (await DeliveryApi.StepAsync(driver, id, action).ShouldBe(HttpStatusCode.OK)).Text("status"));
    }

    [Fact]
    public async Task Nobody_decides_about_a_wrong_address_and_it_goes_back()
    {
        var (order, driver, id) = await WrongAddressAsync();
        Assert.Equal(api.Clock.GetUtcNow().AddMinutes(10), Assert.Single(await api.PublishedAsync<DeliveryFailedV1>(order.Id)).DecideBy);
        api.Clock.Advance(TimeSpan.FromMinutes(9));
        await api.SweepDeadlinesAsync();
        Assert.Equal("undeliverable", await api.StatusAsync(order));
        api.Clock.Advance(TimeSpan.FromMinutes(1));
        await api.SweepDeadlinesAsync();
        await api.BecomesAsync(order, "returning");
        await order.Restaurant.PostJsonAsync($"/api/v1/deliveries/{id}/returned").ShouldBe(HttpStatusCode.OK);
        var returned = Assert.Single(await api.PublishedAsync<DeliveryReturnedV1>(order.Id));
        Assert.Equal(("badAddress", "driver"), (returned.Cause, returned.FailedBy));
    }

    [Theory]
    [InlineData("redeliver")]
    [InlineData("return")]
    [InlineData("dispose")]
    public async Task After_any_other_reason_the_driver_waits_for_others(string action)
    {
        var (_, driver, id) = await api.CarriedAsync("atDropoff");
        await DeliveryApi.StepAsync(driver, id, "fail", new { reason = "refused" }).ShouldBe(HttpStatusCode.OK);
        await DeliveryApi.StepAsync(driver, id, action).ShouldBeProblem(HttpStatusCode.Conflict, "delivery_state_conflict");
        Assert.Empty((await driver.Client.GetAsync($"/api/v1/deliveries/{id}").ShouldBe(HttpStatusCode.OK))["allowedActions"]!.AsArray());
    }

    [Fact]
    public async Task A_driver_tries_another_door_twice()
    {
        var (_, driver, id) = await WrongAddressAsync();
        for (var i = 0; i < 2; i++)
        {
            await DeliveryApi.StepAsync(driver, id, "redeliver").ShouldBe(HttpStatusCode.OK);
            await SayWrongAddressAsync(driver, id);
        }
        await DeliveryApi.StepAsync(driver, id, "redeliver").ShouldBeProblem(HttpStatusCode.Conflict, "redelivery_limit");
        await DeliveryApi.StepAsync(driver, id, "return").ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Decisions_about_a_wrong_address_at_once_are_one()
    {
        foreach (var round in RaceRounds.Usually(20))
        {
            var (order, driver, id) = await WrongAddressAsync();
            var answers = await Task.WhenAll(
                DeliveryApi.StepAsync(driver, id, "return"), DeliveryApi.StepAsync(driver, id, "dispose"),
                api.OpsAsync(id, "dispose", new { reason = "Spoilt" }), order.Customer.PostJsonAsync($"/api/v1/deliveries/{id}/redeliver"));
            var status = await api.StatusAsync(order);
            var ended = (await api.PublishedAsync<DeliveryReturningV1>(order.Id)).Count + (await api.PublishedAsync<DeliveryDisposedV1>(order.Id)).Count;
            Assert.Contains(answers, answer => answer.StatusCode is HttpStatusCode.OK);
            // Who disposes of what is on its way back has decided later, not besides.
            Assert.InRange(ended, status is "atDropoff" ? 0 : 1, status is "disposed" ? 2 : status is "returning" ? 1 : 0);
            await api.EventTypesAsync(order);
            await api.ExecuteAsync("UPDATE deliveries SET status = 'disposed' WHERE id = @id", new { id });
        }
    }

    private async Task<(TestOrder Order, TestDriver Driver, Guid Delivery)> WrongAddressAsync()
    {
        var carried = await api.CarriedAsync("atDropoff");
        await SayWrongAddressAsync(carried.Driver, carried.Delivery);
        return carried;
    }

    private async Task SayWrongAddressAsync(TestDriver driver, Guid id)
    {
        await ContactAsync(driver, id).ShouldBe(HttpStatusCode.OK);
        api.Clock.Advance(TimeSpan.FromMinutes(5));
        await DeliveryApi.StepAsync(driver, id, "fail", new { reason = "badAddress" }).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Ops_who_cannot_find_the_driver_wait_for_nothing()
    {
        var (_, _, id) = await api.CarriedAsync("pickedUp");
        await api.OpsAsync(id, "fail", new { reason = "noAnswer" }).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Only_the_assigned_driver_makes_attempts_with_a_text_that_can_be_read_and_twenty_at_most()
    {
        var (order, driver, id) = await api.CarriedAsync("atDropoff");
        await ContactAsync(await api.ApprovedDriverAsync(), id).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await order.Customer.PostJsonAsync($"/api/v1/deliveries/{id}/contacts", new { kind = "door" }).ShouldBe(HttpStatusCode.Forbidden);
        await ContactAsync(driver, id, new string('a', 501)).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        await ContactAsync(driver, id, "\u202e").ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        await DeliveryApi.StepAsync(driver, id, "contacts", new { kind = "pigeon" }).ShouldBeProblem(HttpStatusCode.BadRequest, "malformed_json");
        for (var i = 0; i < 20; i++) await ContactAsync(driver, id).ShouldBe(HttpStatusCode.OK);
        await ContactAsync(driver, id).ShouldBeProblem(HttpStatusCode.Conflict, "contact_limit");
    }

    [Fact]
    public async Task An_attempt_and_the_hand_over_at_once_end_with_the_hand_over()
    {
        foreach (var round in RaceRounds.Usually(20))
        {
            var (order, driver, id) = await api.CarriedAsync("atDropoff");
            var attempts = Enumerable.Range(0, 4).Select(_ => ContactAsync(driver, id)).ToList();
            await DeliveryApi.HandOverAsync(driver, id).ShouldBe(HttpStatusCode.OK);
            var answers = await Task.WhenAll(attempts);
            Assert.Equal("delivered", await api.StatusAsync(order));
            Assert.All(answers, answer => Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict, $"{answer.StatusCode}"));
            Assert.Equal(
                answers.Count(answer => answer.StatusCode is HttpStatusCode.OK), (await api.PublishedAsync<DeliveryContactAttemptedV1>(order.Id)).Count);
        }
    }

    private static Task<HttpResponseMessage> FailAsync(TestDriver driver, Guid id) =>
        DeliveryApi.StepAsync(driver, id, "fail", new { reason = "noAnswer" });

    private static Task<HttpResponseMessage> ContactAsync(TestDriver driver, Guid id, string? text = null) =>
        DeliveryApi.StepAsync(driver, id, "contacts", new { kind = "door", text });
}
