using System.Net;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.AnalyticsService.Tests;

/// <summary>Who may ask what, and which questions are refused.</summary>
public sealed class Access : IDisposable
{
    private readonly AnalyticsApi api = new();

    public void Dispose() => api.Dispose();

    [Theory]
    [InlineData("summary")]
    [InlineData("timeseries")]
    [InlineData("restaurants")]
    [InlineData("top-items")]
    public async Task Customers_and_drivers_are_refused_and_strangers_asked_to_log_in(string report)
    {
        var path = $"/api/v1/analytics/{report}";
        await api.Anonymous().GetAsync(path).ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");
        await api.ClientFor(Guid.NewGuid(), Roles.Customer).GetAsync(path).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        await api.ClientFor(Guid.NewGuid(), Roles.Driver).GetAsync(path).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        await api.ClientForService("order").GetAsync(path).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        await api.AsOps().GetAsync(path).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("summary")]
    [InlineData("timeseries")]
    [InlineData("top-items")]
    public async Task Staff_see_their_own_restaurants_only(string report)
    {
        var path = $"/api/v1/analytics/{report}";
        await api.AsStaff(api.Trattoria).GetAsync($"{path}?restaurantId={api.Trattoria}").ShouldBe(HttpStatusCode.OK);
        await api.AsStaff(api.Trattoria).GetAsync($"{path}?restaurantId={api.Sushi}").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await api.AsStaff(api.Trattoria, api.Sushi).GetAsync(path).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        await api.AsStaff(api.Trattoria, api.Sushi).GetAsync($"{path}?restaurantId={api.Sushi}").ShouldBe(HttpStatusCode.OK);
        await api.AsStaff().GetAsync(path).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Staff_of_one_restaurant_need_not_name_it_and_see_nobody_elses_orders()
    {
        await api.PlayAsync(api.Delivered(AnalyticsApi.Noon, 1_000), api.Delivered(AnalyticsApi.Noon, 9_000, restaurant: api.Sushi));
        var summary = await api.ReportAsync($"summary?{AnalyticsApi.Window()}", api.AsStaff(api.Trattoria));
        Assert.Equal((1, 1_000L, api.Trattoria), (summary["orders"]!.GetValue<int>(), summary.Amount("gross"), summary.Id("restaurantId")));
        await api.AsStaff(api.Trattoria).GetAsync("/api/v1/analytics/restaurants").ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
    }

    [Theory]
    [InlineData("summary?from=yesterday")]
    [InlineData("summary?from=2026-03-10")]
    [InlineData("summary?from=2026-03-10T12:00:00")]
    [InlineData("summary?from=2026-03-10T12:00:00+02:00")]
    [InlineData("summary?to=1700-01-01T00:00:00Z")]
    [InlineData("summary?from=2026-03-10T12:00:00Z&to=2026-03-10T12:00:00Z")]
    [InlineData("summary?from=2026-03-10T12:00:00Z&to=2026-03-10T11:00:00Z")]
    [InlineData("summary?from=2026-01-01T00:00:00Z&to=2026-04-03T00:00:01Z")]
    [InlineData("timeseries?bucket=week")]
    [InlineData("timeseries?bucket=1")]
    [InlineData("restaurants?limit=0")]
    [InlineData("restaurants?cursor=zzz")]
    [InlineData("restaurants?cursor=MXxhIGI")]
    [InlineData("top-items?limit=101")]
    public async Task Malformed_questions_are_refused(string question) =>
        await api.AsOps().GetAsync($"/api/v1/analytics/{question}").ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");

    [Fact]
    public async Task A_restaurant_id_that_is_none_is_refused() =>
        await api.AsOps().GetAsync("/api/v1/analytics/summary?restaurantId=7").ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");

    [Fact]
    public async Task Ninety_two_days_are_still_answered()
    {
        const string Longest = "from=2026-01-01T00:00:00Z&to=2026-04-03T00:00:00Z";
        await api.ReportAsync($"summary?{Longest}");
        Assert.Equal(92, (await api.ReportAsync($"timeseries?bucket=day&{Longest}"))["items"]!.AsArray().Count);
        Assert.Equal(2_208, (await api.ReportAsync($"timeseries?bucket=hour&{Longest}"))["items"]!.AsArray().Count);
    }
}
