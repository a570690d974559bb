using FoodDelivery.TestKit;

namespace FoodDelivery.CartService.Tests;

public sealed class Documentation(CartApi api) : IClassFixture<CartApi>
{
    [Fact]
    public Task OpenApi_document_matches_the_committed_one() => OpenApiDocument.ShouldMatchCommittedAsync(api.Anonymous(), "cart");

    [Fact]
    public Task Every_text_follows_the_one_rule() => RequestProbe.Of(api, "cart").TextsFollowTheRuleAsync();

    [Fact]
    public Task Unknown_query_parameters_are_refused() => RequestProbe.Of(api, "cart").UnknownParametersAreRefusedAsync();

    [Fact]
    public Task Times_need_their_offset() => RequestProbe.Of(api, "cart").TimesNeedTheirOffsetAsync();

    [Fact]
    public Task Head_is_get_without_a_body() => RequestProbe.Of(api, "cart").HeadIsGetWithoutBodyAsync();
}
