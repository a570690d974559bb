using FoodDelivery.TestKit;

namespace FoodDelivery.ProductService.Tests;

public sealed class Documentation(ProductApi api) : IClassFixture<ProductApi>
{
    [Fact]
    public Task OpenApi_document_matches_the_committed_one() => OpenApiDocument.ShouldMatchCommittedAsync(api.Anonymous(), "product");

    [Fact]
    public Task Every_text_follows_the_one_rule() => RequestProbe.Of(api, "product").TextsFollowTheRuleAsync();

    [Fact]
    public Task Unknown_query_parameters_are_refused() => RequestProbe.Of(api, "product").UnknownParametersAreRefusedAsync();

    [Fact]
    public Task Times_need_their_offset() => RequestProbe.Of(api, "product").TimesNeedTheirOffsetAsync();

    [Fact]
    public Task Head_is_get_without_a_body() => RequestProbe.Of(api, "product").HeadIsGetWithoutBodyAsync();
}
