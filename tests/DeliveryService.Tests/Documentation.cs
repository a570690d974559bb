using FoodDelivery.TestKit;

namespace FoodDelivery.DeliveryService.Tests;

public sealed class Documentation(DeliveryApi api) : IClassFixture<DeliveryApi>
{
    [Fact]
    public Task The_committed_api_description_is_current() => OpenApiDocument.ShouldMatchCommittedAsync(api.Anonymous(), "delivery");

    [Fact]
    public Task Every_text_follows_the_one_rule() => RequestProbe.Of(api, "delivery").TextsFollowTheRuleAsync();

    [Fact]
    public Task Unknown_query_parameters_are_refused() => RequestProbe.Of(api, "delivery").UnknownParametersAreRefusedAsync();

    [Fact]
    public Task Times_need_their_offset() => RequestProbe.Of(api, "delivery").TimesNeedTheirOffsetAsync();

    [Fact]
    public Task Head_is_get_without_a_body() => RequestProbe.Of(api, "delivery").HeadIsGetWithoutBodyAsync();
}
