using FoodDelivery.TestKit;

namespace FoodDelivery.ProductService.Tests;

public sealed class Documentation(ProductApi api) : IClassFixture<ProductApi>
{
    [Fact]
    public Task OpenApi_document_matches_the_committed_one() => OpenApiDocument.ShouldMatchCommittedAsync(api.Anonymous(), "product");
}
