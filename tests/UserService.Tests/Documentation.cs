using FoodDelivery.TestKit;

namespace FoodDelivery.UserService.Tests;

[Collection(UserApiCollection.Name)]
public sealed class Documentation(UserApi api)
{
    [Fact]
    public async Task The_committed_description_is_what_the_code_says() => await OpenApiDocument.ShouldMatchCommittedAsync(api.Anonymous(), "user");

    [Fact]
    public Task Every_text_follows_the_one_rule() => RequestProbe.Of(api, "user").TextsFollowTheRuleAsync();

    [Fact]
    public Task Unknown_query_parameters_are_refused() => RequestProbe.Of(api, "user").UnknownParametersAreRefusedAsync();

    [Fact]
    public Task Times_need_their_offset() => RequestProbe.Of(api, "user").TimesNeedTheirOffsetAsync();

    [Fact]
    public Task Head_is_get_without_a_body() => RequestProbe.Of(api, "user").HeadIsGetWithoutBodyAsync();
}
