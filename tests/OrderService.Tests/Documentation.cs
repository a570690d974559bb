using FoodDelivery.TestKit;

namespace FoodDelivery.OrderService.Tests;

public sealed class Documentation(OrderApi api) : IClassFixture<OrderApi>
{
    [Fact]
    public Task The_committed_api_description_is_what_the_code_says() => OpenApiDocument.ShouldMatchCommittedAsync(api.Anonymous(), "order");

    [Fact]
    public Task Every_text_follows_the_one_rule() => RequestProbe.Of(api, "order").TextsFollowTheRuleAsync();

    [Fact]
    public Task Unknown_query_parameters_are_refused() => RequestProbe.Of(api, "order").UnknownParametersAreRefusedAsync();

    [Fact]
    public Task Times_need_their_offset() => RequestProbe.Of(api, "order").TimesNeedTheirOffsetAsync();

    [Fact]
    public Task Head_is_get_without_a_body() => RequestProbe.Of(api, "order").HeadIsGetWithoutBodyAsync();
}
