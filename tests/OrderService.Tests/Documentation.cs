using FoodDelivery.TestKit;

namespace FoodDelivery.OrderService.Tests;

public sealed class Documentation(OrderApi api) : IClassFixture<OrderApi>
{
    [Fact]
    public Task The_committed_api_description_is_what_the_code_says() => OpenApiDocument.ShouldMatchCommittedAsync(api.Anonymous(), "order");
}
