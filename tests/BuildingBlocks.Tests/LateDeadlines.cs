using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.BuildingBlocks.Tests.Sample;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace FoodDelivery.BuildingBlocks.Tests;

/// <summary>Deadlines that were not acted upon, as ops see and mend them.</summary>
public sealed class LateDeadlines : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new();
    private readonly Guid failing = Guid.NewGuid();
    private SampleService service = null!;
    private HttpClient ops = null!;

    private DeadlineSweeper Sweeper => service.Services.GetRequiredService<DeadlineSweeper>();

    public async Task InitializeAsync()
    {
        service = await SampleService.StartAsync(clock: clock);
        ops = service.WithToken(TestTokens.ForUser(Guid.NewGuid(), Roles.Ops));
    }

    public async Task DisposeAsync()
    {
        ops.Dispose();
        await service.DisposeAsync();
    }

    [Fact]
    public async Task What_failed_is_listed_and_tried_at_once_when_ops_say_so()
    {
        await SetAsync(failing, 1);
        await FailAsync(4);
        service.Poison.Clear();
        var late = Assert.Single(await ListAsync())!;
        Assert.Equal((failing, "sample", 4), (late.Id("aggregateId"), late.Text("kind"), late["attempts"]!.GetValue<int>()));
        Assert.Equal(0, await Sweeper.SweepAsync(default));

        await RetryAsync(failing).ShouldBe(HttpStatusCode.NoContent);
        Assert.Equal(1, await Sweeper.SweepAsync(default));
        Assert.Single(await service.HistoryAsync(failing));
        Assert.Empty(await ListAsync());
        await RetryAsync(failing).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        var act = Assert.Single((await ops.GetAsync("/api/v1/ops/sample/audit").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray())!;
        Assert.Equal(("deadline.retry", failing, "It is back"), (act.Text("action"), act.Id("subject"), act.Text("reason")));
    }

    [Fact]
    public async Task What_is_due_and_has_not_been_come_to_is_listed_and_what_is_not_due_is_nobodys_to_hasten()
    {
        var (due, later) = (Guid.NewGuid(), Guid.NewGuid());
        await SetAsync(due, 1);
        await SetAsync(later, 60);
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(due, Assert.Single(await ListAsync())!.Id("aggregateId"));
        await RetryAsync(later).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await Sweeper.SweepAsync(default);
        Assert.Empty(await service.HistoryAsync(later));
    }

    [Fact]
    public async Task It_is_for_ops_and_a_retry_has_a_reason()
    {
        using var customer = service.WithToken(TestTokens.ForUser(Guid.NewGuid(), Roles.Customer));
        await customer.GetAsync("/api/v1/ops/sample/deadlines").ShouldBe(HttpStatusCode.Forbidden);
        await customer.PostAsJsonAsync($"/api/v1/ops/sample/deadlines/{failing}/retry", new { reason = "Mine" }).ShouldBe(HttpStatusCode.Forbidden);
        await ops.PostAsJsonAsync($"/api/v1/ops/sample/deadlines/{failing}/retry", new { reason = " " }).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
    }

    private async Task FailAsync(int times)
    {
        service.Poison.Add(failing);
        for (var i = 0; i < times; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(10));
            Assert.Equal(1, await Sweeper.SweepAsync(default));
        }
    }

    private async Task<JsonArray> ListAsync() => (await ops.GetAsync("/api/v1/ops/sample/deadlines").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray();

    private Task<HttpResponseMessage> RetryAsync(Guid id) => ops.PostAsJsonAsync($"/api/v1/ops/sample/deadlines/{id}/retry", new { reason = "It is back" });

    private Task SetAsync(Guid id, int seconds) => service.Database.WriteAsync(
        transaction =>
        {
            transaction.SetDeadline(id, "sample", clock.GetUtcNow().AddSeconds(seconds));
            return Task.CompletedTask;
        }, default);
}
