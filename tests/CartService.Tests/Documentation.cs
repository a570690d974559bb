using FoodDelivery.TestKit;

namespace FoodDelivery.CartService.Tests;

public sealed class Documentation(CartApi api) : IClassFixture<CartApi>
{
    [Fact]
    public Task OpenApi_document_matches_the_committed_one() => OpenApiDocument.ShouldMatchCommittedAsync(api.Anonymous(), "cart");
}
