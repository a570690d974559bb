using FoodDelivery.TestKit;

namespace FoodDelivery.DeliveryService.Tests;

public sealed class Documentation(DeliveryApi api) : IClassFixture<DeliveryApi>
{
    [Fact]
    public Task The_committed_api_description_is_current() => OpenApiDocument.ShouldMatchCommittedAsync(api.Anonymous(), "delivery");
}
