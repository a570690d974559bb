using FoodDelivery.TestKit;

namespace FoodDelivery.UserService.Tests;

[Collection(UserApiCollection.Name)]
public sealed class Documentation(UserApi api)
{
    [Fact]
    public async Task The_committed_description_is_what_the_code_says() => await OpenApiDocument.ShouldMatchCommittedAsync(api.Anonymous(), "user");
}
